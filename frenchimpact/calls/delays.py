"""The legal clocks of a file, as pure functions of dates.

Sources: implicit decisions L. 231-1, L. 231-4 and L. 114-5 of the code of relations between the public and the
administration (CRPA); time to sue R. 421-1 of the code of administrative justice, a « délai franc » carried to the next
working day (article 642 of the code of civil procedure). Public holidays come from the `holidays` library: those of
metropolitan France, without those of Alsace-Moselle and overseas.
"""

import calendar
import datetime as dt
from collections.abc import Sequence
from functools import lru_cache

import holidays

APPEAL_MONTHS = 2
SATURDAY = 5
type Span = tuple[dt.date, dt.date]


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month, so many months later; the last day of the month when it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[dt.date]:
    """The eleven legal holidays of a year (article L. 3133-1 of the labour code)."""
    return frozenset(holidays.country_holidays("FR", years=[year]))


def next_working_day(day: dt.date) -> dt.date:
    """That day, or the next one that is neither a Saturday, a Sunday nor a public holiday."""
    while day.weekday() >= SATURDAY or day in public_holidays(day.year):
        day += dt.timedelta(days=1)
    return day


def implicit_on(starts_on: dt.date, months: int) -> dt.date:
    """The day at whose end (24:00) silence becomes a decision: usable from the next day. Not carried to a working day."""
    return add_months(starts_on, months)


def implicit_if_rejection(received_on: dt.date, months: int, suspensions: Sequence[Span] = ()) -> dt.date:
    """Silence means rejection: the clock runs from the day received, and stands still during each suspension.

    Each suspension goes from the notice that documents are missing to their arrival, or to the last day given for them.
    """
    stopped = sum(((until - since).days for since, until in suspensions), 0)
    return implicit_on(received_on, months) + dt.timedelta(days=stopped)


def implicit_if_acceptance(completed_on: dt.date, months: int) -> dt.date:
    """Silence means acceptance: the clock only starts when the file is whole."""
    return implicit_on(completed_on, months)


def internal_appeal_rejected_on(received_on: dt.date) -> dt.date:
    """The day at whose end an internal appeal without an answer is rejected: two months (R. 421-2 CJA). The court's delay begins then."""
    return implicit_on(received_on, APPEAL_MONTHS)


def last_day_to_sue(decided_on: dt.date) -> dt.date:
    """The last day of the two months to appeal: the day of the notice and that of the end do not count, then the next working day."""
    return next_working_day(add_months(decided_on, APPEAL_MONTHS) + dt.timedelta(days=1))
