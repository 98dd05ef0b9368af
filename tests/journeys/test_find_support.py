"""From the home page, three answers give who may support a project; then a programme, a tool, and what nobody answers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.mesh.actions import count_again
from frenchimpact.offers.tests.factories import make_request
from frenchimpact.organisations.models import Organisation
from frenchimpact.resources.tests.factories import make_intake, make_programme, make_tool
from frenchimpact.support.tests.factories import make_structure
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import PHONE, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
THEME = "insertion_emploi"


@pytest.mark.parametrize(("scripts", "width", "colours"), [(True, 1280, "light"), (False, PHONE, "dark")])
def test_from_the_home_page_to_a_white_spot(visitor: Callable[..., Page], scripts: bool, width: int, colours: str) -> None:
    make_terms()
    make_places()
    make_place("pays:FR")
    commune = make_place("commune:73065")
    house, _person = make_structure("Incubateur Alpin")
    Organisation.objects.filter(pk=house.pk).update(commune=commune, themes=[THEME])
    make_intake(make_programme(house, title="La Cordée", themes=[THEME], places=[commune]), seats=3)
    make_tool(house, title="Guide des statuts")
    make_request(title="Une navette", themes=["mobilite_douce_partagee"], place=commune)
    count_again()

    def checked() -> None:
        if scripts:
            check_page(page)

    page = visitor("/", width=width, colours=colours, scripts=scripts)
    page.get_by_role("link", name="Trouver un accompagnement").first.click()
    page.locator("#ou").fill("Chambéry")
    page.get_by_label("Sur quel thème").select_option(THEME)
    page.get_by_role("button", name="Voir qui peut m’accompagner").click()
    found = page.locator("section", has_text="Les structures qui conviennent le mieux").first
    expect(found).to_contain_text("Incubateur Alpin")
    found.locator("summary").first.click()
    expect(found).to_contain_text("dans le département où vous agissez")
    checked()
    page.get_by_role("link", name="Les programmes qui ont encore des places").click()
    expect(page.locator("#resultats")).to_contain_text("3 places")
    checked()
    page.get_by_role("link", name="La Cordée").click()
    expect(page.locator("main")).to_contain_text("3 places libres sur 3")
    checked()
    page.goto(page.url.partition("/programmes/")[0] + "/outils/")
    page.get_by_role("link", name="Guide des statuts").click()
    expect(page.get_by_role("link", name="Ouvrir l’outil")).to_be_visible()
    checked()
    page.goto(page.url.partition("/outils/")[0] + "/maillage/")
    expect(page.locator("#resultats")).to_contain_text("Zone blanche")
    checked()
    page.locator("#resultats td a, #resultats th a").first.click()
    expect(page.locator("main")).to_contain_text("Une navette")
    checked()
