"""Delays as they were: of the last twelve months, in working days, without pauses, with their number. A promise is never made of them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.barriers import clocks
from frenchimpact.core import clock

# Receipts and pages say the same for some minutes: counting a hundred thousand cases each time would say no more.
KEPT_SECONDS = 600

# Working days between two dates are the difference of their ordinals; a pause takes its own out.
_SQL = """
WITH cal AS MATERIALIZED (SELECT d, n FROM unnest(%(days)s::date[], %(counts)s::int[]) AS cal(d, n)),
dated AS MATERIALIZED (
  SELECT id, {by} AS part, (received_at AT TIME ZONE %(zone)s)::date AS since, ({until} AT TIME ZONE %(zone)s)::date AS until
  FROM barriers_case WHERE {until} >= received_at AND received_at >= %(first)s AND state <> 'withdrawn'),
paused AS MATERIALIZED (
  SELECT case_id, sum(greatest(0, z.n - a.n)) AS n FROM barriers_pause p JOIN dated ON dated.id = p.case_id
  JOIN cal a ON a.d = greatest(p.since, dated.since) JOIN cal z ON z.d = least(coalesce(p.until, dated.until), dated.until) GROUP BY 1),
spent AS MATERIALIZED (
  SELECT part, greatest(0, z.n - a.n - coalesce(paused.n, 0)) AS n FROM dated JOIN cal a ON a.d = since JOIN cal z ON z.d = until
  LEFT JOIN paused ON paused.case_id = dated.id)
SELECT part, count(*), percentile_disc(0.1) WITHIN GROUP (ORDER BY n), percentile_disc(0.5) WITHIN GROUP (ORDER BY n),
  percentile_disc(0.9) WITHIN GROUP (ORDER BY n), count(*) FILTER (WHERE n <= %(target)s) FROM spent GROUP BY part
"""


@dataclass(frozen=True)
class Range(clocks.Range):
    """The same, in words."""

    @property
    def words(self) -> str:
        """« entre 2 et 6 jours ouvrés (8 cas sur 10, d’après 27 cas depuis un an) »."""
        return _("%(days)s (8 cas sur 10, d’après %(count)s cas depuis un an)") % {"days": self.days, "count": self.count}

    @property
    def days(self) -> str:
        """« entre 2 et 6 jours ouvrés »."""
        if self.low == self.high:
            return ngettext("%(high)s jour ouvré au plus", "%(high)s jours ouvrés au plus", self.high) % {"high": self.high}
        return _("entre %(low)s et %(high)s jours ouvrés") % {"low": self.low, "high": self.high}


@dataclass(frozen=True)
class Observed:
    """From the day received to the first answer of somebody, and to what came of it. None when too few say it."""

    first: Range | None
    whole: Range | None


def observed_delays() -> Observed:
    """The same, as some minutes ago."""
    return cast(Observed, cache.get_or_set(f"barriers.delays.{clock.today()}", read_delays, KEPT_SECONDS))


def read_delays() -> Observed:
    """The delays of the last twelve months, as the database counts them now."""
    return Observed(*(read_parts(until).get("", NOTHING).range for until in ("answered_at", "settled_at")))


@dataclass(frozen=True)
class Counted:
    """How many cases, how many of them within the target of the first answer, and their range; None for a range of too few."""

    count: int
    on_time: int
    range: Range | None


NOTHING = Counted(0, 0, None)


def read_parts(until: str, by: str = "''") -> Mapping[str, Counted]:
    """For each value of a column of cases, what was seen of all those of the last twelve months, by days of France.

    `until` and `by` are names of columns, written by us.
    """
    today = clock.today()
    first = today - dt.timedelta(days=365)
    days, counts = clocks.ordinals(first - dt.timedelta(days=1), today + dt.timedelta(days=1))
    given: dict[str, Any] = {
        "days": days,
        "counts": counts,
        "zone": settings.TIME_ZONE,
        "first": clock.now() - dt.timedelta(days=365),
        "target": clocks.FIRST_ANSWER_DAYS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL.format(until=until, by=by), given)
        rows = cursor.fetchall()
    return {part: Counted(count, on_time, _range(count, *bounds)) for part, count, *bounds, on_time in rows}


def _range(count: int, low: int, middle: int, high: int) -> Range | None:
    # Somebody waits whole days: a first one is one.
    return Range(count, *(max(1, days) for days in (low, middle, high))) if count >= clocks.FEWEST else None
