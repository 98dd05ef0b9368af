"""The door by which other instances are asked."""

import time
from collections.abc import Callable

from django.conf import settings

from frenchimpact.core.fetching import Guard

SECONDS, LARGEST = 60.0, 60_000_000
type Opening = Callable[[], Guard]


def guard() -> Guard:
    """Public sites, and those of a private network that the settings name."""
    return Guard(end=time.monotonic() + SECONDS, largest=LARGEST, origins=tuple(settings.FEDERATION_ORIGINS))
