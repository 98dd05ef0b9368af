"""National totals, kept by the database: equal to the sum made again, whatever was added, corrected, erased or moved."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from frenchimpact.core.periods import closing
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
            " JOIN territories_indicator i ON i.id = m.indicator_id JOIN territories_commonindicator k ON k.id = i.common_id"
            " WHERE i.counts_nationally AND m.value IS NOT NULL AND (k.nature = 'flow' OR NOT EXISTS (SELECT 1"
            "  FROM territories_measurement l WHERE l.indicator_id = m.indicator_id AND l.value IS NOT NULL AND l.ends_on > m.ends_on"
            "  AND extract(year FROM l.ends_on) = extract(year FROM m.ends_on))) GROUP BY 1, 2"
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
    Measurement.objects.filter(pk=first.pk).update(starts_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 12, 31))
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


def quarter(indicator: Indicator, number: int, value: int | None, year: int = 2026) -> Measurement:
    starts = dt.date(year, 3 * number - 2, 1)
    ends = closing(starts, "quarter")
    return Measurement.objects.create(indicator=indicator, starts_on=starts, ends_on=ends, value=None if value is None else Decimal(value))


@pytest.fixture
def stock() -> CommonIndicator:
    return make_common("insertion", nature="stock")


@pytest.fixture
def people(stock: CommonIndicator) -> list[Indicator]:
    challenges = [make_challenge(make_territory(name)) for name in ("Ici", "Là")]
    return [make_indicator(challenge, common=stock, counts_nationally=True, frequency="quarter") for challenge in challenges]


def test_the_same_people_are_not_added_up_from_quarter_to_quarter(stock: CommonIndicator, people: list[Indicator]) -> None:
    here, there = people
    quarter(here, 1, 26)
    last = quarter(here, 2, 31)
    assert totals() == recomputed() == {(stock.pk, 2026): (Decimal(31), 1)}
    quarter(there, 1, 10)
    quarter(here, 4, None)
    assert totals() == recomputed() == {(stock.pk, 2026): (Decimal(41), 2)}
    Measurement.objects.filter(pk=last.pk).update(value=None)
    assert totals() == recomputed() == {(stock.pk, 2026): (Decimal(36), 2)}
    Measurement.objects.filter(pk=last.pk).update(value=Decimal(33))
    Measurement.objects.bulk_create(
        Measurement(indicator=one, starts_on=dt.date(2026, 7, 1), ends_on=dt.date(2026, 9, 30), value=Decimal(5)) for one in people
    )
    assert totals() == recomputed() == {(stock.pk, 2026): (Decimal(10), 2)}
    Measurement.objects.filter(indicator=here, ends_on=dt.date(2026, 9, 30)).delete()
    assert totals() == recomputed() == {(stock.pk, 2026): (Decimal(38), 2)}
    Measurement.objects.filter(pk=last.pk).update(starts_on=dt.date(2025, 4, 1), ends_on=dt.date(2025, 6, 30))
    assert totals() == recomputed() == {(stock.pk, 2025): (Decimal(33), 1), (stock.pk, 2026): (Decimal(31), 2)}


def test_an_indicator_and_a_nature_that_change_carry_the_totals(stock: CommonIndicator, people: list[Indicator]) -> None:
    for number in (1, 2):
        quarter(people[0], number, 10 * number)
    CommonIndicator.objects.filter(pk=stock.pk).update(nature="flow")
    assert totals() == recomputed() == {(stock.pk, 2026): (Decimal(30), 2)}
    CommonIndicator.objects.filter(pk=stock.pk).update(nature="stock")
    assert totals() == recomputed() == {(stock.pk, 2026): (Decimal(20), 1)}
    Indicator.objects.filter(pk=people[0].pk).update(counts_nationally=False)
    assert totals() == recomputed() == {}
    Indicator.objects.filter(pk=people[0].pk).update(counts_nationally=True)
    assert totals() == recomputed() == {(stock.pk, 2026): (Decimal(20), 1)}
