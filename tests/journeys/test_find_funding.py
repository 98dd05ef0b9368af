"""From the home page, three answers and a commune give an open aid with its reasons, without an account; with scripts and without."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.aids.models import Alert
from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import PHONE, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("scripts", "width", "colours"), [(True, 1280, "light"), (False, PHONE, "dark")])
def test_from_the_home_page_to_an_aid(visitor: Callable[..., Page], scripts: bool, width: int, colours: str) -> None:
    make_terms()
    make_places()
    make_place("pays:FR")
    make_aid("Petits gestes, grands voisins", places=("epci:200069110",), rules=[{"subject": "form", "values": ["association"]}])
    make_aid("Loin d’ici", places=("region:11",))
    page = visitor("/", width=width, colours=colours, scripts=scripts)
    page.get_by_label("Je suis").select_option("association")
    page.locator("#ou").fill("Chambéry")
    page.get_by_label("Je cherche").select_option("financement")
    page.get_by_role("button", name="Voir ce qui existe pour moi").click()
    block = page.get_by_role("region", name="Des aides ouvertes").or_(page.locator("section", has_text="Des aides ouvertes")).first
    expect(block).to_contain_text("Petits gestes, grands voisins")
    expect(block).not_to_contain_text("Loin d’ici")
    block.locator("summary").first.click()
    expect(block).to_contain_text("L’aide s’applique là où le projet agit")
    expect(block).to_contain_text("Structure")
    if scripts:
        check_page(page)
    page.get_by_role("link", name="Petits gestes, grands voisins").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Petits gestes")
    expect(page.locator("main")).to_contain_text("2 conditions remplies sur 2")
    if scripts:
        check_page(page)
    page.get_by_role("link", name="Financements", exact=True).last.click()
    expect(page.locator("#resultats")).to_contain_text("1 aide écartée, et pourquoi")
    if scripts:
        check_page(page)
    page.get_by_role("link", name="Recevoir les nouvelles aides par mail").click()
    page.get_by_label("Votre adresse électronique").fill("lou@exemple.test")
    page.get_by_role("button", name="Recevoir le mail de confirmation").click()
    expect(page.get_by_role("heading", name="Un mail vous attend")).to_be_visible()
    assert Alert.objects.get().query == "commune=73065&forme=association"
