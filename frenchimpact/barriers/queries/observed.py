"""Delays as they were: of the last twelve months, with their number. A promise is never made of them."""

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core import clock

# Fewer say nothing of the next one.
FEWEST = 11
# Receipts and pages say the same for some minutes: counting a hundred thousand cases each time would say no more.
KEPT_SECONDS = 600

_SQL = """
SELECT count(*), percentile_cont(0.1) WITHIN GROUP (ORDER BY extract(epoch FROM {until} - received_at) / 86400),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM {until} - received_at) / 86400),
  percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM {until} - received_at) / 86400)
FROM barriers_case WHERE {until} IS NOT NULL AND {until} >= received_at AND received_at >= %s AND state <> 'withdrawn'
"""


@dataclass(frozen=True)
class Range:
    """Eight cases out of ten took between `low` and `high` days; half of them `middle` or less."""

    count: int
    low: int
    middle: int
    high: int

    @property
    def words(self) -> str:
        """« entre 2 et 6 jours (8 cas sur 10, d’après 27 cas depuis un an) »."""
        days = (
            ngettext("%(high)s jour au plus", "%(high)s jours au plus", self.high) % {"high": self.high}
            if self.low == self.high
            else _("entre %(low)s et %(high)s jours") % {"low": self.low, "high": self.high}
        )
        return _("%(days)s (8 cas sur 10, d’après %(count)s cas depuis un an)") % {"days": days, "count": self.count}


@dataclass(frozen=True)
class Observed:
    """From the day received to the first answer of somebody, and to what came of it. None when too few say it."""

    first: Range | None
    whole: Range | None


def observed_delays() -> Observed:
    """The same, as some minutes ago."""
    found: Observed = cache.get_or_set(f"barriers.delays.{clock.today()}", read_delays, KEPT_SECONDS)
    return found


def read_delays() -> Observed:
    """The delays of the last twelve months, as the database counts them now."""
    since = clock.now() - dt.timedelta(days=365)
    return Observed(_read("answered_at", since), _read("settled_at", since))


def _read(until: str, since: dt.datetime) -> Range | None:
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(until=until), [since])
        count, low, middle, high = cursor.fetchone()
    if count < FEWEST:
        return None
    # Somebody waits whole days: a first one is one.
    return Range(count, *(max(1, round(days)) for days in (low, middle, high)))
