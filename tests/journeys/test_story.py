"""The whole first story: a stranger finds what exists, declares a project, two people read it, and it is found by everyone.

Given a programme with one operator and one partner in Savoie; every mail of the story stands in the demonstration mailbox.
"""

import csv
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.geo.tests.factories import make_places
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import make_operator, make_partner, make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import check_page
from tests.journeys.test_declare import confirm_address, first_step, rest
from tests.worker import work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in(page: Page, email: str) -> None:
    """By the code of the mail."""
    page.goto("/connexion/")
    page.get_by_label("adresse", exact=False).first.fill(email)
    page.get_by_role("button", name="Recevoir mon code").click()
    found = re.search(r"\b\d{3}\W?\d{3}\b", Mail.objects.filter(kind="accounts.sign_in", to=email).latest("pk").text)
    assert found
    page.get_by_label("code", exact=False).first.fill(found[0])
    page.get_by_role("button", name="Me connecter").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")


def read_favourably(page: Page, project: Project) -> None:
    """Take a seat, answer the grid, send."""
    page.goto("/mon-espace/lecture/")
    page.get_by_role("link", name=project.name).first.click()
    page.get_by_role("button", name="Commencer ma lecture").click()
    for group in page.locator("fieldset.crit").all():
        group.get_by_role("radio").nth(2).check()
    page.get_by_label("Favorable", exact=True).check()
    page.get_by_label("Ce qui fonde votre avis").fill("Le besoin est réel et la réponse est déjà essayée.")
    page.get_by_role("button", name="Envoyer ma lecture").click()
    expect(page.get_by_text("Le besoin est réel et la réponse est déjà essayée.").first).to_be_visible()


@pytest.mark.parametrize(("scripts", "width"), [(True, 320), (False, 1280)])
def test_from_stranger_to_published(visitor: Callable[..., Page], settings: Any, scripts: bool, width: int) -> None:
    def look(page: Page) -> None:
        """Axe runs scripts in the page: where they are off, only the page itself is judged."""
        if scripts:
            check_page(page)
        else:
            assert page.locator("h1").count() == 1, page.url

    settings.DEMO_MODE = True
    make_terms()
    places = make_places()
    chambery, savoie = places["commune:73065"], places["departement:73"]
    make_organisation(name="La Ressource des Allobroges", commune=chambery)
    make_published_project(name="Le Fournil partagé", places=[chambery])
    operator, partner = make_operator(), make_partner(savoie)

    # When a visitor without an account looks for a commune,
    page = visitor("/", width=width, scripts=scripts)
    look(page)
    page.goto("/recherche/?q=chambery")
    page.get_by_role("link", name=re.compile("Chambéry")).first.click()
    expect(page.locator("main")).to_contain_text("La Ressource des Allobroges")
    look(page)
    page.goto("/projets/?commune=73065")
    expect(page.locator("main")).to_contain_text("Le Fournil partagé")
    look(page)

    # and declares a project,
    page.goto("/projets/declarer/")
    first_step(page)
    page.get_by_label("Nom du projet").fill("Le Vélo des Bauges")
    page.get_by_label("Le problème").fill("Dans nos hameaux, sans voiture on ne va nulle part.")
    rest(page)
    confirm_address(page, scripts=scripts)
    project = Project.objects.get(name="Le Vélo des Bauges")
    look(page)
    work()

    # the operator and the partner read it, each on their own,
    page = visitor("/", scripts=scripts)
    sign_in(page, partner.email)
    read_favourably(page, project)
    look(page)
    page = visitor("/", scripts=scripts)
    sign_in(page, operator.email)
    read_favourably(page, project)
    page.get_by_text("Décider", exact=True).click()
    page.get_by_label("Qualifier le projet").check()
    page.get_by_label("Raisons").fill("Deux lectures favorables : le projet est utile et déjà essayé.")
    page.get_by_role("button", name="Prendre la décision").click()
    work()
    project.refresh_from_db()
    if project.status == "qualified":  # consent was not given at declaration: the team gives it now
        page = visitor("/", scripts=scripts)
        sign_in(page, "awa@exemple.test")
        page.goto(f"/mon-espace/projets/{project.reference}/publication/")
        page.get_by_label("L’équipe accepte que la fiche soit publique", exact=False).check()
        page.get_by_role("button", name="Enregistrer ces choix").click()
        work()
        project.refresh_from_db()
    assert project.status == "published"

    # then everyone finds it: in search, on its sheet, on the map, in the CSV,
    page = visitor("/recherche/?q=velo+bauges", width=width, scripts=scripts)
    page.get_by_role("link", name="Le Vélo des Bauges").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Le Vélo des Bauges")
    look(page)
    answer = page.request.get("/projets/?commune=73065&format=csv")
    rows = list(csv.reader(io.StringIO(answer.text().lstrip("\ufeff")), delimiter=";" if ";" in answer.text().splitlines()[0] else ","))
    assert any("Le Vélo des Bauges" in row for row in rows)
    page.goto("/projets/?vue=carte&region=84")
    expect(page.locator("main")).to_contain_text("Le Vélo des Bauges")
    look(page)

    # and every mail of the story is in the demonstration mailbox.
    page.goto("/demo/boite-mail/")
    for kind in ("projects.resume", "accounts.sign_in", "projects.declared"):
        mail = Mail.objects.filter(kind=kind).latest("pk")
        expect(page.locator("main")).to_contain_text(mail.subject)
    assert Mail.objects.filter(to="awa@exemple.test", reference=project.reference).count() >= 2
    look(page)
