"""The grid of indicators as in a spreadsheet, by keyboard alone; then one cell without scripts, on a phone."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from frenchimpact.core import clock
from frenchimpact.territories.models import Territory
from frenchimpact.territories.tests.factories import make_challenge, make_indicator, make_lead_person, make_territory
from tests.browser import PHONE, check_page, enter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def kept(territory: Territory) -> dict[tuple[int, int], Decimal]:
    return {
        (one.number, row.ends_on.year): row.value
        for one in territory.indicators.all()
        for row in one.measurements.all()
        if row.value is not None
    }


def paste(cell: Locator, text: str) -> None:
    """A block of the clipboard on a cell, as Ctrl+V gives it."""
    cell.evaluate(
        "(cell, text) => { const data = new DataTransfer(); data.setData('text/plain', text);"
        " cell.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })); }",
        text,
    )


def test_a_grid_by_keyboard(visitor: Callable[..., Page]) -> None:
    year = clock.today().year
    territory = make_territory()
    challenge = make_challenge(territory)
    for name in ("Tonnes détournées", "Personnes formées", "Ordinateurs donnés"):
        make_indicator(challenge, name=name, due_on=dt.date(year - 1, 12, 31))
    person = make_lead_person(territory)
    address = f"/mon-espace/territoires/{territory.reference}/indicateurs/"

    page = visitor("/")
    enter(page, person)
    page.goto(address)
    check_page(page)

    def cell(number: int, when: int) -> Locator:
        return page.locator(f"a[data-case='{number}_{when}-12-31']")

    status = page.locator("[data-grid-status]")
    # One cell alone is reached by Tab: the first that is late. A figure begins to write, Enter saves and goes down.
    cell(1, year - 1).focus()
    page.keyboard.type("262,5")
    page.keyboard.press("Enter")
    expect(cell(2, year - 1)).to_be_focused()
    expect(cell(1, year - 1).locator("[data-shown]")).to_have_text("262,5")
    expect(status).to_have_text("1 valeur enregistrée.")
    assert kept(territory) == {(1, year - 1): Decimal("262.5")}

    # Arrows move; Escape leaves what was there.
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(cell(1, year)).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.type("99")
    page.keyboard.press("Escape")
    expect(cell(1, year)).to_be_focused()
    assert (1, year) not in kept(territory)

    # An unlikely value is asked for again, and kept in its field meanwhile.
    page.keyboard.type("30000")
    page.keyboard.press("Enter")
    expect(page.locator(".cells__cell--bad .err")).to_contain_text("Confirmez-vous")
    expect(page.locator(".cells__input")).to_have_value("30000")
    check_page(page)
    page.keyboard.press("Enter")
    expect(cell(2, year)).to_be_focused()
    assert kept(territory)[1, year] == 30000

    # A block: what is wrong is said in its cell, the rest is taken; Ctrl+Z puts everything back.
    paste(cell(1, year), "301\nbeaucoup\n1 240,5")
    expect(cell(3, year).locator("[data-shown]")).to_have_text("1\u202f240,5")
    expect(page.locator("td", has=cell(2, year)).locator(".err")).to_contain_text("n’est pas un nombre")
    cell(3, year).focus()
    page.keyboard.press("Control+z")
    expect(cell(3, year).locator("[data-shown]")).to_have_text("–")
    expect(cell(1, year).locator("[data-shown]")).to_have_text("30\u202f000")
    assert kept(territory) == {(1, year - 1): Decimal("262.5"), (1, year): Decimal(30000)}

    make_indicator(challenge, name="Appels reçus", frequency="quarter")
    page.goto(f"{address}?pas=trimestre")
    check_page(page)
    page.set_viewport_size({"width": PHONE, "height": 800})
    page.goto(f"{address}?case=1_{year}-12-31#case")
    check_page(page)

    # Without scripts, on a phone: a cell is a small form, then the one below.
    plain = visitor("/", width=PHONE, scripts=False)
    enter(plain, person)
    plain.goto(address)
    plain.locator(f"a[data-case='2_{year}-12-31']").click()
    plain.get_by_label("Personnes formées").fill("940")
    plain.get_by_role("button", name="Enregistrer").click()
    expect(plain.get_by_label("Ordinateurs donnés")).to_be_visible()
    # One indicator a screen, and the way to the others.
    expect(plain.get_by_text("3 sur 3")).to_be_visible()
    plain.get_by_role("link", name="Précédent : Personnes formées").click()
    expect(plain.get_by_text("2 sur 3")).to_be_visible()
    expect(plain.get_by_text("3 sur 3")).to_be_hidden()
    assert kept(territory)[2, year] == 940
