"""A funder writes an aid as sentences, sees who matches while typing, publishes it, and keeps a project."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.aids.models import Aid
from frenchimpact.aids.tests.factories import make_funder
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.labels.tests.factories import make_label
from frenchimpact.organisations.tests.factories import make_member
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import check_page, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
type Visitor = Callable[..., Page]


def test_from_the_first_sentence_to_a_project_kept(visitor: Visitor) -> None:
    make_terms()
    make_places()
    funder = make_funder("Fonds des rives")
    make_label(funder)
    make_published_project(name="Recyclerie d’ici", stage="experimentation")
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
