"""Writing what happened some time ago, so that journals, mails and references tell a plausible story."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from frenchimpact.core import clock


@contextmanager
def days_ago(days: float) -> Iterator[None]:
    """What happens inside happened that long ago."""
    token = clock.shift(clock.offset() - dt.timedelta(days=days))
    try:
        yield
    finally:
        clock.restore(token)
