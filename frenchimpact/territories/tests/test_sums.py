"""National totals, kept by the database: equal to the sum made again, whatever was added, corrected, erased or moved."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from frenchimpact.territories.models import CommonIndicator, CommonSum, Indicator, Measurement
from frenchimpact.territories.tests.factories import make_challenge, make_common, make_indicator, make_territory

pytestmark = pytest.mark.django_db


def totals() -> dict[tuple[int, int], tuple[Decimal, int]]:
    kept = CommonSum.objects.exclude(value=0, measurement_count=0)
    return {(row.common_id, row.year): (row.value, row.measurement_count) for row in kept}


def recomputed() -> dict[tuple[int, int], tuple[Decimal, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.common_id, extract(year FROM m.ends_on)::int, sum(m.value), count(*) FROM territories_measurement m"
            " JOIN territories_indicator i ON i.id = m.indicator_id"
            " WHERE i.counts_nationally AND m.value IS NOT NULL GROUP BY 1, 2"
        )
        return {(common, year): (value, count) for common, year, value, count in cursor.fetchall()}


def measure(indicator: Indicator, year: int, value: int | None) -> Measurement:
    starts, ends = dt.date(year, 1, 1), dt.date(year, 12, 31)
    return Measurement.objects.create(indicator=indicator, starts_on=starts, ends_on=ends, value=None if value is None else Decimal(value))


@pytest.fixture
def common() -> CommonIndicator:
    return make_common()


@pytest.fixture
def two(common: CommonIndicator) -> list[Indicator]:
    challenges = [make_challenge(make_territory(name)) for name in ("Ici", "Là")]
    return [make_indicator(challenge, common=common, counts_nationally=True) for challenge in challenges]


def test_values_added_corrected_erased_and_removed(two: list[Indicator]) -> None:
    here, there = two
    first = measure(here, 2025, 205)
    measure(there, 2025, 100)
    measure(there, 2026, 40)
    assert totals() == recomputed() != {}
    assert next(iter(totals().values()))[0] == 305
    Measurement.objects.filter(pk=first.pk).update(value=Decimal(262))
    assert totals() == recomputed()
    Measurement.objects.filter(pk=first.pk).update(ends_on=dt.date(2026, 6, 30))
    assert totals() == recomputed()
    Measurement.objects.filter(pk=first.pk).update(value=None)
    assert totals() == recomputed()
    Measurement.objects.filter(indicator=there).delete()
    assert totals() == recomputed() == {}


def test_an_indicator_that_ceases_to_count_takes_its_values_away(two: list[Indicator]) -> None:
    for indicator in two:
        measure(indicator, 2025, 10)
    Indicator.objects.filter(pk=two[0].pk).update(counts_nationally=False)
    assert totals() == recomputed()
    other = make_common("emplois")
    Indicator.objects.filter(pk=two[1].pk).update(common=other)
    assert totals() == recomputed() == {(other.pk, 2025): (Decimal(10), 1)}


def test_the_result_of_one_project_counts_once_in_the_country(two: list[Indicator]) -> None:
    from frenchimpact.projects.tests.factories import make_project

    project = make_project()
    Indicator.objects.filter(pk=two[0].pk).update(project=project)
    with pytest.raises(IntegrityError), transaction.atomic():
        Indicator.objects.filter(pk=two[1].pk).update(project=project)
