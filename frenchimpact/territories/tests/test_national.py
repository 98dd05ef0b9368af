"""Figures of the country: distinct results, with who declares them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frenchimpact.territories.actions.measurements import Given, record_values
from frenchimpact.territories.models import CommonIndicator, Indicator
from frenchimpact.territories.queries.national import national_figures
from frenchimpact.territories.tests.factories import make_challenge, make_common, make_indicator, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def common() -> CommonIndicator:
    return make_common()


def follow(name: str, common: CommonIndicator, **fields: object) -> Indicator:
    return make_indicator(make_challenge(make_territory(name)), common=common, **{"counts_nationally": True, **fields})


def give(indicator: Indicator, year: int, value: int | None) -> None:
    decimal = None if value is None else Decimal(value)
    given = Given(indicator.pk, dt.date(year, 1, 1), dt.date(year, 12, 31), decimal, is_confirmed=True)
    record_values(territory=indicator.territory, values=[given], via="form", by=None)


def test_what_is_declared_and_by_how_many(common: CommonIndicator) -> None:
    here, there = follow("Ici", common), follow("Là", common)
    follow("Ailleurs", common)
    same = follow("Encore", common, counts_nationally=False)
    give(here, 2025, 205)
    give(there, 2025, 100)
    give(there, 2024, 40)
    # The same result followed by another territory, which does not count it.
    give(same, 2025, 205)
    found = national_figures()
    assert [(one.year, one.value, one.measurement_count) for one in found] == [(2025, Decimal(305), 2), (2024, Decimal(40), 1)]
    assert (found[0].words, found[0].coverage) == ("305\u00a0tonnes", "déclaré par 2 territoires sur 3")
    assert [one.year for one in national_figures(2024)] == [2024]


def test_a_correction_and_an_erasure_are_in_the_total(common: CommonIndicator) -> None:
    here = follow("Ici", common)
    give(here, 2025, 205)
    give(here, 2025, 210)
    assert national_figures()[0].value == 210
    give(here, 2025, None)
    assert national_figures() == []


def test_the_country_costs_the_same_with_one_and_three(common: CommonIndicator) -> None:
    counts = []
    for names in (["Ici"], ["Là", "Ailleurs"]):
        for name in names:
            give(follow(name, common), 2025, 10)
        with CaptureQueriesContext(connection) as asked:
            assert len(national_figures()) == 1
        counts.append(len(asked))
    assert counts == [3, 3]
