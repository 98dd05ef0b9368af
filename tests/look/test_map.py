"""The detailed map in a real browser: asked for, moved, read by keyboard, closed, and what it says when it cannot be drawn."""

import gzip
from collections.abc import Callable

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, Response, expect

from frenchimpact.atlas import clusters, ground
from frenchimpact.atlas.tests.factories import make_organisation, make_project, make_themes
from frenchimpact.design.figures import MAP_KILOBYTES
from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from tests.browser import DESK, PHONE, axe_violations, check_page, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OPEN = "Ouvrir la carte détaillée"


@pytest.fixture(autouse=True)
def _france() -> None:
    """Three projects in Chambéry, one of them about mobility, one in Mayotte; an organisation."""
    clusters.forget()
    places = make_places()
    make_themes("mobilite", "logement")
    make_project(places["commune:73065"], themes=["mobilite"])
    for _rank in range(2):
        make_project(places["commune:73065"], themes=["logement"])
    make_project(places["commune:97611"])
    make_organisation(commune=places["commune:73065"])


def _open(page: Page) -> None:
    page.get_by_role("button", name=OPEN).click()
    expect(page.get_by_role("heading", name="Carte détaillée")).to_be_focused()


def _answers(page: Page) -> list[Response]:
    """What the page will receive."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    return answers


def test_opens_on_demand_and_gives_the_focus_back(visitor: Callable[..., Page]) -> None:
    page = visitor("about:blank")
    seen: list[str] = []
    page.on("response", lambda answer: seen.append(answer.url))
    page.goto("/projets/?vue=carte&region=84", wait_until="networkidle")
    assert not [url for url in seen if "maplibre" in url or "pmtiles" in url or "carte.json" in url]
    _open(page)
    expect(page.get_by_role("button", name="3 projets au même endroit. Voir les noms.")).to_be_visible()
    expect(page.get_by_role("heading", name="3 projets sur cette vue")).to_be_visible()
    assert page.locator("[data-list] a").count() == 3
    assert page.get_by_text("IGN Admin Express").is_visible()
    page.get_by_role("button", name="Fermer la carte").click()
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()
    assert page.locator(".maplibregl-map").count() == 0


def test_the_ground_is_drawn(visitor: Callable[..., Page]) -> None:
    page = visitor("/projets/?vue=carte")
    with page.expect_response(lambda answer: "france.pmtiles" in answer.url and answer.status == 206):
        _open(page)
    # Land, sea and borders: a canvas of one colour is compressed to next to nothing.
    for _try in range(20):
        shot = page.locator(".map__ground").screenshot()
        if len(shot) > 30_000:
            break
        page.wait_for_timeout(500)
    assert len(shot) > 30_000
    assert page.locator("[data-trouble]").is_hidden()


def test_names_of_a_point_by_keyboard(visitor: Callable[..., Page]) -> None:
    page = visitor("/projets/?vue=carte&region=84")
    _open(page)
    point = page.locator(".map__point")
    expect(point).to_have_count(1)
    for _step in range(12):
        page.keyboard.press("Tab")
        if point.evaluate("element => element === document.activeElement"):
            break
    expect(point).to_be_focused()
    page.keyboard.press("Enter")
    names = page.locator(".map__names a")
    expect(names).to_have_count(3)
    expect(names.first).to_be_focused()
    page.keyboard.press("Escape")
    expect(names).to_have_count(0)
    expect(point).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()


def test_arrows_go_from_point_to_point_and_keys_move_the_map(visitor: Callable[..., Page]) -> None:
    page = visitor("/projets/?vue=carte#carte=2.5/20/25")
    expect(page.locator(".map__point")).to_have_count(2)
    first, second = page.locator(".map__point").nth(0), page.locator(".map__point").nth(1)
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.get_by_label("Carte. Flèches pour se déplacer").focus()
    page.keyboard.press("+")
    page.wait_for_url("**#carte=3.50/**")
    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: not url.endswith("/25.0000"))


def test_follows_the_filters_of_the_list(visitor: Callable[..., Page]) -> None:
    page = visitor("/projets/?vue=carte&region=84")
    _open(page)
    expect(page.get_by_role("heading", name="3 projets sur cette vue")).to_be_visible()
    page.locator("select[name=theme]").select_option("mobilite")
    expect(page.get_by_role("heading", name="1 projet sur cette vue")).to_be_visible()
    assert "theme=mobilite" in page.url


def test_goes_overseas_and_keeps_the_view_in_the_address(visitor: Callable[..., Page]) -> None:
    page = visitor("/projets/?vue=carte&region=84")
    _open(page)
    page.get_by_role("button", name="Mayotte").click()
    expect(page.get_by_role("heading", name="Rien sur cette vue")).to_be_visible()
    page.goto(page.url.replace("region=84", "region=06"))
    page.reload()
    expect(page.get_by_role("heading", name="1 projet sur cette vue")).to_be_visible()


def test_says_so_when_the_browser_cannot_draw(visitor: Callable[..., Page]) -> None:
    page = visitor("/projets/?vue=carte")
    page.evaluate("HTMLCanvasElement.prototype.getContext = () => null")
    page.get_by_role("button", name=OPEN).click()
    expect(page.get_by_role("alert")).to_contain_text("WebGL")
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()
    expect(page.locator(".results > li").first).to_be_visible()


def test_says_so_when_the_library_does_not_come_then_opens(visitor: Callable[..., Page]) -> None:
    page = visitor("/projets/?vue=carte")
    page.route("**/maplibre-pmtiles.js", lambda route: route.fulfill(status=404))
    page.get_by_role("button", name=OPEN).click()
    expect(page.get_by_role("alert")).to_contain_text("Vérifiez votre connexion")
    page.unroute("**/maplibre-pmtiles.js")
    _open(page)


def test_says_so_when_points_or_ground_do_not_come(visitor: Callable[..., Page]) -> None:
    page = visitor("/projets/?vue=carte&region=84")
    page.route("**/carte.json*", lambda route: route.fulfill(status=404))
    page.route("**/france.pmtiles*", lambda route: route.fulfill(status=404))
    _open(page)
    expect(page.get_by_role("heading", name="n’ont pas pu être lus")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("Le fond de carte ne s’affiche pas")
    page.unroute("**/carte.json*")
    page.get_by_role("button", name="Réessayer").click()
    expect(page.get_by_role("heading", name="3 projets sur cette vue")).to_be_visible()


@pytest.mark.parametrize(("width", "colours"), [(PHONE, "dark"), (DESK, "light")])
def test_is_sound(visitor: Callable[..., Page], width: int, colours: str) -> None:
    page = visitor("/projets/?vue=carte", width=width, colours=colours)
    _open(page)
    expect(page.locator(".map__point").first).to_be_visible()
    assert axe_violations(page) == []
    assert overflow(page) <= 0


def test_maps_keep_to_the_gates(visitor: Callable[..., Page]) -> None:
    # Something in every department of France, so that every link is there.
    call_command("load_geography", verbosity=0)
    ground.forget()
    communes = Place.objects.filter(level="commune", is_current=True, longitude__isnull=False, department__isnull=False)
    for commune in communes.order_by("department_id", "-population").distinct("department_id"):
        make_project(commune)
    country = "/annuaire/?type=projet&theme=mobilite&theme=logement&vue=departements"
    for path in ("/projets/?vue=carte", "/projets/?vue=carte&region=75", country):
        for width, colours in ((PHONE, "dark"), (DESK, "light")):
            page = visitor("about:blank", width=width, colours=colours)
            answers = _answers(page)
            page.goto(path, wait_until="networkidle")
            check_page(page)
            assert page.evaluate("document.querySelectorAll('body *').length") <= 600, path
            assert sum(len(gzip.compress(answer.body())) for answer in answers) <= 130_000, path
    page = visitor("/projets/?vue=departements", scripts=False)
    assert page.locator(".country__list a").count() == 101
    ground.forget()


def test_weighs_what_the_button_says(visitor: Callable[..., Page]) -> None:
    page = visitor("/annuaire/?vue=carte", width=DESK)
    sizes: list[int] = []

    def weigh(url: str, body: bytes) -> None:
        sizes.append(len(body) if "pmtiles?" in url else len(gzip.compress(body)))

    seen: set[str] = set()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    _open(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    for answer in answers:
        # The worker takes the library from the cache.
        if "maplibre" not in answer.url or answer.url not in seen:
            weigh(answer.url, answer.body())
        seen.add(answer.url)
    total = round(sum(sizes) / 1000)
    assert MAP_KILOBYTES - 40 <= total <= MAP_KILOBYTES + 10, total


def test_without_scripts_there_is_no_button(visitor: Callable[..., Page]) -> None:
    page = visitor("/projets/?vue=carte", scripts=False)
    assert not page.get_by_role("button", name=OPEN).is_visible()
    assert page.locator(".results > li").count() == 4
