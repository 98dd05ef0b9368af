"""Values given, corrected, refused and undone: nothing is lost, nothing unlikely or locked passes unseen."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.periods import NEXT_CLOSING, closing, first_of, is_closing, last_closed, next_closing, periods_to
from frenchimpact.journal.models import Entry
from frenchimpact.territories.actions.measurements import Given, NotTaken, Recorded, record_value, record_values, undo_batch
from frenchimpact.territories.models import CommonSum, Indicator, Measurement, Review
from frenchimpact.territories.tests.factories import make_challenge, make_common, make_indicator, make_lead_person, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator() -> Indicator:
    return make_indicator(make_challenge(make_territory()))


@pytest.fixture
def keeper(indicator: Indicator) -> User:
    return make_lead_person(indicator.territory)


def of(indicator: Indicator, year: int, value: object, **fields: Any) -> Given:
    decimal = None if value is None else Decimal(str(value))
    return Given(indicator.pk, dt.date(year, 1, 1), dt.date(year, 12, 31), decimal, **fields)


def give(indicator: Indicator, *values: Given, **fields: Any) -> Recorded:
    return record_values(territory=indicator.territory, values=values, via="form", by=None, **fields)


def kept(indicator: Indicator) -> dict[int, Decimal | None]:
    return {row.ends_on.year: row.value for row in indicator.measurements.order_by("ends_on")}


def kinds(recorded: Recorded) -> list[tuple[int, str]]:
    return [(problem.position, problem.kind) for problem in recorded.problems]


def lock_to(indicator: Indicator, year: int) -> None:
    Review.objects.create(
        territory=indicator.territory,
        kind="yearly",
        starts_on=dt.date(year, 1, 1),
        ends_on=dt.date(year, 12, 31),
        due_on=dt.date(year + 1, 1, 31),
        state="locked",
        facts={},
        locked_at=clock.now(),
    )


def test_a_value_is_kept_and_the_indicator_follows(indicator: Indicator, keeper: User) -> None:
    recorded = record_value(territory=indicator.territory, given=of(indicator, 2025, "262.5", note="Pesées"), via="form", by=keeper)
    row = indicator.measurements.get()
    assert (row.value, row.version, row.note, row.via, row.by, row.batch) == (Decimal("262.5"), 1, "Pesées", "form", keeper, recorded.batch)
    indicator.refresh_from_db()
    assert (indicator.last_on, indicator.last_value, indicator.due_on) == (dt.date(2025, 12, 31), Decimal("262.5"), dt.date(2026, 12, 31))
    assert Entry.objects.filter(fact="territories.ValuesRecorded", by=keeper).count() == 1


def test_a_correction_keeps_what_it_replaces(indicator: Indicator) -> None:
    give(indicator, of(indicator, 2025, 262, note="Pesées"))
    recorded = give(indicator, of(indicator, 2025, 270))
    row = indicator.measurements.get()
    assert (recorded.created, recorded.updated, row.value, row.version, row.note) == (0, 1, Decimal(270), 2, "Pesées")
    assert [(old.version, old.value) for old in row.versions.all()] == [(1, Decimal(262))]


def test_the_same_value_again_writes_nothing(indicator: Indicator) -> None:
    give(indicator, of(indicator, 2025, 262))
    recorded = give(indicator, of(indicator, 2025, "262.0000"), of(indicator, 2024, None))
    assert (recorded.created, recorded.updated, recorded.unchanged) == (0, 0, 2)
    assert indicator.measurements.get().version == 1


def test_an_earlier_value_does_not_become_the_last(indicator: Indicator) -> None:
    give(indicator, of(indicator, 2025, 262))
    give(indicator, of(indicator, 2024, 205))
    indicator.refresh_from_db()
    assert (indicator.last_on, indicator.last_value) == (dt.date(2025, 12, 31), Decimal(262))


def test_a_value_erased_leaves_the_one_before_as_the_last(indicator: Indicator) -> None:
    give(indicator, of(indicator, 2024, 205), of(indicator, 2025, 262))
    give(indicator, of(indicator, 2025, None))
    indicator.refresh_from_db()
    assert (indicator.last_on, indicator.due_on, kept(indicator)) == (
        dt.date(2024, 12, 31),
        dt.date(2025, 12, 31),
        {2024: Decimal(205), 2025: None},
    )


@pytest.mark.parametrize(("value", "is_asked"), [(2050, False), (2051, True), ("20.5", False), ("20.4", True), (-205, True), (0, True)])
def test_what_is_unlikely_is_asked_to_be_confirmed(indicator: Indicator, value: object, is_asked: bool) -> None:
    give(indicator, of(indicator, 2024, 205))
    recorded = give(indicator, of(indicator, 2025, value))
    assert kinds(recorded) == ([(0, "unlikely")] if is_asked else [])
    if is_asked:
        assert "205" in str(recorded.problems[0].message)
        give(indicator, of(indicator, 2025, value, is_confirmed=True))
        assert indicator.measurements.get(ends_on=dt.date(2025, 12, 31)).is_confirmed
    assert kept(indicator)[2025] == Decimal(str(value))


def test_values_of_one_batch_are_compared_in_the_order_of_time(indicator: Indicator) -> None:
    recorded = give(indicator, of(indicator, 2025, 3000), of(indicator, 2023, 20), of(indicator, 2024, 200))
    assert kinds(recorded) == [(0, "unlikely")]
    assert kept(indicator) == {2023: Decimal(20), 2024: Decimal(200)}


def test_a_locked_period_asks_why_and_the_reason_stays(indicator: Indicator) -> None:
    give(indicator, of(indicator, 2024, 205), of(indicator, 2025, 262))
    lock_to(indicator, 2025)
    refused = give(indicator, of(indicator, 2025, 270), of(indicator, 2024, 210), of(indicator, 2023, 150), of(indicator, 2026, 280))
    assert kinds(refused) == [(0, "locked"), (1, "locked"), (2, "locked")]
    give(indicator, of(indicator, 2025, 270, reason="Une pesée oubliée"), of(indicator, 2023, 150, reason="Archives retrouvées"))
    reasons = [(old.value, old.reason) for old in indicator.measurements.get(ends_on=dt.date(2025, 12, 31)).versions.all()]
    assert reasons == [(Decimal(262), "Une pesée oubliée")]
    added = indicator.measurements.get(ends_on=dt.date(2023, 12, 31))
    assert (added.version, [(old.value, old.reason) for old in added.versions.all()]) == (2, [(None, "Archives retrouvées")])


def test_somebody_else_in_between_is_a_conflict(indicator: Indicator) -> None:
    give(indicator, of(indicator, 2025, 262))
    recorded = give(indicator, of(indicator, 2025, 300, seen=0))
    assert (kinds(recorded), recorded.problems[0].theirs) == ([(0, "stale")], Decimal(262))
    assert give(indicator, of(indicator, 2025, 262, seen=0)).unchanged == 1
    assert give(indicator, of(indicator, 2025, 300, seen=1)).updated == 1


def test_what_cannot_be_is_refused_and_the_rest_is_taken(indicator: Indicator) -> None:
    other = make_indicator(make_challenge(make_territory("Ailleurs")))
    ended = make_indicator(indicator.challenge, ended_on=dt.date(2024, 6, 30))
    next_year = clock.today().year + 1
    values = [
        of(other, 2025, 1),
        of(indicator, 2025, 262),
        of(indicator, 2025, 263),
        of(indicator, next_year, 1),
        of(ended, 2025, 1),
        of(ended, 2024, 1),
    ]
    assert kinds(give(indicator, *values)) == [(0, "unknown"), (2, "twice"), (3, "period"), (4, "period")]
    assert (kept(indicator), kept(ended), kept(other)) == ({2025: Decimal(262)}, {2024: Decimal(1)}, {})


def test_one_value_refused_raises(indicator: Indicator) -> None:
    give(indicator, of(indicator, 2024, 10))
    with pytest.raises(NotTaken) as refused:
        record_value(territory=indicator.territory, given=of(indicator, 2025, 1000), via="form", by=None)
    assert refused.value.problem.kind == "unlikely"


def test_a_file_of_the_programme_may_hold_several_territories(indicator: Indicator) -> None:
    other = make_indicator(make_challenge(make_territory("Ailleurs")))
    record_values(territory=None, values=[of(indicator, 2025, 1), of(other, 2025, 2)], via="file", by=None)
    assert (kept(indicator), kept(other)) == ({2025: Decimal(1)}, {2025: Decimal(2)})
    assert Entry.objects.filter(fact="territories.ValuesRecorded").count() == 2


def test_the_statements_are_as_many_for_one_value_and_two_hundred(indicator: Indicator) -> None:
    others = [make_indicator(indicator.challenge) for _number in range(20)]
    counts = []
    for values in ([of(indicator, 2000, 1)], [of(one, year, 100 + year) for one in others for year in range(2015, 2025)]):
        with CaptureQueriesContext(connection) as asked:
            assert give(indicator, *values).created == len(values)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_an_undone_batch_is_put_back_as_new_versions(indicator: Indicator, keeper: User) -> None:
    give(indicator, of(indicator, 2024, 205))
    batch = give(indicator, of(indicator, 2024, 210), of(indicator, 2025, 262)).batch
    assert undo_batch(territory=indicator.territory, batch=batch, by=keeper) == 2
    assert kept(indicator) == {2024: Decimal(205), 2025: None}
    assert [row.version for row in indicator.measurements.order_by("ends_on")] == [3, 2]
    indicator.refresh_from_db()
    assert indicator.last_on == dt.date(2024, 12, 31)
    with pytest.raises(Refusal):
        undo_batch(territory=indicator.territory, batch=batch, by=keeper)


def test_what_somebody_changed_since_stays(indicator: Indicator, keeper: User) -> None:
    batch = give(indicator, of(indicator, 2024, 205), of(indicator, 2025, 262)).batch
    give(indicator, of(indicator, 2025, 270))
    assert undo_batch(territory=indicator.territory, batch=batch, by=keeper) == 1
    assert kept(indicator) == {2024: None, 2025: Decimal(270)}


def test_after_half_an_hour_or_a_review_it_is_too_late(indicator: Indicator, keeper: User) -> None:
    batch = give(indicator, of(indicator, 2025, 262)).batch
    lock_to(indicator, 2025)
    with pytest.raises(Refusal):
        undo_batch(territory=indicator.territory, batch=batch, by=keeper)
    Review.objects.all().delete()
    token = clock.shift(dt.timedelta(minutes=31))
    try:
        with pytest.raises(Refusal, match="trente minutes"):
            undo_batch(territory=indicator.territory, batch=batch, by=keeper)
    finally:
        clock.restore(token)
    with pytest.raises(Refusal):
        undo_batch(territory=make_territory("Ailleurs"), batch=batch, by=keeper)
    assert kept(indicator) == {2025: Decimal(262)}
    with pytest.raises(Refusal):
        undo_batch(territory=indicator.territory, batch=uuid.uuid4(), by=keeper)


def test_totals_of_the_country_follow_corrections_and_undoing(indicator: Indicator, keeper: User) -> None:
    Indicator.objects.filter(pk=indicator.pk).update(common=make_common(), counts_nationally=True)
    give(indicator, of(indicator, 2025, 262))
    batch = give(indicator, of(indicator, 2025, 270)).batch
    assert CommonSum.objects.get(year=2025).value == 270
    undo_batch(territory=indicator.territory, batch=batch, by=keeper)
    assert CommonSum.objects.get(year=2025).value == 262


def test_no_value_is_lost_whatever_the_order(indicator: Indicator) -> None:
    """Every value that was there is there, or among those replaced."""
    said: list[Decimal | None] = []
    for value in (10, 20, None, 15, 15, 12):
        recorded = give(indicator, of(indicator, 2025, value))
        if recorded.created + recorded.updated:
            said.append(None if value is None else Decimal(value))
    row = Measurement.objects.get(indicator=indicator)
    assert [*(old.value for old in row.versions.order_by("version")), row.value] == said
    assert row.version == len(said)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(days=st.integers(0, 20_000), frequency=st.sampled_from(["year", "quarter", "month"]))
def test_periods_follow_each_other(days: int, frequency: str) -> None:
    on = dt.date(2000, 1, 1) + dt.timedelta(days=days)
    end = closing(on, frequency)
    assert is_closing(end, frequency)
    assert first_of(end, frequency) <= on <= end
    following = next_closing(end, frequency)
    assert first_of(following, frequency) == end + dt.timedelta(days=1)
    assert last_closed(on, frequency) == first_of(end, frequency) - dt.timedelta(days=1)
    assert periods_to(following, frequency, 2) == [end, following]


def test_the_database_and_the_product_count_the_same_periods() -> None:
    days = [dt.date(2024, 1, 1) + dt.timedelta(days=13 * step) for step in range(60)] + [dt.date(2024, 2, 29), dt.date(2024, 12, 31)]
    with connection.cursor() as cursor:
        for frequency in ("year", "quarter", "month"):
            cursor.execute(f"SELECT {NEXT_CLOSING.format(day='d', frequency='%s')} FROM unnest(%s::date[]) AS d", [frequency, days])
            assert [row[0] for row in cursor.fetchall()] == [next_closing(day, frequency) for day in days]


def test_the_note_of_a_locked_figure_asks_why_too(indicator: Indicator) -> None:
    give(indicator, of(indicator, 2025, 262, note="Pesées"))
    lock_to(indicator, 2025)
    assert kinds(give(indicator, of(indicator, 2025, 262, note="Estimation"))) == [(0, "locked")]
    assert give(indicator, of(indicator, 2025, 262), of(indicator, 2024, None)).unchanged == 2
    assert give(indicator, of(indicator, 2025, 262, note="Pesées")).unchanged == 1
    assert give(indicator, of(indicator, 2025, 262, note="Estimation", reason="Erreur de note")).updated == 1


def test_a_note_written_in_between_is_a_conflict(indicator: Indicator) -> None:
    give(indicator, of(indicator, 2025, 262))
    give(indicator, of(indicator, 2025, 262, note="Pesées"))
    assert kinds(give(indicator, of(indicator, 2025, 262, note="Estimation", seen=1))) == [(0, "stale")]


def test_a_negative_value_is_refused_or_confirmed(indicator: Indicator) -> None:
    people = make_indicator(indicator.challenge, common=make_common("personnes"))
    assert kinds(give(indicator, of(people, 2025, -3, is_confirmed=True), of(indicator, 2025, -3))) == [(0, "negative"), (1, "unlikely")]
    assert kinds(give(indicator, of(indicator, 2025, -3, is_confirmed=True), of(indicator, 2026, -4))) == []


def test_a_period_of_another_frequency_is_refused(indicator: Indicator) -> None:
    half = Given(indicator.pk, dt.date(2025, 1, 1), dt.date(2025, 6, 30), Decimal(1))
    recorded = give(indicator, half)
    assert kinds(recorded) == [(0, "period")]
    assert "du 2025-01-01 au 2025-12-31" in str(recorded.problems[0].message)
