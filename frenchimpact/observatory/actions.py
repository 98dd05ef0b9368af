"""Keeping what is known: a round looks at every figure, closes the readings that hold no more and opens those that are new."""

import datetime as dt
import json
import time
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from frenchimpact.core import clock
from frenchimpact.journal.models import Entry
from frenchimpact.observatory.figures import Value, look
from frenchimpact.observatory.models import Round

KEY = ("figure", "version", "period", "level", "code", "part")
TOLD = ("value", "low", "high", "reported", "expected", "verified", "verified_value", "measurements", "left_out", "proven", "partial")
_COLUMNS = ", ".join((*KEY, *TOLD))
_TYPES = (
    "figure text, version smallint, period text, level text, code text, part text, value numeric(24,4), low numeric(24,4),"
    " high numeric(24,4), reported int, expected int, verified int, verified_value numeric(24,4), measurements int, left_out int,"
    " proven int, partial int, counts_people boolean"
)
_SAME_KEY = " AND ".join(f"r.{name} = t.{name}" for name in KEY)
_SAME = " AND ".join(f"r.{name} IS NOT DISTINCT FROM t.{name}" for name in TOLD)
_STAGE = f"""
CREATE TEMPORARY TABLE observatory_told ON COMMIT DROP AS SELECT * FROM jsonb_to_recordset(%s::jsonb) AS t ({_TYPES})
"""  # noqa: S608  constants of this module
_CLOSE = f"""
UPDATE observatory_reading r SET known_until = %(at)s WHERE r.known_until IS NULL
  AND NOT EXISTS (SELECT FROM observatory_told t WHERE {_SAME_KEY} AND {_SAME})
"""  # noqa: S608  constants of this module
_OPEN = f"""
INSERT INTO observatory_reading ({_COLUMNS}, known_from)
SELECT {_COLUMNS}, %(at)s FROM observatory_told t
WHERE NOT EXISTS (SELECT FROM observatory_reading r WHERE r.known_until IS NULL AND {_SAME_KEY})
"""  # noqa: S608  constants of this module
# Whatever was known by a round and, beside what is known now, would tell few people; with all else that changed at that same instant
# of the same indicator and year, which would give it back by a sum.
_WITHHOLD = f"""
UPDATE observatory_reading r SET value = NULL, verified_value = NULL, is_withheld = true
FROM (
  SELECT DISTINCT b.figure, b.version, b.period, b.known_until
  FROM observatory_told t JOIN observatory_reading n ON n.known_until IS NULL AND n.known_from = %(at)s AND {_SAME_KEY.replace("r.", "n.")}
  JOIN observatory_reading b ON b.known_until IS NOT NULL AND NOT b.is_withheld AND {_SAME_KEY.replace("r.", "b.")}
  WHERE t.counts_people AND (abs(b.value - t.value) BETWEEN 0.5 AND 10.5 OR abs(b.verified_value - t.verified_value) BETWEEN 0.5 AND 10.5)
) few
WHERE r.figure = few.figure AND r.version = few.version AND r.period = few.period AND r.known_until = few.known_until AND NOT r.is_withheld
"""  # noqa: S608  constants of this module

_COUNT = """
INSERT INTO observatory_use (day, what, count) VALUES (%(day)s, %(what)s, %(count)s)
ON CONFLICT (day, what) DO UPDATE SET count = observatory_use.count + excluded.count
"""

# A round that finds nothing new is written all the same once an hour: pages say until when they were true.
QUIET = dt.timedelta(minutes=55)
# Looking takes at most so much of the time.
REST = 20


@transaction.atomic
def take_round(*, values: Iterable[Value] | None = None) -> Round | None:
    """Look at every figure now. None when nothing changed and the last round is recent.

    One at a time, each later than the one before: what is known as of the instant of a round never changes again.
    """
    began = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE observatory_round IN SHARE ROW EXCLUSIVE MODE")
        last = Round.objects.first()
        entry = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        cursor.execute(_STAGE, [_as_json(look() if values is None else values)])
        at = clock.now().replace(microsecond=0)
        if last is not None and at <= last.at:
            at = last.at + dt.timedelta(seconds=1)
        cursor.execute(_CLOSE, {"at": at})
        changed = cursor.rowcount
        cursor.execute(_OPEN, {"at": at})
        changed += cursor.rowcount
        cursor.execute(_WITHHOLD, {"at": at})
        cursor.execute("DROP TABLE observatory_told")
    if not changed and last is not None and at - last.at < QUIET:
        return None
    return Round.objects.create(at=at, milliseconds=_since(began), changed_count=changed, last_entry=entry)


def take_round_if_needed() -> Round | None:
    """Look again when something happened since, or when an hour is over; never more than a twentieth of the time."""
    last = Round.objects.first()
    if last is not None:
        since = clock.now() - last.at
        is_quiet = not Entry.objects.filter(pk__gt=last.last_entry).exists()
        if dt.timedelta() <= since < QUIET and (is_quiet or since < dt.timedelta(milliseconds=last.milliseconds * REST)):
            return None
    return take_round()


def _since(began: float) -> int:
    return int((time.monotonic() - began) * 1000)


def _as_json(values: Iterable[Value]) -> str:
    return json.dumps([one._asdict() for one in values], default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(value)


@transaction.atomic
def count_uses(*, day: dt.date, counts: Mapping[str, int]) -> None:
    """Add these to what was counted that day."""
    with connection.cursor() as cursor:
        for what in sorted(counts):
            cursor.execute(_COUNT, {"day": day, "what": what, "count": counts[what]})
