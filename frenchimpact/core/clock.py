"""What time it is, for the whole product: the real time, plus the demonstration's offset when there is one."""

import contextvars
import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils import timezone

_offset: contextvars.ContextVar[dt.timedelta] = contextvars.ContextVar("clock_offset", default=dt.timedelta())

_stopped: contextvars.ContextVar[dt.datetime | None] = contextvars.ContextVar("clock_stopped", default=None)


def now() -> dt.datetime:
    """The instant at which things happen, aware, in UTC."""
    return _stopped.get() or timezone.now() + _offset.get()


def today() -> dt.date:
    """The date in the programme's time zone (legal dates are dates there)."""
    return date_of(now())


def date_of(instant: dt.datetime) -> dt.date:
    """The date of an aware instant in the programme's time zone: just after midnight in Paris, UTC is still the day before."""
    return timezone.localdate(instant, timezone.get_default_timezone())


def real() -> dt.datetime:
    """The instant of the machine, however far ahead the demonstration lives: for what guards the way in."""
    return timezone.now()


def shift(offset: dt.timedelta) -> contextvars.Token[dt.timedelta]:
    """Move the clock for the current request or task. Only the demonstration does that."""
    return _offset.set(offset)


def restore(token: contextvars.Token[dt.timedelta]) -> None:
    """Put the clock back as it was before `shift`."""
    _offset.reset(token)


def offset() -> dt.timedelta:
    """How far ahead of the real time the current request or task is."""
    return _offset.get()


@contextmanager
def stopped(at: dt.datetime) -> Iterator[None]:
    """Inside, it is that instant: for what is written once and asked at other times."""
    token = _stopped.set(at)
    try:
        yield
    finally:
        _stopped.reset(token)


class Ahead:
    """Where the demonstration keeps how far ahead the clock is: set once by its room; None everywhere else."""

    read: Callable[[], dt.timedelta] | None = None


@contextmanager
def running() -> Iterator[None]:
    """Around one request or one task: the demonstration's offset holds inside."""
    if Ahead.read is None:
        yield
        return
    token = shift(Ahead.read())
    try:
        yield
    finally:
        restore(token)
