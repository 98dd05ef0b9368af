"""Days within reason: forms refuse the others, and the database holds it. A year 1 or 9999 breaks calendars, clocks and charts for good."""

import datetime as dt

from django.db import models
from django.db.models import Q

EARLIEST, LATEST = dt.date(1990, 1, 1), dt.date(2100, 12, 31)
# What begins on the last day may end after it.
_FIRST, _LAST = dt.datetime(1990, 1, 1, tzinfo=dt.UTC), dt.datetime(2101, 12, 31, tzinfo=dt.UTC)


def is_sensible(day: dt.date) -> bool:
    """Whether a programme may have something to do that day."""
    return EARLIEST <= day <= LATEST


def read_day(text: str) -> dt.date | None:
    """A day of an address, such as 2026-12-31; None for anything else, and for one beyond reason."""
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_sensible(day) else None


def sensible_days(*fields: str, name: str) -> models.CheckConstraint:
    """The constraint of a table whose columns are such days."""
    return _within(fields, name, (EARLIEST, LATEST))


def sensible_instants(*fields: str, name: str) -> models.CheckConstraint:
    """The same for columns of instants."""
    return _within(fields, name, (_FIRST, _LAST))


def _within(fields: tuple[str, ...], name: str, bounds: tuple[dt.date, dt.date]) -> models.CheckConstraint:
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__range": bounds})
    return models.CheckConstraint(condition=condition, name=name)
