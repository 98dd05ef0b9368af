"""A place or a thing asked for by its name: with the keyboard alone, by touch, without scripts."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.models import Declaration
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import PHONE, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _world() -> None:
    make_terms()
    make_places()
    make_place("departement:974", name="La Réunion")
    saints = {"commune:93066": ("departement:93", 149_077), "commune:97411": ("departement:974", 156_149)}
    for key, (above, population) in saints.items():
        make_place(key, name="Saint-Denis", department=make_place(above), population=population)


def typing(page: Page, field: str, text: str) -> None:
    """Type letter by letter, and wait for the list."""
    page.locator(field).press_sequentially(text, delay=15)
    expect(page.locator(field)).to_have_attribute("aria-expanded", "true")


def active(page: Page, field: str) -> str:
    """The words of the option that a screen reader is on."""
    id = page.locator(field).get_attribute("aria-activedescendant")
    return page.locator(f"#{id}").inner_text() if id else ""


@pytest.mark.parametrize("width", [1280, PHONE])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_three_questions_with_the_keyboard(visitor: Callable[..., Page], width: int, colours: str) -> None:
    page = visitor("/", width=width, colours=colours)
    field = page.get_by_role("combobox", name="Où ?")
    typing(page, "#ou", "saint-denis")
    expect(page.get_by_role("listbox", name="Où ?").get_by_role("option")).to_have_count(2)
    expect(page.locator(".combo:has(#ou) [role=status]")).to_have_text("2 lieux proposés")
    check_page(page)
    # Round and back to what was typed.
    page.keyboard.press("ArrowDown")
    assert active(page, "#ou").startswith("Saint-Denis\nCommune · La Réunion (974)")
    page.keyboard.press("ArrowDown")
    assert "Seine-Saint-Denis (93)" in active(page, "#ou")
    page.keyboard.press("ArrowDown")
    assert active(page, "#ou") == ""
    page.keyboard.press("ArrowUp")
    assert "Seine-Saint-Denis (93)" in active(page, "#ou")
    # Escape closes the list and keeps the text; an arrow opens it again.
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("saint-denis")
    page.keyboard.press("ArrowUp")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Saint-Denis (Seine-Saint-Denis)")
    expect(field).to_be_focused()
    expect(page.locator("input[name=ou_cle]")).to_have_value("commune:93066")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/pour-moi/\?ou=commune%3A93066$"))
    expect(page.get_by_role("combobox", name="Où ?")).to_have_value("Saint-Denis (Seine-Saint-Denis)")


def test_typing_over_what_was_picked_forgets_it(visitor: Callable[..., Page]) -> None:
    page = visitor("/pour-moi/?ou=commune:93066")
    page.locator("#ou").fill("")
    typing(page, "#ou", "aix")
    expect(page.locator("input[name=ou_cle]")).to_have_value("")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?ou=aix$"))


def test_nothing_found_is_seen_and_heard(visitor: Callable[..., Page]) -> None:
    page = visitor("/")
    page.locator("#ou").press_sequentially("zzzz")
    expect(page.get_by_text("Aucun lieu trouvé")).to_be_visible()
    expect(page.locator("#ou")).to_have_attribute("aria-expanded", "false")


def test_stale_answers_are_dropped_and_a_failure_leaves_a_plain_field(visitor: Callable[..., Page]) -> None:
    page = visitor("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/suggestions/" in request.url else None)
    page.locator("#ou").focus()
    # In one turn of the page, whatever the load of the machine.
    page.locator("#ou").evaluate(
        "field => [...'chambery'].forEach(letter => { field.value += letter; field.dispatchEvent(new Event('input', { bubbles: true })) })"
    )
    expect(page.locator(".combo [role=option]")).to_have_count(1)
    # One request for eight letters typed at once.
    assert len(asked) == 1
    page.route("**/lieux/suggestions/**", lambda route: route.fulfill(status=500, body="{}"))
    page.locator("#ou").fill("montreuil")
    page.wait_for_timeout(400)
    expect(page.locator("#ou")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"\?ou=montreuil$"))


def test_a_letter_typed_while_an_answer_is_on_its_way_asks_again(visitor: Callable[..., Page]) -> None:
    page = visitor("/")
    page.route("**/lieux/suggestions/?*q=saint-deni", lambda route: None)  # never answered
    with page.expect_request("**/lieux/suggestions/?*q=saint-deni"):
        page.locator("#ou").press_sequentially("saint-deni")
    page.locator("#ou").press_sequentially("s")
    expect(page.locator("#ou")).to_have_attribute("aria-expanded", "true")


def test_filters_of_a_list_by_touch_and_then_by_text_alone(visitor: Callable[..., Page]) -> None:
    make_organisation(name="L’Atelier des Bauges", commune=make_place("commune:73065"))
    make_organisation(name="La Fabrique de Montreuil", commune=make_place("commune:93048"))
    page = visitor("/annuaire/", width=PHONE)
    page.get_by_text("Filtres", exact=True).click()
    typing(page, "#lieu-de-la-liste", "chamb")
    page.get_by_role("option", name="Chambéry Commune").click()
    expect(page).to_have_url(re.compile(r"/annuaire/\?commune=73065$"))
    expect(page.get_by_role("link", name="L’Atelier des Bauges")).to_have_count(1)
    expect(page.locator("#lieu-de-la-liste")).to_have_value("Chambéry (Savoie)")
    # The field that came with the results works too.
    page.locator("#lieu-de-la-liste").fill("")
    typing(page, "#lieu-de-la-liste", "montreu")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="La Fabrique de Montreuil")).to_be_visible()
    expect(page.get_by_role("link", name="L’Atelier des Bauges")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, PHONE])
def test_a_list_without_scripts_asks_which_place(visitor: Callable[..., Page], width: int) -> None:
    make_organisation(name="La Case créole", commune=Place.objects.get(code="97411"))
    page = visitor("/annuaire/", width=width, scripts=False)
    if width == PHONE:
        page.get_by_text("Filtres", exact=True).click()
    page.get_by_label("Lieu", exact=True).fill("Saint-Denis")
    page.get_by_role("button", name="Voir les résultats").click()
    assert page.locator("#lieu-de-la-liste").input_value() == "Saint-Denis"
    page.get_by_role("link", name="Saint-Denis Commune · La Réunion (974)").click()
    expect(page).to_have_url(re.compile(r"/annuaire/\?commune=97411$"))
    expect(page.get_by_role("link", name="La Case créole")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_project_acts_in_several_places(visitor: Callable[..., Page], scripts: bool) -> None:
    page = visitor("/projets/declarer/", scripts=scripts)
    page.get_by_label("Je n’ai pas encore de structure").check()
    page.get_by_label("Votre adresse électronique").fill("awa@exemple.test")
    page.get_by_role("button", name="Continuer").click()
    page.goto("/projets/declarer/etape/3/")
    if scripts:
        typing(page, "#places", "chamb")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("checkbox", name="Chambéry (Savoie)")).to_be_checked()
        expect(page.locator("#places")).to_have_value("")
        typing(page, "#places", "saint")
        page.get_by_role("option", name="Seine-Saint-Denis (93)").last.click()
        # Chosen places are saved like any other answer.
        expect(page.locator(".declare > :last-child")).to_contain_text("Saint-Denis (Seine-Saint-Denis)")
    else:
        page.locator("#places").fill("chambery")
        page.get_by_role("button", name="Ajouter ce lieu").click()
        page.locator("#places").fill("saint denis")
        page.get_by_role("button", name="Ajouter ce lieu").click()
        check_page_without_scripts(page)
        page.get_by_role("checkbox", name="Saint-Denis Commune · Seine-Saint-Denis (93)").check()
        page.get_by_role("button", name="Enregistrer le brouillon").click()
    assert sorted(Declaration.objects.get().answers["places"]) == ["commune:73065", "commune:93066"]


def check_page_without_scripts(page: Page) -> None:
    """What was typed stays, and its field says what is wrong."""
    field = page.locator("#places")
    assert field.input_value() == "saint denis"
    assert field.get_attribute("aria-invalid") == "true"
    assert "peut être plusieurs lieux" in page.locator(f"#{field.get_attribute('aria-describedby')}").inner_text()


@pytest.mark.parametrize("scripts", [True, False])
def test_the_commune_of_an_organisation(visitor: Callable[..., Page], scripts: bool, client: Any) -> None:
    organisation = make_organisation(name="Le Fil", slug="le-fil", commune=make_place("commune:73065"))
    client.force_login(make_member(organisation))
    page = visitor("/", scripts=scripts)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}])
    page.goto("/structures/le-fil/modifier/")
    expect(page.get_by_label("Commune", exact=False).first).to_have_value("Chambéry (Savoie)")
    page.locator("#id_commune").fill("")
    if scripts:
        typing(page, "#id_commune", "saint-d")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        expect(page.locator("#id_commune")).to_have_value("Saint-Denis (Seine-Saint-Denis)")
    else:
        page.locator("#id_commune").fill("saint denis")
        page.get_by_role("button", name="Enregistrer").click()
        page.get_by_role("radio", name="Saint-Denis Commune · Seine-Saint-Denis (93)").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("La fiche est enregistrée.")).to_be_visible()
    organisation.refresh_from_db()
    assert organisation.commune is not None
    assert organisation.commune.key == "commune:93066"


def test_search_as_one_types_in_groups(visitor: Callable[..., Page]) -> None:
    make_organisation(name="Chambre des métiers", slug="chambre", siren="732829320", siret="73282932000074")
    page = visitor("/aide/")
    page.keyboard.press("/")
    typing(page, "#recherche", "chamb")
    groups = page.get_by_role("listbox").get_by_role("group")
    expect(groups).to_have_count(2)
    assert groups.first.get_attribute("aria-labelledby")
    check_page(page)
    page.keyboard.press("Escape")
    expect(page.locator("#recherche")).to_have_value("chamb")
    # Enter, with nothing chosen, is the ordinary search.
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/recherche/\?q=chamb$"))
    page.locator("#recherche").fill("")
    typing(page, "#recherche", "732 829 320 00074")
    expect(page.get_by_role("group", name="Aller directement à")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/structures/chambre/$"))


def test_search_in_the_menu_of_a_phone(visitor: Callable[..., Page]) -> None:
    make_organisation(name="Chambre des métiers", slug="chambre")
    page = visitor("/", width=PHONE)
    page.get_by_text("Menu", exact=True).click()
    typing(page, "#recherche-menu", "chambre")
    check_page(page)
    # Escape closes the list, then the menu.
    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")


def test_search_without_scripts_is_a_form(visitor: Callable[..., Page]) -> None:
    page = visitor("/", scripts=False)
    assert page.locator("#recherche").get_attribute("role") is None
    page.locator("#recherche").fill("chambery")
    page.locator("#recherche").press("Enter")
    expect(page).to_have_url(re.compile(r"/recherche/\?q=chambery$"))
    expect(page.get_by_role("link", name="Chambéry (Savoie)").first).to_be_visible()


def test_suggestions_in_english(visitor: Callable[..., Page]) -> None:
    page = visitor("/en/")
    address = page.evaluate("document.querySelector('.combo:has(#ou)').dataset.combo")
    said = json.loads(page.request.get(f"{address}?q=chamb").text())["said"]
    assert said == "2 places proposed"


@pytest.mark.parametrize("width", [1280, PHONE])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_the_page_of_a_commune(visitor: Callable[..., Page], width: int, colours: str) -> None:
    """Found by the search box, and given to someone else by its address."""
    make_organisation(name="L’Atelier des Bauges", commune=make_place("commune:73065"))
    make_organisation(name="Le Lac", commune=make_place("commune:73008"))
    page = visitor("/recherche/?q=chambery", width=width, colours=colours)
    page.get_by_role("link", name="Chambéry (Savoie)").first.click()
    expect(page.get_by_role("heading", name="Chambéry", level=1)).to_be_visible()
    check_page(page)
    expect(page.get_by_role("link", name="L’Atelier des Bauges")).to_be_visible()
    expect(page.get_by_text("Aix-les-Bains (Savoie), à 13 km")).to_be_visible()
    page.get_by_role("link", name="10 km", exact=True).click()
    expect(page).to_have_url(re.compile(r"/lieux/commune/73065/\?rayon=10#autour$"))
    expect(page.get_by_text("Aix-les-Bains (Savoie), à 13 km")).to_have_count(0)
