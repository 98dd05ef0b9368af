"""A person takes away what is kept about them, then is forgotten: on a phone with scripts, on a desk without."""

import json
import zipfile
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.accounts.models import User
from frenchimpact.mail.models import Mail
from frenchimpact.projects.models import Project, TeamMember
from tests.browser import DESK, PHONE, check_page, enter
from tests.worker import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scripts"), [(PHONE, True), (DESK, False)])
def test_take_away_then_be_forgotten(visitor: Callable[..., Page], width: int, scripts: bool) -> None:
    awa = User.objects.create(email="awa@exemple.test", full_name="Awa Diarra")
    project = Project.objects.create(
        reference="P-2026-0001", slug="pont", name="Le Pont", stage="idee", problem="a", answer="b", created_by=awa
    )
    TeamMember.objects.create(project=project, user=awa, role="lead")
    page = visitor("/", width=width, scripts=scripts)
    enter(page, awa)

    page.goto("/mon-espace/donnees/")
    if scripts:
        check_page(page)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger mes données").click()
    with zipfile.ZipFile(waiting.value.path()) as archive:
        assert archive.read("donnees.pdf").startswith(b"%PDF-")
        tables = {one["table"]: one["rows"] for one in json.loads(archive.read("donnees.json"))["tables"]}
        assert tables["projects.Project"][0]["name"] == "Le Pont"

    page.get_by_role("link", name="Effacer mon compte").click()
    expect(page.get_by_text("Plus personne ne pourra conduire le projet P-2026-0001")).to_be_visible()
    page.get_by_label("Écrivez « effacer » pour confirmer").fill("peut-être")
    page.get_by_role("button", name="Effacer mon compte").click()
    expect(page.get_by_role("alert")).to_contain_text("Ce n’est pas le mot attendu")
    if scripts:
        check_page(page)
    page.get_by_label("Écrivez « effacer » pour confirmer").fill("effacer")
    page.get_by_role("button", name="Effacer mon compte").click()

    expect(page.get_by_role("heading", name="Compte effacé", level=1)).to_be_visible()
    if scripts:
        check_page(page)
    assert str(User.objects.get(pk=awa.pk)) == "Personne effacée"
    assert Mail.objects.get(to="awa@exemple.test").kind == "privacy.erased"
    work()
    page.goto("/mon-espace/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("connecter")
