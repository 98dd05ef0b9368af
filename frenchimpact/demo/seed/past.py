"""Writing what happened some time ago, so that journals, mails and references tell a plausible story."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from frenchimpact.core import clock


@contextmanager
def days_ago(days: float) -> Iterator[None]:
    """What happens inside happened that long ago."""
    token = clock.shift(clock.offset() - dt.timedelta(days=days))
    try:
        yield
    finally:
        clock.restore(token)


@contextmanager
def morning(days: int) -> Iterator[None]:
    """What happens inside happened that many days ago at ten in the morning, when mail leaves and people read it."""
    then = timezone.localtime(clock.now() - dt.timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)
    with days_ago((clock.now() - then) / dt.timedelta(days=1)):
        yield
