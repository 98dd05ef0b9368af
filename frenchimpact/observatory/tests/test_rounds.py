"""Readings through time: what was known is never rewritten."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from frenchimpact.commitments.tests.factories import make_commitment
from frenchimpact.core import clock
from frenchimpact.observatory.actions import take_round, take_round_if_needed
from frenchimpact.observatory.figures import DEFINITIONS, QUESTIONS, Value, find_definition
from frenchimpact.observatory.models import Reading, Round
from frenchimpact.observatory.queries.known import in_force, readings
from frenchimpact.observatory.queries.moments import Moment, as_text, end_of, read_moment
from frenchimpact.projects.tests.factories import make_published_project

pytestmark = pytest.mark.django_db
MARCH = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)


def at(moment: dt.datetime, *values: Value) -> Round | None:
    with clock.stopped(moment):
        return take_round(values=values)


def known(moment: Moment) -> dict[str, Decimal | None]:
    return {row.part or row.figure: row.value for row in in_force(moment)}


def test_what_was_known_then_is_told_for_ever() -> None:
    at(MARCH, Value("essai", 10), Value("essai", 4, "a"))
    at(MARCH + dt.timedelta(days=1), Value("essai", 12), Value("essai", 4, "a"))

    assert known(Moment(MARCH)) == {"essai": 10, "a": 4}
    assert known(end_of(MARCH.date())) == {"essai": 10, "a": 4}
    assert known(Moment()) == {"essai": 12, "a": 4}
    # The part did not change: its first reading goes on.
    assert Reading.objects.count() == 3


def people(value: int, part: str = "", *, verified: int | None = None) -> Value:
    return Value("essai", value, part, verified_value=None if verified is None else Decimal(verified), counts_people=True)


def test_the_difference_of_two_readings_never_tells_few_people() -> None:
    first, later = MARCH, MARCH + dt.timedelta(days=1)
    at(first, people(42), people(30, "a"), people(12, "b"))
    at(later, people(66), people(34, "a"), people(32, "b"))
    # « a » moved by four: nor what would give it back is told, then.
    assert known(Moment(first)) == {"essai": None, "a": None, "b": None}
    assert known(Moment(later)) == {"essai": 66, "a": 34, "b": 32}
    assert set(Reading.objects.filter(is_withheld=True).values_list("part", flat=True)) == {"", "a", "b"}


def test_nor_does_a_reading_before_the_last_and_what_is_verified() -> None:
    at(MARCH, people(30))
    at(MARCH + dt.timedelta(days=1), people(60))
    assert known(Moment(MARCH)) == {"essai": 30}
    at(MARCH + dt.timedelta(days=2), people(36))
    assert known(Moment(MARCH)) == {"essai": None}
    assert known(Moment(MARCH + dt.timedelta(days=1))) == {"essai": 60}
    at(MARCH + dt.timedelta(days=3), people(36, verified=20))
    at(MARCH + dt.timedelta(days=4), people(36, verified=24))
    assert Reading.objects.get(known_from=MARCH + dt.timedelta(days=3)).verified_value is None


def test_what_counts_no_people_is_told_however_little_it_moves() -> None:
    at(MARCH, Value("essai", 10))
    at(MARCH + dt.timedelta(days=1), Value("essai", 11))
    assert known(Moment(MARCH)) == {"essai": 10}


def test_a_figure_that_nobody_tells_any_more_is_closed() -> None:
    at(MARCH, Value("essai", 10))
    at(MARCH + dt.timedelta(days=1))

    assert known(Moment()) == {}
    assert known(Moment(MARCH + dt.timedelta(hours=1))) == {"essai": 10}


def test_nothing_new_writes_nothing_until_an_hour_is_over() -> None:
    at(MARCH, Value("essai", 10))
    assert at(MARCH + dt.timedelta(minutes=1), Value("essai", 10)) is None
    later = at(MARCH + dt.timedelta(hours=1), Value("essai", 10))
    assert later is not None
    assert later.changed_count == 0
    assert Reading.objects.count() == 1


def test_two_rounds_in_one_second_have_two_instants() -> None:
    first, second = at(MARCH, Value("essai", 1)), at(MARCH, Value("essai", 2))
    assert first is not None
    assert second is not None
    assert known(Moment(first.at)) == {"essai": 1}
    assert known(Moment(second.at)) == {"essai": 2}


def test_the_database_refuses_to_rewrite_what_was_known() -> None:
    at(MARCH, Value("essai", 10))
    at(MARCH + dt.timedelta(days=1), Value("essai", 11))
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.update(value=12)
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Reading.objects.filter(known_until=None).update(known_until=MARCH + dt.timedelta(days=2), value=3)
    with pytest.raises(DatabaseError), transaction.atomic():
        Round.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reading.objects.create(figure="essai", value=9, known_from=MARCH + dt.timedelta(hours=3), known_until=MARCH + dt.timedelta(hours=5))


def test_a_change_is_looked_at_again_and_quiet_is_not() -> None:
    assert take_round_if_needed() is not None
    assert take_round_if_needed() is None
    make_published_project()
    # A twentieth of the time at most: the next look waits.
    with clock.stopped(clock.now() + dt.timedelta(minutes=10)):
        assert take_round_if_needed() is not None
    assert Reading.objects.get(figure="projets-publies", part="", level="pays", known_until=None).value == 1


def test_every_figure_is_read_and_belongs_to_a_question() -> None:
    make_commitment(amount=1000)
    take_round()
    seen = set(Reading.objects.values_list("figure", flat=True))
    assert set(DEFINITIONS) <= seen
    asked = [code for question in QUESTIONS for code in question.figures]
    assert set(DEFINITIONS) <= set(asked)
    assert len(asked) == len(set(asked))
    assert find_definition("rien-de-tel") is None


def test_before_the_first_look_the_ledger_of_money_answers() -> None:
    with clock.stopped(MARCH):
        make_commitment(amount=1000)
    at(MARCH + dt.timedelta(days=300), Value("argent-engage", 5))

    found = readings(end_of(MARCH.date()), ["argent-engage", "projets-publies"], level="pays")
    assert {(row.part, row.value) for row in found if not row.part and not row.period} == {("", Decimal("1000.00"))}
    assert readings(end_of(MARCH.date() - dt.timedelta(days=1)), ["projets-publies"]) == []


@pytest.mark.parametrize("text", ["hier", "2026-13-01", "0001-01-01", "9999-12-31", "2026-03-01T99:00", "'", "2026-03-01T10:00:00Zx"])
def test_a_date_that_is_none_is_said(text: str) -> None:
    moment, trouble = read_moment(text)
    assert moment.is_now
    assert trouble


def test_days_and_instants_are_read() -> None:
    assert read_moment("2026-03-10")[0].end_of_day == MARCH.date()
    assert read_moment("2026-03-10T12:00:00Z")[0].at == MARCH
    assert read_moment("2026-03-10T13:00:00+01:00")[0].at == MARCH
    # An address where + became a space.
    assert read_moment("2026-03-10T13:00:00 01:00")[0].at == MARCH
    # Without a zone it is France's.
    assert read_moment("2026-03-10T13:00")[0].at == MARCH
    assert as_text(MARCH) == "2026-03-10T12:00:00Z"
    assert read_moment(clock.today().isoformat())[0].is_now
    assert read_moment((clock.today() + dt.timedelta(days=3)).isoformat())[1]
