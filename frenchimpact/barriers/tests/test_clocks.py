"""Working days on hard dates, pauses, observed ranges. By hand, with the calendar of 2026 beside."""

import datetime as dt

import pytest

from frenchimpact.barriers import clocks

D = dt.date


@pytest.mark.parametrize(
    ("since", "until", "count"),
    [
        (D(2026, 11, 30), D(2026, 11, 30), 0),
        (D(2026, 11, 27), D(2026, 11, 30), 1),  # Friday to Monday
        (D(2026, 11, 28), D(2026, 11, 29), 0),  # Saturday to Sunday
        (D(2026, 12, 24), D(2026, 12, 28), 1),  # Christmas is a Friday
        (D(2026, 4, 30), D(2026, 5, 15), 8),  # 1 May (Friday), 8 May (Friday), Ascension (Thursday 14 May)
        (D(2026, 4, 3), D(2026, 4, 7), 1),  # Easter Monday
        (D(2026, 12, 31), D(2027, 1, 4), 1),  # New Year's Day is a Friday
        (D(2027, 12, 24), D(2028, 1, 3), 6),  # Christmas and New Year's Day on Saturdays: nothing is moved
        (D(2024, 2, 28), D(2024, 3, 1), 2),  # 29 February
        (D(2026, 1, 1), D(2026, 12, 31), 252),
        (D(2026, 11, 30), D(2026, 11, 27), -1),
    ],
)
def test_working_days(since: dt.date, until: dt.date, count: int) -> None:
    assert clocks.working_days(since, until) == count


def test_working_days_are_counted_one_by_one() -> None:
    first = D(2025, 12, 20)
    for length in range(0, 400, 7):
        last = first + dt.timedelta(days=length)
        slowly = sum(clocks.is_working(first + dt.timedelta(days=n)) for n in range(1, length + 1))
        assert clocks.working_days(first, last) == slowly


@pytest.mark.parametrize(
    ("day", "count", "due"),
    [
        (D(2026, 11, 30), 5, D(2026, 12, 7)),
        (D(2026, 11, 28), 5, D(2026, 12, 4)),  # received on a Saturday: Monday is day one
        (D(2026, 5, 12), 3, D(2026, 5, 18)),  # over Ascension
        (D(2026, 12, 23), 3, D(2026, 12, 29)),
        (D(2026, 11, 28), 0, D(2026, 11, 30)),
        (D(2026, 11, 30), 0, D(2026, 11, 30)),
    ],
)
def test_so_many_working_days_later(day: dt.date, count: int, due: dt.date) -> None:
    assert clocks.add_working_days(day, count) == due


def test_pauses_do_not_count() -> None:
    monday, friday = D(2026, 11, 16), D(2026, 11, 27)
    assert clocks.elapsed(monday, friday) == 9
    assert clocks.elapsed(monday, friday, [(D(2026, 11, 18), D(2026, 11, 20))]) == 7
    # Two that overlap take out each day once; one that still runs stops at the day asked.
    assert clocks.elapsed(monday, friday, [(D(2026, 11, 18), D(2026, 11, 20)), (D(2026, 11, 19), D(2026, 11, 23))]) == 6
    assert clocks.elapsed(monday, friday, [(D(2026, 11, 25), None)]) == 7
    # Begun before, or ending after: only what lies within is taken out.
    assert clocks.elapsed(monday, friday, [(D(2026, 11, 2), D(2026, 12, 31))]) == 0
    assert clocks.elapsed(monday, friday, [(D(2026, 11, 1), D(2026, 11, 10))]) == 9
    # A pause of one day stops nothing; one over a week-end takes out the Monday.
    assert clocks.elapsed(monday, friday, [(D(2026, 11, 18), D(2026, 11, 18))]) == 9
    assert clocks.elapsed(monday, friday, [(D(2026, 11, 20), D(2026, 11, 23))]) == 8


def test_late_counts_working_days() -> None:
    assert clocks.days_late(D(2026, 11, 27), D(2026, 11, 29)) == 0
    assert clocks.days_late(D(2026, 11, 27), D(2026, 11, 30)) == 1
    assert clocks.days_late(D(2026, 12, 4), D(2026, 11, 30)) == 0


def test_ordinals_say_the_same() -> None:
    days, counts = clocks.ordinals(D(2025, 12, 20), D(2026, 6, 1))
    at = dict(zip(days, counts, strict=True))
    assert at[D(2026, 5, 15)] - at[D(2026, 4, 30)] == 8
    assert at[D(2026, 1, 2)] - at[D(2025, 12, 24)] == clocks.working_days(D(2025, 12, 24), D(2026, 1, 2))


def test_a_range_needs_eleven() -> None:
    assert clocks.observed([3] * 10) is None
    assert clocks.observed(list(range(1, 12))) == clocks.Range(11, 2, 6, 10)
    # One long case is not the rule: it moves neither the middle nor the ninth tenth.
    assert clocks.observed([2] * 19 + [300]) == clocks.Range(20, 2, 2, 2)
