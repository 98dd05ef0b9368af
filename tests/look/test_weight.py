"""What pages weigh on a first visit. Measured, held to the gates, and written for the page « Écoconception »."""

import gzip
import json
import os
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Response

from frenchimpact.atlas.tests.factories import make_commune, make_organisation, make_project, make_themes
from frenchimpact.design.notices import WEIGHTS
from tests.browser import DESK, PHONE, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TEXT = ("text/html", "text/css", "javascript", "image/svg")
PAGES = ["/", "/annuaire/", "/projets/", "/aide/"]


@pytest.fixture
def sheet() -> str:
    """A directory with a full page of results, and the address of one project."""
    chambery = make_commune()
    make_themes("mobilite")
    for _rank in range(30):
        make_organisation(commune=chambery)
    projects = [make_project(chambery, themes=["mobilite"]) for _rank in range(30)]
    return f"/projets/{projects[0].slug}/"


def _measure(visitor: Callable[..., Page], path: str) -> dict[str, int | str]:
    page = visitor("about:blank", width=412)
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    total = text = scripts = 0
    for answer in answers:
        kind, body = answer.headers.get("content-type", ""), answer.body()
        size = len(gzip.compress(body)) if any(one in kind for one in TEXT) else len(body)
        total += size
        text += size if any(one in kind for one in TEXT[:3]) else 0
        scripts += size if "javascript" in kind else 0
    nodes = page.evaluate("document.querySelectorAll('body *').length")
    return {"path": path, "bytes": total, "text": text, "scripts": scripts, "requests": len(answers), "nodes": nodes}


def test_pages_keep_to_the_gates(visitor: Callable[..., Page], sheet: str) -> None:
    measures = [_measure(visitor, path) for path in [*PAGES, sheet]]

    for one in measures:
        assert int(one["bytes"]) <= 130_000, one
        assert int(one["text"]) <= 60_000, one
        assert int(one["scripts"]) <= 60_000, one
        assert int(one["requests"]) <= 12, one
        assert int(one["nodes"]) <= 600, one
    if os.environ.get("WRITE_WEIGHTS"):
        pages = [
            {"path": one["path"] if one["path"] != sheet else "/projets/…/", "kilobytes": round(int(one["bytes"]) / 1000), **_counts(one)}
            for one in measures
        ]
        WEIGHTS.write_text(json.dumps({"pages": pages}, indent=1) + "\n", encoding="utf-8")


def _counts(one: dict[str, int | str]) -> dict[str, int | str]:
    return {"requests": one["requests"], "nodes": one["nodes"]}


@pytest.mark.parametrize(("width", "colours"), [(PHONE, "dark"), (DESK, "light")])
def test_public_pages_are_sound(visitor: Callable[..., Page], sheet: str, width: int, colours: str) -> None:
    titles: set[str] = set()
    page = visitor("/", width=width, colours=colours)
    for path in [
        "/",
        "/annuaire/",
        "/annuaire/?vue=tableau",
        "/projets/",
        sheet,
        "/recherche/?q=essai",
        "/pour-moi/",
        "/projets/declarer/",
    ]:
        page.goto(path)
        check_page(page, titles=titles if "?vue" not in path else None)
