"""An imported sheet finds its people: claimed, a colleague invited, a duplicate merged and parted; with scripts and without."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.geo.tests.factories import make_place
from frenchimpact.mail.models import Mail
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_operator
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import PHONE, check_page
from tests.journeys.test_story import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def in_mail(to: str, kind: str, pattern: str) -> str:
    """What the last mail of that kind holds."""
    found = re.search(pattern, Mail.objects.filter(to=to, kind=f"organisations.{kind}").latest("pk").text)
    assert found
    return found[0]


@pytest.mark.parametrize("scripts", [True, False])
def test_claim_invite_accept_merge_and_undo(visitor: Callable[..., Page], scripts: bool) -> None:
    make_terms()
    place = make_place("commune:73065")
    sheet = {"source": "import", "commune": place, "themes": ["logement_habitat"]}
    make_organisation(name="Le Fil rouge", slug="fil", email="contact@filrouge.example", **sheet)
    make_organisation(name="Association Le Fil Rouge", slug="fil-rouge", phone="04 79 00 00 00", **sheet)
    operator = make_operator()

    # Luc finds the sheet that a file brought, and shows that it is his.
    luc = visitor("/", scripts=scripts)
    sign_in(luc, "luc@exemple.test")
    luc.goto("/structures/fil/")
    luc.get_by_role("link", name="Revendiquer cette fiche").click()
    if scripts:
        check_page(luc)
    luc.get_by_role("button", name="Envoyer le code").click()
    luc.get_by_label("Le code reçu").fill(in_mail("contact@filrouge.example", "claim_code", r"\b\d{3} \d{3}\b"))
    luc.get_by_role("button", name="Prendre la fiche en charge").click()
    expect(luc.get_by_role("heading", level=1)).to_have_text("Équipe")

    # He invites Mina, who sees what it means before she accepts.
    luc.get_by_label("Son adresse électronique").fill("mina@exemple.test")
    luc.get_by_label("Peut modifier : lire").check()
    luc.get_by_role("button", name="Envoyer l’invitation").click()
    if scripts:
        check_page(luc)
    mina = visitor("/", scripts=scripts, width=PHONE, colours="dark")
    sign_in(mina, "mina@exemple.test")
    mina.goto(in_mail("mina@exemple.test", "invited", r"/structures/invitation/[\w-]+/"))
    expect(mina.get_by_text("Ce que vous écrirez sur la fiche portera le nom de la structure")).to_be_visible()
    if scripts:
        check_page(mina)
    mina.get_by_role("button", name="Rejoindre l’équipe").click()
    expect(mina.locator("#personnes")).to_contain_text("mina@exemple.test")

    # An operator sees the two sheets side by side, merges them, and parts them again.
    gaelle = visitor("/", scripts=scripts)
    sign_in(gaelle, operator.email)
    gaelle.goto("/mon-espace/structures/doublons/")
    gaelle.locator("#id_one").fill("Le Fil rouge")
    gaelle.locator("#id_other").fill("Association Le Fil Rouge")
    gaelle.locator("#id_other").press("Escape")
    gaelle.locator("main").get_by_role("button", name="Comparer").click()
    expect(gaelle.get_by_role("heading", level=1)).to_have_text("Deux fiches côte à côte")
    if scripts:
        check_page(gaelle)
    gaelle.get_by_role("button", name="Fusionner les deux fiches").click()
    expect(gaelle.get_by_role("heading", level=1)).to_have_text("Deux fiches réunies")
    if scripts:
        check_page(gaelle)
    luc.goto("/structures/fil-rouge/")
    expect(luc).to_have_url(re.compile("/structures/fil/$"))
    expect(luc.get_by_role("main")).to_contain_text("04 79 00 00 00")
    gaelle.get_by_role("button", name="Annuler la fusion").click()
    expect(gaelle.get_by_role("heading", level=1)).to_have_text("Fusion annulée")
    luc.goto("/structures/fil-rouge/")
    expect(luc.get_by_role("heading", level=1)).to_have_text("Association Le Fil Rouge")
    assert not Organisation.objects.exclude(merged_into=None).exists()
