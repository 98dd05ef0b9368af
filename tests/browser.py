"""Driving a real browser on the running product: one Chromium per session, pages that are checked the same way everywhere.

A test asks for `visitor` (a function that opens a page: width, colours, scripts, print) and calls `check_page(page)`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

if TYPE_CHECKING:
    from frenchimpact.accounts.models import User

# Playwright runs an event loop in our thread; the tests themselves stay synchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
AXE_OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}
PHONE, DESK = 320, 1280


def launch(playwright: Any) -> Browser:
    """Debian's Chromium when there is one, Playwright's own otherwise."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    browser: Browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
    return browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of the session."""
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture
def visitor(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a page as somebody new: `visitor("/aide/", width=320, colours="dark", scripts=False)`.

    Errors written in the console, and requests that leave our server, fail the test at its end.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def visit(path: str = "/", *, width: int = DESK, colours: Any = "light", scripts: bool = True, media: Any = None) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 800},
            color_scheme=colours,
            java_script_enabled=scripts,
            locale="fr-FR",
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("request", lambda request: faults.append(request.url) if _is_foreign(request.url, live_server.url) else None)
        if media:
            page.emulate_media(media=media)
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    # A line that a test cut on purpose, and the answers that refuse.
    expected = (
        "ERR_CONNECTION_RESET",
        "ERR_INTERNET_DISCONNECTED",
        "status of 401",
        "status of 404",
        "status of 403",
        "status of 409",
        "status of 410",
        "status of 422",
        "status of 500",
    )
    assert [fault for fault in faults if not any(words in fault for words in expected)] == []


def enter(page: Page, person: "User") -> None:
    """Open a session for that person in the page's browser; signing in by mail has journeys of its own."""
    client = Client()
    client.force_login(person)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": page.url}])


def _wear(settings: Any, skin: str) -> None:
    """Put a skin on: the engine of the pages is made anew, and the style sheet follows."""
    settings.BRAND_SKIN = skin
    settings.TEMPLATES = list(settings.TEMPLATES)


@pytest.fixture(params=["neutre", "etat"])
def skin(request: pytest.FixtureRequest, settings: Any) -> str:
    """Each of the two skins in turn."""
    _wear(settings, request.param)
    return str(request.param)


@pytest.fixture
def state_skin(settings: Any) -> None:
    """The State's skin."""
    _wear(settings, "etat")


def _is_foreign(url: str, home: str) -> bool:
    return not url.startswith((home, "data:", "blob:", "about:"))


def check_page(page: Page, *, titles: set[str] | None = None) -> None:
    """What holds on every page: no axe violation, one h1, a title of its own, a language, nothing wider than the screen."""
    # A page whose style sheet is still coming is not judged.
    page.wait_for_load_state("load")
    assert axe_violations(page) == []
    assert page.locator("h1").count() == 1, page.url
    title = page.title()
    assert title.strip(" –"), page.url
    if titles is not None:
        assert title not in titles, f"{page.url} shares its title: {title}"
        titles.add(title)
    assert page.locator("html").get_attribute("lang") == ("en" if "/en/" in page.url else "fr")
    assert overflow(page) <= 0, f"{page.url} is wider than the screen by {overflow(page)} px"
    assert page.locator("[style]").count() == 0, page.url


def axe_violations(page: Page) -> list[str]:
    """What axe finds wrong, in one line each: rule, and the first elements."""
    found = Axe().run(page, options=AXE_OPTIONS).response["violations"]
    return [f"{one['id']}: " + " | ".join(node["html"][:160] for node in one["nodes"][:3]) for one in found]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width
