"""A journalist finds a figure, cites it, compares two dates; on a phone, in the dark, then on a desk."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.observatory.actions import take_round
from frenchimpact.observatory.queries import Value
from tests.browser import PHONE, check_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def look(days_ago: int, count: int) -> None:
    region = Value("projets-publies", count - 5, level="region", code="84")
    parts = [Value("projets-publies", count - 4, "idee"), Value("projets-publies", 4, "amorcage")]
    money = [Value("argent-engage", count * 300_000), Value("argent-engage", count * 200_000, period="2025")]
    with clock.stopped(clock.now() - dt.timedelta(days=days_ago)):
        take_round(values=[Value("projets-publies", count), region, *parts, *money, Value("argent-engage", count, period="2024")])


def test_a_figure_is_found_and_cited(visitor: Callable[..., Page]) -> None:
    make_places()
    look(400, 12)
    page = visitor("/observatoire/", width=PHONE, colours="dark")
    check_page(page)
    page.get_by_role("link", name="Projets publiés", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Projets publiés")
    cited = urlsplit(page.get_by_role("link", name="Adresse qui ne changera plus").get_attribute("href") or "")

    # More than a year later there are more.
    look(0, 15)
    page = visitor("/observatoire/projets-publies/")
    check_page(page)
    expect(page.locator(".stat__n").first).to_have_text("15")
    page = visitor(f"{cited.path}?{cited.query}", width=PHONE, colours="dark")
    check_page(page)
    expect(page.locator(".stat__n").first).to_have_text("12")
    page = visitor(f"/observatoire/comparer/?du={clock.today() - dt.timedelta(days=200)}")
    check_page(page)
    expect(page.get_by_text("+3", exact=True)).to_be_visible()
    check_page(visitor("/stats/", width=PHONE, colours="dark"))
