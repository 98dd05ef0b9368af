"""The same national indicator elsewhere: the same period, three others at least, one value by territory."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.geo.tests.factories import make_places
from frenchimpact.territories.actions.measurements import Given, record_value
from frenchimpact.territories.models import CommonIndicator, Indicator, Territory
from frenchimpact.territories.queries.comparators import comparisons_of
from frenchimpact.territories.tests.factories import make_challenge, make_common, make_indicator, make_lead_person, make_territory

pytestmark = pytest.mark.django_db
YEARS = (2024, 2025)


def measured(territory: Territory, common: CommonIndicator | None, **values: int) -> Indicator:
    """An indicator with `y2025=301`."""
    challenge = territory.challenges.first() or make_challenge(territory)
    found = make_indicator(challenge, common=common)
    for name, value in values.items():
        year = int(name[1:])
        given = Given(found.pk, dt.date(year, 1, 1), dt.date(year, 12, 31), Decimal(value))
        record_value(territory=territory, given=given, via="form", by=None)
    found.refresh_from_db()
    return found


def compare(indicator: Indicator) -> object:
    return comparisons_of(indicator.territory, [indicator.pk]).get(indicator.pk)


def test_a_mean_is_of_three_others_at_least_for_the_same_period() -> None:
    common, here = make_common(), make_territory("Ici")
    own = measured(here, common, y2024=50, y2025=60)
    for name, value in (("Un", 10), ("Deux", 20)):
        measured(make_territory(name), common, y2025=value)
    # A third one, of another period, and one that follows something else.
    measured(make_territory("Trois"), common, y2024=30)
    measured(make_territory("Quatre"), make_common("autre"), y2025=1000)
    assert compare(own) is None
    measured(make_territory("Cinq"), common, y2025=31)
    found = comparisons_of(here, [own.pk])[own.pk]
    assert (found.period, found.here, found.country.count, found.country.value) == ("2025", Decimal(60), 3, Decimal("20.3"))
    assert found.region is None


def test_the_last_period_that_three_others_measured_is_compared_and_a_territory_counts_once() -> None:
    common, here = make_common(), make_territory("Ici")
    own = measured(here, common, y2024=50, y2025=60)
    others = [make_territory(name) for name in ("Un", "Deux", "Trois")]
    for other, value in zip(others, (10, 20, 30), strict=True):
        measured(other, common, y2024=value)
    measured(others[0], common, y2024=9000)
    found = comparisons_of(here, [own.pk])[own.pk]
    assert (found.period, found.here, found.country.count, found.country.value) == ("2024", Decimal(50), 3, Decimal(20))


def test_by_region_and_for_a_thousand_inhabitants() -> None:
    places = make_places()
    savoie = [places["departement:73"]]
    common, here = make_common(), make_territory("Ici", places=savoie)
    own = measured(here, common, y2025=60)
    for name, value in (("Un", 10), ("Deux", 20), ("Trois", 30)):
        measured(make_territory(name, places=savoie), common, y2025=value)
    for name in ("Loin", "Plus loin"):
        measured(make_territory(name), common, y2025=100)
    found = comparisons_of(here, [own.pk])[own.pk]
    assert (found.country.count, found.country.value) == (5, Decimal(52))
    assert found.region is not None
    assert (found.region.count, found.region.value) == (3, Decimal(20))
    assert found.region_name == places["region:84"].name
    assert found.here_per_thousand is not None
    assert found.region.per_thousand is not None
    # The three others have the same inhabitants each as here.
    assert abs(found.here_per_thousand - 3 * found.region.per_thousand) < Decimal("0.1")


def test_several_indicators_take_the_same_number_of_queries() -> None:
    common, other, here = make_common(), make_common("autre"), make_territory("Ici")
    rows = [measured(here, one, y2025=60) for one in (common, other, common)]
    for name in ("Un", "Deux", "Trois"):
        territory = make_territory(name)
        measured(territory, common, y2025=1)
        measured(territory, other, y2025=2)
    with CaptureQueriesContext(
        connection,
    ) as one:
        comparisons_of(here, [rows[0].pk])
    with CaptureQueriesContext(connection) as three:
        assert len(comparisons_of(here, [row.pk for row in rows])) == 3
    assert len(one) == len(three)


def test_both_pages_say_what_is_compared_or_that_nothing_is() -> None:
    common, here = make_common(), make_territory("Ici")
    own = measured(here, common, y2025=60)
    client = Client()
    client.force_login(make_lead_person(here))
    space, public = f"/mon-espace/territoires/{here.reference}/indicateurs/{own.number}/", f"/territoires/{here.slug}/defis/1/"
    assert "Moins de trois autres territoires" in client.get(space).content.decode()
    assert "Moyenne du pays" not in client.get(public).content.decode()
    for name in ("Un", "Deux", "Trois"):
        measured(make_territory(name), common, y2025=10)
    for page in (client.get(space).content.decode(), client.get(public).content.decode()):
        assert "Moyenne du pays (3 autres territoires)" in page
        assert "Tonnes détournées\u00a0», 2025" in page
