"""A team sends documents: one is refused with its reason, one is taken, one is cut in the middle and resumes; with scripts and without."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, expect

from frenchimpact.accounts.models import User
from frenchimpact.files.models import StoredFile
from frenchimpact.files.tests import factories as make
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of, make_published_project
from tests.browser import check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def enter(page: Page, user: User, path: str) -> None:
    """Sign in by the cookie of a session, then open the page."""
    client = Client()
    client.force_login(user)
    page.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": page.url}])
    page.goto(path)


def files(tmp_path: Path) -> dict[str, Path]:
    """Files on the disk of the person."""
    found = {"statuts.pdf": make.pdf(), "plan.pdf": make.png(), "bilan.pdf": make.pdf(padding=3_000_000)}
    for name, content in found.items():
        (tmp_path / name).write_bytes(content)
    return {name: tmp_path / name for name in found}


def page_of(project: Project) -> str:
    return f"/mon-espace/projets/{project.reference}/documents/"


def test_refused_with_its_reason_and_taken_without_scripts(visitor: Callable[..., Page], tmp_path: Path) -> None:
    project, own = make_published_project(), files(tmp_path)
    page = visitor(scripts=False)
    enter(page, lead_of(project), page_of(project))
    page.get_by_label("Fichiers", exact=True).set_input_files([own["statuts.pdf"], own["plan.pdf"]])
    page.get_by_label("Tout le monde").check()
    page.get_by_role("button", name="Ajouter ces documents").click()
    expect(page.get_by_text("contient une image PNG")).to_be_visible()
    expect(page.get_by_role("link", name="statuts.pdf", exact=True)).to_be_visible()
    page = visitor(f"/projets/{project.slug}/", scripts=False)
    with page.expect_download() as download:
        page.get_by_role("link", name="statuts.pdf", exact=True).click()
    assert download.value.path().read_bytes() == make.pdf()


def test_sent_in_pieces_refused_cut_and_resumed(visitor: Callable[..., Page], tmp_path: Path) -> None:
    project, own = make_published_project(), files(tmp_path)
    page = visitor()
    enter(page, lead_of(project), page_of(project))
    rows = page.locator(".field--upload").first.locator(".upload")

    page.get_by_label("Fichiers", exact=True).set_input_files(own["plan.pdf"])
    expect(rows.first).to_have_attribute("data-state", "bad")
    expect(rows.first).to_contain_text("contient une image PNG")
    check_page(page)
    rows.first.get_by_role("button", name="Retirer").click()

    # The line breaks after the second piece; the page says so, and goes on by itself from where the server stopped.
    pieces: list[int] = []

    def unreliable(route: Route) -> None:
        pieces.append(int(route.request.headers["upload-offset"]))
        if len(pieces) == 3:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route(re.compile(r"/fichiers/envois/."), lambda route: unreliable(route) if route.request.method == "PATCH" else route.continue_())
    page.get_by_label("Fichiers", exact=True).set_input_files(own["bilan.pdf"])
    expect(rows.first).to_have_attribute("data-state", "wait")
    expect(rows.first).to_contain_text("reprendra tout seul")
    expect(rows.first).to_have_attribute("data-state", "ok", timeout=20_000)
    assert pieces[2] == pieces[3] > 0
    assert len(pieces) == len(set(pieces)) + 1
    page.get_by_label("Tout le monde").check()
    page.get_by_role("button", name="Ajouter ces documents").click()
    expect(page.get_by_role("link", name="bilan.pdf", exact=True)).to_be_visible()
    kept = StoredFile.objects.get()
    assert (kept.owner_model, kept.owner_id, kept.size, kept.audience) == (
        "projects.Project",
        project.pk,
        len(make.pdf(padding=3_000_000)),
        "public",
    )


def test_resumes_after_the_page_was_closed(visitor: Callable[..., Page], tmp_path: Path) -> None:
    project, own = make_published_project(), files(tmp_path)
    page = visitor()
    enter(page, lead_of(project), page_of(project))
    offsets: list[int] = []

    def stop_after_two(route: Route) -> None:
        offsets.append(int(route.request.headers["upload-offset"]))
        if len(offsets) > 2:
            route.abort("connectionreset")
        else:
            route.continue_()

    pattern = re.compile(r"/fichiers/envois/.")
    page.route(pattern, lambda route: stop_after_two(route) if route.request.method == "PATCH" else route.continue_())
    page.get_by_label("Fichiers", exact=True).set_input_files(own["bilan.pdf"])
    row = page.locator(".field--upload").first.locator(".upload")
    expect(row).to_have_attribute("data-state", "wait")
    page.unroute(pattern)
    page.reload()
    again: list[int] = []
    page.on("request", lambda request: again.append(int(request.headers["upload-offset"])) if request.method == "PATCH" else None)
    page.get_by_label("Fichiers", exact=True).set_input_files(own["bilan.pdf"])
    expect(row).to_have_attribute("data-state", "ok", timeout=20_000)
    assert again[0] == offsets[2] > 0
    assert StoredFile.objects.count() == 1
