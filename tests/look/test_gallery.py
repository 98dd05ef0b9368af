"""Every component, in a real browser, in both skins: light, dark, on a phone, printed, no scripts, at 400 %, with forced colours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from frenchimpact.design.gallery import PARTS
from tests.browser import DESK, PHONE, check_page, overflow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("skin")]
type Visitor = Callable[..., Page]


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_gallery_is_sound(visitor: Visitor, width: int, colours: str) -> None:
    check_page(visitor("/ui/", width=width, colours=colours))


def test_chosen_dark_theme_is_the_system_one(visitor: Visitor) -> None:
    chosen = visitor("/affichage/")
    chosen.locator("main").get_by_text("Sombres", exact=True).click()
    chosen.get_by_role("button", name="Enregistrer mon choix").click()
    system = visitor("/affichage/", colours="dark")

    paper = "getComputedStyle(document.body).backgroundColor"
    assert chosen.locator("html").get_attribute("data-theme") == "dark"
    assert chosen.evaluate(paper) == system.evaluate(paper) != "rgb(255, 255, 255)"
    check_page(chosen)


def test_gallery_reads_without_scripts(visitor: Visitor) -> None:
    page = visitor("/ui/", width=PHONE, scripts=False)

    page.locator("details.menu > summary").click()
    assert page.locator(".menu .langs").is_visible()
    page.locator("details.filters > summary").click()
    assert page.get_by_role("checkbox", name="Coopérative").is_visible()
    page.locator("details.why > summary").last.click()
    assert page.get_by_text("Le mot « recyclerie » est dans le nom.").is_visible()


def test_gallery_prints(visitor: Visitor) -> None:
    page = visitor("/ui/fil/", media="print", colours="dark")

    assert page.locator("header.top").is_hidden()
    assert page.locator("footer.foot").is_hidden()
    assert page.get_by_text("Il manque un partenaire public.").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.slug)
def test_text_spacing_loses_nothing(visitor: Visitor, part: object) -> None:
    page = visitor(f"/ui/{getattr(part, 'slug', '')}/", width=PHONE)
    page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
        sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }'
        + ' p { margin-block-end: 2em !important }'); document.adoptedStyleSheets = [sheet] }"""
    )
    assert overflow(page) <= 0


def test_forced_colours_keep_the_states(visitor: Visitor) -> None:
    page = visitor("/ui/chiffres/")
    page.emulate_media(forced_colors="active")

    border = page.locator(".tiles .t").first.evaluate("node => getComputedStyle(node).borderTopStyle")
    assert border == "solid"


def test_keyboard_reaches_content_first_and_closes_menus(visitor: Visitor) -> None:
    page = visitor("/ui/", width=PHONE)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") != "#menu"
    page.locator("details.menu > summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("details.menu").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("details.menu").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
