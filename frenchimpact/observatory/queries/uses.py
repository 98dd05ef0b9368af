"""The use of the service itself, counted without knowing anybody."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, cast

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from frenchimpact.core import clock
from frenchimpact.observatory.models import Use

# Facts of the journal that tell of the service's use; the names that pages give them are in the view.
FACTS = (
    "accounts.PersonJoined",
    "projects.ProjectDeclared",
    "calls.ApplicationSubmitted",
    "barriers.CaseReceived",
    "aids.AidPublished",
)
PAGES, API, FILES, PEOPLE = "pages", "api", "files", "people"
# What stands in other sites, by kind: what the middleware calls it.
FRAMES = ("frames-carte", "frames-liste", "frames-calendrier", "frames-chiffre", "frames-cadre", "sites")
# Fewer people than that are not told.
FEWEST = 11
# The journal of a year is not counted at each visit.
KEPT_SECONDS = 600

# The sites of partners are told together: each has its own numbers where it is kept.
_BY_MONTH = """
SELECT date_trunc('month', day)::date, CASE WHEN what LIKE 'site-%%' THEN 'sites' ELSE what END, sum(count)
FROM observatory_use WHERE day >= %(first)s GROUP BY 1, 2
"""
_FACTS = """
SELECT date_trunc('month', at AT TIME ZONE %(zone)s)::date, fact, count(*) FROM journal_entry
WHERE at >= %(since)s AND fact = ANY(%(facts)s) GROUP BY 1, 2
UNION ALL
SELECT date_trunc('month', at AT TIME ZONE %(zone)s)::date, 'people', count(DISTINCT by_id) FROM journal_entry
WHERE at >= %(since)s AND by_id IS NOT NULL GROUP BY 1
"""


@dataclass(frozen=True)
class Month:
    """What was done in one month."""

    first: dt.date
    counts: dict[str, int]

    def said(self, what: str) -> int | None:
        """How many; None of people when they are few."""
        count = self.counts.get(what, 0)
        return None if what == PEOPLE and 0 < count < FEWEST else count


def months(count: int = 12) -> list[Month]:
    """The last months, the one under way first; what nobody counted is nought."""
    today = clock.today()
    firsts = [today.replace(day=1)]
    while len(firsts) < count:
        firsts.append((firsts[-1] - dt.timedelta(days=1)).replace(day=1))
    since = timezone.make_aware(dt.datetime.combine(firsts[-1], dt.time.min))
    given: dict[str, Any] = {"first": firsts[-1], "since": since, "facts": list(FACTS), "zone": timezone.get_default_timezone_name()}
    found: dict[dt.date, dict[str, int]] = {first: {} for first in firsts}
    with connection.cursor() as cursor:
        for statement in (_BY_MONTH, _FACTS):
            cursor.execute(statement, given)
            for month, what, n in cursor.fetchall():
                found.setdefault(month, {})[what] = int(n)
    return [Month(first, found[first]) for first in firsts]


def kept_months() -> list[Month]:
    """The same, as some minutes ago."""
    return cast(list[Month], cache.get_or_set(f"observatory.use.{clock.today()}", months, KEPT_SECONDS))


def counted_since() -> dt.date | None:
    """Since when pages are counted."""
    return Use.objects.order_by("day").values_list("day", flat=True).first()
