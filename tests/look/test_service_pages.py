"""Service pages, in a real browser: each one sound, in both languages, in the two colours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import PHONE, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
type Visitor = Callable[..., Page]
PAGES = [
    *("/aide/", "/plan/", "/accessibilite/", "/mentions-legales/", "/donnees-personnelles/", "/cookies/", "/cgu/"),
    *("/affichage/", "/ecoconception/", "/cette-page-manque/", "/alertes/"),
]


@pytest.mark.parametrize(("prefix", "colours"), [("", "light"), ("/en", "dark")])
def test_service_pages_are_sound(visitor: Visitor, prefix: str, colours: str) -> None:
    titles: set[str] = set()
    page = visitor(prefix + PAGES[0], width=PHONE, colours=colours)
    for path in PAGES:
        page.goto(prefix + path)
        check_page(page, titles=titles)


def test_reading_sets_no_cookie(visitor: Visitor) -> None:
    page = visitor("/")
    for path in ("/aide/", "/cookies/", "/ui/", "/en/aide/"):
        page.goto(path)

    assert page.context.cookies() == []


def test_language_switch_keeps_page_and_query(visitor: Visitor) -> None:
    page = visitor("/aide/?depuis=accueil")

    page.locator(".top__tools .langs a").click()

    assert page.url.endswith("/en/aide/?depuis=accueil")
    assert page.locator("html").get_attribute("lang") == "en"
