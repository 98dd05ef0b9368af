"""The State's skin: whole pages, its weight, what a State service must show, and no mark of the State unless it says that it is one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from frenchimpact.design import stylesheet
from tests.browser import DESK, PHONE, check_page
from tests.look.test_weight import PAGES, _measure, sheet

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("state_skin")]
type Visitor = Callable[..., Page]
__all__ = ["sheet"]
SERVICE = ["/aide/", "/plan/", "/accessibilite/", "/mentions-legales/", "/donnees-personnelles/", "/cookies/", "/cgu/", "/affichage/"]
PUBLIC = [
    "/",
    "/annuaire/",
    "/annuaire/?vue=tableau",
    "/projets/",
    "/recherche/?q=essai",
    "/pour-moi/",
    "/projets/declarer/",
    "/connexion/",
]


@pytest.mark.parametrize(("width", "colours"), [(PHONE, "dark"), (DESK, "light")])
def test_pages_are_sound(visitor: Visitor, sheet: str, width: int, colours: str) -> None:
    page = visitor("/", width=width, colours=colours)
    for path in [*PUBLIC, sheet, *SERVICE, "/cette-page-manque/"]:
        page.goto(path)
        check_page(page)


def test_every_page_shows_what_a_state_service_must(visitor: Visitor) -> None:
    page = visitor("/aide/")
    footer = page.locator("footer")
    for words in (
        "Plan du site",
        "Accessibilité : partiellement conforme",
        "Mentions légales",
        "Données personnelles",
        "Gestion des cookies",
    ):
        page.goto("/aide/")
        footer.get_by_role("link", name=words, exact=True).click()
        assert page.locator("h1").count() == 1
    assert footer.get_by_text("licence").count() >= 1


def test_no_mark_of_the_state_by_default(visitor: Visitor) -> None:
    page = visitor("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    assert [url for url in asked if "font" in url or "arianne" in url] == []
    assert page.locator(".fr-logo").count() == 0
    assert page.get_by_text("République").count() == 0
    assert page.get_by_role("link", name="legifrance.gouv.fr").count() == 0


def test_its_mark_when_it_is_a_state_service(visitor: Visitor, settings: Any) -> None:
    settings.BRAND_STATE_MARK = "Ministère\nde l’Exemple"
    page = visitor("/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload(wait_until="networkidle")
    assert page.locator("header .fr-logo").inner_text().lower() == "ministère\nde l’exemple"
    assert page.locator("header .fr-logo").evaluate("one => getComputedStyle(one, '::before').backgroundImage").startswith("url(")
    assert {url.rpartition("/")[2] for url in asked if "arianne" in url} == {"Marianne-Regular.woff2", "Marianne-Bold.woff2"}
    assert page.get_by_role("link", name="legifrance.gouv.fr").count() == 1
    check_page(page)


def test_it_keeps_to_its_gates(visitor: Visitor, sheet: str) -> None:
    for one in [_measure(visitor, path) for path in [*PAGES, sheet]]:
        assert int(one["bytes"]) <= 110_000, one
        assert int(one["text"]) <= 75_000, one
        assert int(one["scripts"]) <= 60_000, one
        assert int(one["requests"]) <= 12, one
        assert int(one["nodes"]) <= 700, one


def test_menu_without_scripts_on_a_phone(visitor: Visitor) -> None:
    page = visitor("/", width=PHONE, scripts=False)
    page.locator("details.menu > summary").click()
    assert page.locator(".menu").get_by_role("link", name="Annuaire et carte").is_visible()
    assert page.locator(".menu .langs").is_visible()


def test_production_collects_one_sheet_and_no_state_file_besides(tmp_path: Any, settings: Any) -> None:
    settings.STATIC_ROOT = tmp_path
    call_command("collectstatic", interactive=False, verbosity=0)
    names = {path.name for path in tmp_path.rglob("*")}
    assert "site.css" in names
    assert not any("arianne" in name or "dsfr" in name for name in names)
    css = (tmp_path / stylesheet.NAME).read_text()
    assert '@font-face{font-family:"Marianne"' not in css
    assert css.startswith("/*! Contains parts of the DSFR")
