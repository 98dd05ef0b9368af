"""Every page that the demonstration leads to × each of its roles, through axe, in light and in dark: `make axe`.

Follows the links of a demonstration that runs (`make run`; `BASE=http://… make axe`), one page for each address of the product and each
role that reaches it; public pages as a visitor and as an operator. Says what is wrong, and how many pages it saw; 1 when something is.
"""

import os
import re
import sys
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Error, Page, sync_playwright

from tests.browser import AXE_OPTIONS, launch

BASE = os.environ.get("BASE", "http://127.0.0.1:8000")
# Nothing to look at: files, ways out, pages of the demonstration that change it.
_LEAVES = re.compile(r"\.(?!\w*/)\w{2,8}$|^/(?:en|static|api|demo|deconnexion|\.well-known)/|/(?:brut|deconnexion)/$|^/ui/")
DARK = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}


def route_of(path: str) -> str:
    """The address of the product behind a path."""
    from django.urls import Resolver404, resolve

    try:
        return str(resolve(path).route)
    except Resolver404:
        return ""


def violations(page: Page) -> Iterator[str]:
    """What axe finds in the light, then what the dark changes: contrasts; one h1, and a title."""
    axe = Axe()
    for colours, options in (("light", AXE_OPTIONS), ("dark", DARK)):
        page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]  # one of the two words that it takes
        for one in axe.run(page, options=options).response["violations"]:
            yield f"{colours} {one['id']}: " + " | ".join(node["html"][:140] for node in one["nodes"][:2])
    if page.locator("h1").count() != 1 or not page.title().strip(" –"):
        yield "one h1 and a title are needed"


def walk(page: Page, role: str, *, is_all: bool) -> tuple[int, list[str]]:
    """All that this role reaches; without `is_all`, its own space only."""
    waiting, seen, count = deque(["/", "/mon-espace/", "/plan/"]), {""}, 0
    wrong: list[str] = []
    while waiting:
        path = waiting.popleft()
        route = route_of(path)
        if route in seen or _LEAVES.search(path):
            continue
        seen.add(route)
        try:
            answer = page.goto(BASE + path)
        except Error:
            continue
        kind = answer.headers.get("content-type", "") if answer else ""
        if answer is None or answer.status >= 400 or not kind.startswith("text/html"):
            continue
        links = page.eval_on_selector_all("a[href]", 'all => all.map(one => new URL(one.getAttribute("href"), location).href)')
        waiting += [parts.path for href in links if (parts := urlsplit(href)).netloc == urlsplit(BASE).netloc]
        if is_all or path.startswith("/mon-espace/"):
            count += 1
            found = [f"{role} {path}: {words}" for words in violations(page)]
            wrong += found
            for words in found:
                print(words, flush=True)
    return count, wrong


def roles(page: Page) -> list[str]:
    """Those that the demonstration offers in one click."""
    page.goto(BASE + "/demo/")
    found: list[str] = page.eval_on_selector_all("input[name=role]", "all => all.map(one => one.value)")
    return list(dict.fromkeys(found))


def enter(page: Page, role: str) -> None:
    """Become that role."""
    page.goto(BASE + "/demo/")
    page.locator(f"form:has(input[name=role][value={role}]) button").first.click()
    page.wait_for_load_state()


def main() -> int:
    """Each role in a browser of its own."""
    import django

    django.setup()
    total = 0
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = launch(playwright)
        options: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", "locale": "fr-FR"}
        first = browser.new_context(**options).new_page()
        asked = os.environ.get("ROLES", "")
        for role in asked.split(",") if asked else ["visitor", *roles(first)]:
            page = browser.new_context(**options).new_page()
            page.set_default_timeout(60_000)
            if role != "visitor":
                enter(page, role)
            count, found = walk(page, role, is_all=role in {"visitor", "operateur"})
            total, wrong = total + count, wrong + found
            print(f"{role}: {count} pages, {len(found)} faults", flush=True)
            page.context.close()
        browser.close()
    print(f"{total} pages, light and dark: {len(wrong)} faults")
    return 1 if wrong else 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("DEBUG", "1")
    sys.exit(main())
