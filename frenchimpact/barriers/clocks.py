"""The clocks of the desk, as pure functions of dates: working days, days that count, what was observed.

A day counts from midnight to midnight of France: the day something comes in is day zero, and a Saturday, a Sunday or a public holiday
counts for nothing. A pause takes out the working days after the one it begins on, up to the one it ends on.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frenchimpact.calls.delays import SATURDAY, Span, next_working_day, public_holidays

# What the desk aims at, in working days. Said as targets, never as promises: see `Range` for what was observed.
FIRST_ANSWER_DAYS = 5
TRIAGE_DAYS = 5
ACCEPTANCE_DAYS = 3
# Fewer than that say nothing of the next one.
FEWEST = 11
_DAY = dt.timedelta(days=1)


def is_working(day: dt.date) -> bool:
    """Neither a Saturday, a Sunday nor a public holiday."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """So many working days later; of no day, that day or the next working one."""
    if count <= 0:
        return next_working_day(day)
    for _turn in range(count):
        day = next_working_day(day + _DAY)
    return day


def working_days(since: dt.date, until: dt.date) -> int:
    """Working days after `since`, up to `until`: none on the day itself, negative when `until` comes first."""
    if until < since:
        return -working_days(until, since)
    weeks, rest = divmod((until - since).days, 7)
    count = 5 * weeks + sum((since + dt.timedelta(days=7 * weeks + n)).weekday() < SATURDAY for n in range(1, rest + 1))
    years = range(since.year, until.year + 1)
    return count - sum(since < day <= until and day.weekday() < SATURDAY for year in years for day in public_holidays(year))


def elapsed(since: dt.date, until: dt.date, pauses: Iterable[tuple[dt.date, dt.date | None]] = ()) -> int:
    """Working days that count between two days: those of pauses do not, even where pauses overlap. A pause without end still runs."""
    total = working_days(since, until)
    for begins, ends in _merged([(max(a, since), min(b or until, until)) for a, b in pauses]):
        total -= working_days(begins, ends)
    return max(0, total)


def _merged(spans: Sequence[Span]) -> list[Span]:
    """The same days, without overlap."""
    found: list[Span] = []
    for begins, ends in sorted(span for span in spans if span[0] < span[1]):
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        else:
            found.append((begins, ends))
    return found


def days_late(due: dt.date, today: dt.date) -> int:
    """Working days past a day; none as long as it is not over, and none that falls on days off."""
    return max(0, working_days(due, today))


def ordinals(first: dt.date, last: dt.date) -> tuple[list[dt.date], list[int]]:
    """Every day of a span, and how many working days it counts up to it: the difference of two is what lies between them."""
    days, counts, count = [], [], 0
    while first <= last:
        count += is_working(first)
        days.append(first)
        counts.append(count)
        first += _DAY
    return days, counts


@dataclass(frozen=True)
class Range:
    """Eight cases out of ten took from `low` to `high` working days; half of them `middle` or less."""

    count: int
    low: int
    middle: int
    high: int


def observed(durations: Sequence[int]) -> Range | None:
    """The range of what was seen; None under eleven: « pas encore assez ». Each bound is a duration that was seen."""
    if len(durations) < FEWEST:
        return None
    ranked = sorted(durations)
    return Range(len(ranked), *(ranked[_rank(len(ranked), tenths)] for tenths in (1, 5, 9)))


def _rank(count: int, tenths: int) -> int:
    """The place of a percentile by nearest rank, the same as `percentile_disc` of the database."""
    return max(0, -(-count * tenths // 10) - 1)
