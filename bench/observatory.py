"""Public figures as they were known: the dashboard as of a past day, beside the same now."""

import datetime as dt
import os
from collections.abc import Iterator

from bench import database
from bench.database import say
from bench.measure import Result, pairs
from frenchimpact.core import clock
from frenchimpact.observatory.queries import COUNTRY, DEFINITIONS, Moment, readings

READINGS = int(os.environ.get("BENCH_READINGS", "300000"))
# A figure of the country with eight parts, and one of each of eighteen regions.
_KEYS = """
SELECT f.figure, p.part, 'pays' AS level, 'FR' AS code FROM unnest(%(figures)s::text[]) f (figure),
  unnest(ARRAY['','a','b','c','d','e','f','g','h']) p (part)
UNION ALL SELECT f.figure, '', 'region', lpad(r::text, 2, '0') FROM unnest(%(figures)s::text[]) f (figure), generate_series(1, 18) r
"""
# Each day, a round that changes all of them: the longest history that there can be.
_READINGS = f"""
INSERT INTO observatory_reading (figure, version, period, level, code, part, value, left_out, known_from, known_until)
SELECT k.figure, 1, '', k.level, k.code, k.part, d * 3, 0, %(now)s - make_interval(days => d),
  CASE WHEN d > 0 THEN %(now)s - make_interval(days => d - 1) END
FROM generate_series(%(days)s, 0, -1) d, ({_KEYS}) k
"""
_ROUNDS = "INSERT INTO observatory_round (at, milliseconds, changed_count, last_entry) SELECT %(now)s - make_interval(days => d), 0, 0, 0"


def figures_as_of() -> Iterator[Result]:
    """What the dashboard reads as of twenty past days, beside what it reads now, over readings that all changed every day."""
    days = max(READINGS // (27 * len(DEFINITIONS)), 20)
    name = f"observatory_{days}_{database.version()}"
    now = clock.now().replace(microsecond=0)
    if not database.exists(name):
        say(f"Writing {days} days of readings…")
        database.clone(database.ground(), f"{name}_draft")
        with database.connect(f"{name}_draft") as raw:
            given = {"figures": list(DEFINITIONS), "now": now, "days": days}
            raw.execute(_READINGS, given)
            raw.execute(f"{_ROUNDS} FROM generate_series(%(days)s, 0, -1) d", given)
            raw.execute("VACUUM ANALYZE")
        database.rename(f"{name}_draft", name)
    database.use(name)
    past = [Moment(now - dt.timedelta(days=days * turn / 21, hours=1)) for turn in range(1, 21)]
    for moment in past:
        if len(readings(moment, DEFINITIONS, level=COUNTRY)) != 9 * len(DEFINITIONS):
            raise AssertionError(f"figures_as_of: something is missing as of {moment.at}")
    yield pairs(
        "figures_as_of",
        lambda _moment: readings(Moment(), DEFINITIONS, level=COUNTRY),
        lambda moment: readings(Moment(moment.at), DEFINITIONS, level=COUNTRY),
        past,
        rounds=40,
        target=2.0,
        note=f"{27 * len(DEFINITIONS) * (days + 1)} readings",
    )
