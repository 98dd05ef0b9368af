"""A funder writes an aid as sentences, sees who matches, publishes it, meets a project, commits and pays: the thermometer moves by that."""

import csv
import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.aids.actions.introductions import answer_introduction
from frenchimpact.aids.actions.requests import move_request, open_request
from frenchimpact.aids.models import Aid, FundingRequest, Introduction
from frenchimpact.aids.tests.factories import make_funder
from frenchimpact.commitments.actions import load_targets
from frenchimpact.commitments.models import Commitment
from frenchimpact.commitments.tests.factories import make_commitment
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.labels.tests.factories import make_label
from frenchimpact.opendata.tests.test_commitments import package, wrong
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import lead_of, make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import check_page, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
type Visitor = Callable[..., Page]


def test_from_the_first_sentence_to_the_money_paid(visitor: Visitor) -> None:
    make_terms()
    make_places()
    load_targets()
    make_commitment("5000.50", origin="public_etat")
    funder = make_funder("Fonds des rives", siren="200046977", siret="20004697700019")
    make_label(funder)
    holder = make_organisation(name="La Recyclerie", siren="380475558", siret="38047555800058")
    make_published_project(name="Recyclerie d’ici", stage="experimentation", organisation=holder)
    make_published_project(name="Idée d’ailleurs", stage="idee")
    page = visitor("/")
    enter(page, make_member(funder))
    page.goto("/mon-espace/financeur/")
    check_page(page)
    page.get_by_role("link", name="Publier une aide").first.click()
    panel = page.locator("#apercu")
    expect(panel).to_contain_text("2 projets correspondent")
    page.get_by_label("Nom de l’aide").fill("Premiers essais")
    page.get_by_label("Expérimentation").check()
    # The count follows what is ticked, without any button; the projects left out are examples without a name.
    expect(panel).to_contain_text("1 projet correspond")
    expect(panel).to_contain_text("écarté par : Étape du projet")
    expect(panel).not_to_contain_text("Idée d’ailleurs")
    page.get_by_label("Montant minimum, en euros").fill("5 000")
    page.get_by_label("Montant maximum, en euros").fill("3 000")
    expect(panel).to_contain_text("plus petit que le minimum")
    check_page(page)
    page.get_by_label("Montant maximum, en euros").fill("30 000")
    page.get_by_label("Ce que c’est").fill("De quoi essayer pour la première fois.")
    page.locator("summary", has_text="Nature de l’aide").click()
    page.get_by_label("Subvention").check()
    page.get_by_label("Adresse où la demander").fill("https://fonds.test/aide")
    page.get_by_role("button", name="Publier l’aide").click()
    # The place was forgotten: the text is kept, and what is missing leads to its field.
    page.get_by_role("link", name="… situées ici").click()
    page.locator("#id_places").fill("Savoie")
    page.get_by_role("button", name="Ajouter ce lieu").first.click()
    expect(page.locator("#chercher-places").get_by_role("checkbox", name="Savoie")).to_be_checked()
    page.get_by_role("button", name="Publier l’aide").click()
    expect(page.get_by_role("link", name="Recyclerie d’ici")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Retenir").click()
    expect(page.get_by_role("link", name="Retenus (1)")).to_have_attribute("aria-current", "true")
    assert Aid.objects.get().status == Aid.Status.PUBLISHED
    _meet(page)
    _agree(page)
    made = _commit_and_pay(page)
    _count_and_download(page, made)


def _meet(page: Page) -> None:
    """The funder introduces itself; the team says yes and asks for the aid."""
    page.get_by_role("link", name="Proposer une mise en relation").click()
    page.get_by_label("Présentez-vous en quelques phrases").fill("Nous aidons les premiers essais.")
    page.get_by_role("button", name="Envoyer la proposition").click()
    expect(page.locator("main")).to_contain_text("Réponse attendue avant le")
    met = Introduction.objects.select_related("project", "aid").get()
    assert met.aid
    lead = lead_of(met.project)
    answer_introduction(introduction=met, accepts=True, by=lead)
    asked = open_request(project=met.project, aid=met.aid, by=lead, amount=Decimal(12_000), purpose="Un atelier vélo")
    move_request(request=asked, verb="apply", by=lead)


def _agree(page: Page) -> None:
    """The request is read, and agreed to for less than was asked."""
    page.goto("/mon-espace/financeur/")
    page.get_by_role("link", name="Ouvrir : Demande à lire").click()
    page.get_by_role("link", name="Donner un accord de principe").click()
    page.get_by_label("Montant accordé").fill("10 000,25")
    page.get_by_role("button", name="Donner un accord de principe").click()
    check_page(page)


def _commit_and_pay(page: Page) -> Commitment:
    """One press brings the form, written already; then the payment."""
    page.get_by_role("link", name="Engager l’argent").click()
    expect(page.get_by_label("Montant en euros")).to_have_value("10000,25")
    page.get_by_label("Origine de l’argent").select_option("prive_fondation")
    check_page(page)
    page.get_by_role("button", name="Enregistrer cet engagement").click()
    page.get_by_role("link", name="Enregistrer un versement").click()
    page.get_by_label("Montant en euros").fill("4 000")
    page.get_by_role("button", name="Enregistrer ce versement").click()
    expect(page.locator("main")).to_contain_text("Versé en partie")
    check_page(page)
    asked = FundingRequest.objects.get()
    assert (asked.state, asked.amount_obtained) == (FundingRequest.State.CONTRACTED, Decimal("10000.25"))
    return Commitment.objects.get(request=asked)


def _count_and_download(page: Page, made: Commitment) -> None:
    """Anybody sees the sum, exact, and its line; the files that other software reads are valid and have it."""
    page.goto("/financements/objectif/")
    # 5 000,50 € before.
    expect(page.locator("main")).to_contain_text("15\u202f000,75\xa0€ sur")
    check_page(page)
    page.get_by_role("link", name="Part privée").click()
    expect(page.get_by_role("link", name="Fonds des rives → La Recyclerie")).to_be_visible()
    grants = package(page.request.get("/donnees/engagements.360giving.json").text())["grants"]
    (grant,) = (one for one in grants if one["id"].endswith(made.reference))
    assert (grant["amountAwarded"], grant["amountDisbursed"]) == (10_000.25, 4_000)
    rows = list(csv.DictReader(io.StringIO(page.request.get("/donnees/subventions.scdl.csv").text())))
    assert [wrong(row) for row in rows] == [[] for _row in rows]
    (row,) = (one for one in rows if one["nomAttribuant"] == "Fonds des rives")
    assert (row["montant"], row["idBeneficiaire"], row["objet"]) == ("10000.25", "38047555800058", made.title)
