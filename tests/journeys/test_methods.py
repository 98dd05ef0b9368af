"""A visitor reads an open method, runs it without an account, sees what changes the result, and cites it."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.methods.actions import publish_folder
from frenchimpact.methods.tests.factories import make_method, next_version
from frenchimpact.vocabularies.tests.factories import make_terms
from tests.browser import PHONE, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _world() -> None:
    make_terms()
    make_method("tronc-commun")
    make_method()
    publish_folder(files=next_version("1.1.0", ("decimals = 1", "decimals = 2")), by=None)


@pytest.mark.parametrize(("width", "colours"), [(1280, "light"), (PHONE, "dark")])
def test_a_method_is_read_run_and_cited(visitor: Callable[..., Page], width: int, colours: str) -> None:
    page = visitor("/methodes/", width=width, colours=colours)
    check_page(page)
    page.get_by_role("link", name="Retour social sur investissement").click()
    expect(page.get_by_text(re.compile(r"swh:1:dir:[0-9a-f]{40}")).first).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="Calculer", exact=True).click()
    expect(page.locator("#bref")).to_contain_text("2,12")
    check_page(page)
    # Changed with the keyboard, the result follows by itself and the address keeps the values.
    field = page.get_by_label("Serait arrivé sans l’action (%)").first
    field.fill("45")
    field.press("Tab")
    expect(page.locator("#bref")).to_contain_text("1,85")
    expect(page).to_have_url(re.compile("effets-1-sans_action=45"))
    page.reload()
    expect(page.locator("#bref")).to_contain_text("1,85")
    # What cannot be is said at its field; the result waits, nothing typed is lost.
    field = page.get_by_label("Serait arrivé sans l’action (%)").first
    field.fill("450")
    field.press("Enter")
    expect(page.get_by_text("ne se peut pas").first).to_be_visible()
    expect(field).to_have_value("450")
    check_page(page)


def test_without_a_script_rows_come_and_go_and_versions_are_compared(visitor: Callable[..., Page]) -> None:
    page = visitor("/calculer/sroi/", scripts=False)
    page.get_by_role("button", name="Ajouter une ligne").last.click()
    expect(page.get_by_label("Effet", exact=True)).to_have_count(5)
    page.get_by_role("button", name="Retirer cette ligne").last.click()
    expect(page.get_by_label("Effet", exact=True)).to_have_count(4)
    page.get_by_role("button", name="Calculer").click()
    expect(page.get_by_text("2,12").first).to_be_visible()
    page.get_by_role("link", name="Comparer avec la version 1.0.0").click()
    expect(page.get_by_role("table", name="Les mêmes valeurs, deux versions")).to_contain_text("11,68")
