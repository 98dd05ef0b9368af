"""The periods in which an indicator is measured: from which day to which, and which comes next."""

import datetime as dt

_EPOCH = dt.date(2000, 1, 1)
MONTHS = {"year": 12, "quarter": 3, "month": 1}


def first_of(ends_on: dt.date, frequency: str) -> dt.date:
    """The first day of the period that is closed that day."""
    return _months_before(ends_on.replace(day=1), MONTHS[frequency] - 1)


def closing(on: dt.date, frequency: str) -> dt.date:
    """The last day of the period that holds that day."""
    months = MONTHS[frequency]
    first = on.replace(day=1, month=(on.month - 1) // months * months + 1)
    return _months_before(first, -months) - dt.timedelta(days=1)


def next_closing(after: dt.date, frequency: str) -> dt.date:
    """The last day of the period that follows one closed that day. Said in SQL too, by NEXT_CLOSING."""
    return closing(after + dt.timedelta(days=1), frequency)


def last_closed(today: dt.date, frequency: str) -> dt.date:
    """The last day of the latest period that is over."""
    return _months_before(closing(today, frequency).replace(day=1), MONTHS[frequency] - 1) - dt.timedelta(days=1)


def is_closing(on: dt.date, frequency: str) -> bool:
    """Whether a period ends that day."""
    return closing(on, frequency) == on


def periods_to(last: dt.date, frequency: str, count: int) -> list[dt.date]:
    """The last days of so many periods, the latest being that one."""
    found = [last]
    while len(found) < count:
        found.append(first_of(found[-1], frequency) - dt.timedelta(days=1))
    return found[::-1]


def key_of(thing_id: int, ends_on: dt.date) -> int:
    """A thing that is measured and a period as one number: an answer to an old message is for the period that it asked for."""
    return thing_id << 16 | (ends_on - _EPOCH).days & 0xFFFF


def read_key(key: int) -> tuple[int, dt.date]:
    """Which thing, and the last day of which period."""
    return key >> 16, _EPOCH + dt.timedelta(days=key & 0xFFFF)


def _months_before(first: dt.date, months: int) -> dt.date:
    total = first.year * 12 + first.month - 1 - months
    return dt.date(total // 12, total % 12 + 1, 1)


# The same as `next_closing`, of the day and the frequency named in the braces.
NEXT_CLOSING = """
CASE {frequency} WHEN 'month' THEN (date_trunc('month', {day} + 1) + interval '1 month - 1 day')
  WHEN 'quarter' THEN (date_trunc('quarter', {day} + 1) + interval '3 months - 1 day')
  ELSE (date_trunc('year', {day} + 1) + interval '1 year - 1 day') END::date
"""
