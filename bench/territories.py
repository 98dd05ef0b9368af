"""Territories: the dashboard of one, the figures of the country, ten thousand values at once, over five million measurements."""

import datetime as dt
import os
import time
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Any

import psycopg
from django.db import connection, connections, transaction

from bench import database
from bench.measure import Result, of_pairs, pairs, seconds
from bench.rows import insert
from frenchimpact.territories.actions.measurements import Given, record_values
from frenchimpact.territories.models import CommonSum, Territory
from frenchimpact.territories.queries.national import national_figures
from frenchimpact.territories.queries.plans import plan_counts
from frenchimpact.territories.queries.progress import progress_of
from frenchimpact.territories.queries.promises import reliability

TERRITORIES = int(os.environ.get("BENCH_TERRITORIES", "1500"))
ACTIONS, INDICATORS, MONTHS, COMMITMENTS = 40, 56, 60, 24
COMMONS, PARTIES = 8, 4
VALUES, WITHIN_MS = 10_000, 50.0
# Values begin in January 2016: the last of them is for December 2020; those that are added are for the four years that follow.
FIRST_YEAR, ADDED = 2016, 50


def _write(raw: psycopg.Connection[Any], territories: int) -> None:
    """So many territories with their plan, promises and figures: rows alone, as the product would have written them."""
    each, one = f"generate_series(1, {territories}) t", "generate_series"
    raw.execute("SET session_replication_role = replica")
    labels = {"reference": "'T-2026-' || t", "slug": "'territoire-' || t", "name": "'Territoire ' || t", "challenge_count": "3", "id": "t"}
    insert(raw, "territories_territory", labels, each)
    challenge = {"id": "(t - 1) * 3 + c", "territory_id": "t", "number": "c", "title": "'Défi ' || c", "is_open": "true"}
    insert(raw, "territories_challenge", challenge, f"{each}, {one}(1, 3) c")
    objective = {"id": "(t - 1) * 3 + c", "challenge_id": "(t - 1) * 3 + c", "number": "1", "title": "'Objectif'"}
    insert(raw, "territories_objective", objective, f"{each}, {one}(1, 3) c")
    action = {
        "id": f"(t - 1) * {ACTIONS} + a",
        "territory_id": "t",
        "objective_id": "(t - 1) * 3 + 1 + a % 3",
        "number": "a",
        "title": "'Action ' || a",
        "state": "(ARRAY['to_start', 'in_progress', 'in_progress', 'done', 'blocked'])[1 + a % 5]",
        "blocked_by": "CASE a % 5 WHEN 4 THEN 'Un avis' ELSE '' END",
        "blocked_on": "CASE a % 5 WHEN 4 THEN DATE '2026-01-01' END",
        "ends_on": "DATE '2026-06-30' + a * 10",
        "version": "1",
    }
    insert(raw, "territories_action", action, f"{each}, {one}(1, {ACTIONS}) a")
    indicator = {
        "id": f"(t - 1) * {INDICATORS} + i",
        "territory_id": "t",
        "challenge_id": "(t - 1) * 3 + 1 + i % 3",
        "action_id": f"CASE WHEN i > 3 THEN (t - 1) * {ACTIONS} + 1 + i % {ACTIONS} END",
        "number": "i",
        "name": "'Indicateur ' || i",
        "unit": "'tonnes'",
        "direction": "'up'",
        "frequency": "'month'",
        "common_id": f"CASE WHEN i <= {COMMONS} THEN i END",
        "counts_nationally": f"i <= {COMMONS}",
        "last_on": f"DATE '{FIRST_YEAR + MONTHS // 12 - 1}-12-31'",
        "last_value": f"{100 + MONTHS} + i",
        "due_on": f"DATE '{FIRST_YEAR + MONTHS // 12}-01-31'",
    }
    common = {
        "id": "i",
        "code": "'commun-' || i",
        "fr": "'Commun ' || i",
        "en": "'Common ' || i",
        "unit_fr": "'tonnes'",
        "unit_en": "'tonnes'",
        "position": "i",
    }
    insert(raw, "territories_commonindicator", common, f"{one}(1, {COMMONS}) i")
    insert(raw, "territories_indicator", indicator, f"{each}, {one}(1, {INDICATORS}) i")
    aim = {
        "indicator_id": "id",
        "number": "1",
        "baseline": "100",
        "baseline_on": f"DATE '{FIRST_YEAR - 1}-12-31'",
        "target": "400",
        "target_on": "DATE '2028-12-31'",
    }
    insert(raw, "territories_aim", aim, "territories_indicator")
    party = {
        "id": f"(t - 1) * {PARTIES} + p",
        "territory_id": "t",
        "side": "(ARRAY['territory', 'state', 'association', 'funder'])[p]",
        "name": "'Partie ' || p",
    }
    insert(raw, "territories_party", party, f"{each}, {one}(1, {PARTIES}) p")
    commitment = {
        "territory_id": "t",
        "party_id": f"(t - 1) * {PARTIES} + 1 + k % {PARTIES}",
        "title": "'Promesse ' || k",
        "state": "(ARRAY['promised', 'in_progress', 'kept'])[1 + k % 3]",
        "due_on": "DATE '2026-01-01' + k * 20",
        "kept_on": "CASE k % 3 WHEN 2 THEN DATE '2026-01-01' END",
        "proof": "CASE k % 3 WHEN 2 THEN 'Procès-verbal' ELSE '' END",
    }
    insert(raw, "territories_commitment", commitment, f"{each}, {one}(1, {COMMITMENTS}) k")
    _measure(raw)
    raw.execute("SET session_replication_role = DEFAULT")
    raw.execute("VACUUM ANALYZE")


def _measure(raw: psycopg.Connection[Any]) -> None:
    """A value a month for each; indexes are made once the rows are there."""
    indexes = raw.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('u', 'x') AND conrelid = %s::regclass",
        ["territories_measurement"],
    ).fetchall()
    for name, _definition in indexes:
        raw.execute(f'ALTER TABLE territories_measurement DROP CONSTRAINT "{name}"')
    month = f"(DATE '{FIRST_YEAR}-01-01' + make_interval(months => m))"
    value = {
        "indicator_id": "i.id",
        "starts_on": f"{month}::date",
        "ends_on": f"({month} + interval '1 month - 1 day')::date",
        "value": "101 + m + i.number",
        "version": "1",
        "via": "'grid'",
    }
    insert(raw, "territories_measurement", value, f"territories_indicator i, generate_series(0, {MONTHS - 1}) m ORDER BY i.id, m")
    for name, definition in indexes:
        raw.execute(f'ALTER TABLE territories_measurement ADD CONSTRAINT "{name}" {definition}')
    raw.execute("INSERT INTO territories_commonsum (common_id, year, value, measurement_count)" + _RECOMPUTED)


_RECOMPUTED = """
 SELECT i.common_id, extract(year FROM m.ends_on)::smallint AS year, sum(m.value), count(*)
FROM territories_indicator i JOIN territories_measurement m ON m.indicator_id = i.id
WHERE i.counts_nationally AND m.value IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
"""


def _made(territories: int) -> str:
    """The database of so many territories, made if needed; Django uses it from then on."""
    name = f"full_territories_{territories}_{MONTHS}_from_{FIRST_YEAR}_{database.version()}"
    if not database.exists(name):
        begun = time.monotonic()
        count = territories * INDICATORS * MONTHS
        database.say(f"Making {territories} territories and {count} measurements; once only, up to two minutes…")
        database.clone(database.ground(), f"{name}_draft")
        with database.connect(f"{name}_draft") as raw:
            _write(raw, territories)
        database.rename(f"{name}_draft", name)
        database.say(f"  made in {time.monotonic() - begun:.0f} s")
    database.use(name)
    return name


# ── The dashboard of one ─────────────────────────────────────────────────────────────────────────
_FLOOR = (
    """
SELECT i.*, a.* FROM territories_indicator i LEFT JOIN LATERAL (SELECT * FROM territories_aim a WHERE a.indicator_id = i.id
  ORDER BY a.number DESC LIMIT 1) a ON true
WHERE i.territory_id = %s AND i.ended_on IS NULL ORDER BY i.number
""",
    """
SELECT m.indicator_id, m.ends_on, m.value FROM territories_indicator i JOIN territories_measurement m ON m.indicator_id = i.id
WHERE i.territory_id = %s AND i.ended_on IS NULL AND m.value IS NOT NULL ORDER BY m.indicator_id, m.ends_on
""",
    """
SELECT o.challenge_id, a.state, count(*), count(*) FILTER (WHERE a.ends_on < now()) FROM territories_action a
  JOIN territories_objective o ON o.id = a.objective_id WHERE a.territory_id = %s GROUP BY 1, 2
""",
    "SELECT * FROM territories_action WHERE territory_id = %s AND state = 'blocked' ORDER BY number",
    """
SELECT p.*, count(c.id) FILTER (WHERE c.state = 'kept'), count(c.id) FILTER (WHERE c.due_on < now()), count(c.id) FROM territories_party p
  LEFT JOIN territories_commitment c ON c.party_id = p.id WHERE p.territory_id = %s GROUP BY p.id ORDER BY p.id
""",
)


def _floor(raw: psycopg.Connection[Any], key: int) -> list[list[Any]]:
    return [raw.execute(statement, [key], prepare=True).fetchall() for statement in _FLOOR]


def _dashboard(key: int) -> tuple[Any, Any, Any]:
    territory = Territory.objects.get(pk=key)
    return progress_of(territory), plan_counts(territory), reliability(territory)


def territory() -> Iterator[Result]:
    """What the dashboard of one territory reads, by plain SQL for the same rows; then among ten times as many others as elsewhere."""
    small, large = _made(TERRITORIES // 10), _made(TERRITORIES)
    keys = [1 + number * 7 % (TERRITORIES // 10) for number in range(20)]
    with database.connect(large) as raw:
        rows, (lines, plan, rates) = _floor(raw, keys[0]), _dashboard(keys[0])
        found = sum(len(line.series) for line in lines.values())
        if (found, plan.total, len(plan.blocked), len(rates)) != (len(rows[1]), ACTIONS, len(rows[3]), PARTIES) or not found:
            raise AssertionError("the floor and the dashboard do not read the same rows")
        yield pairs(
            "territory",
            lambda key: _floor(raw, key),
            _dashboard,
            keys,
            rounds=60,
            target=3.0,
            note=f"{found} values of {INDICATORS} indicators among {TERRITORIES} territories",
        )
    times: dict[str, list[float]] = {small: [], large: []}
    for _turn in range(4):
        for name in (small, large):
            database.use(name)
            for key in keys[:5]:
                _dashboard(key)
            times[name] += [seconds(_dashboard, key) for key in keys]
    yield of_pairs(
        "territory_growth", list(zip(times[small], times[large], strict=True)), target=1.2, note="among ten times as many others"
    )


# ── The country ──────────────────────────────────────────────────────────────────────────────────
def national() -> Iterator[Result]:
    """The figures of the country by the fifty milliseconds that they may take; equal to the sum made again over every measurement."""
    name = _made(TERRITORIES)
    with database.connect(name) as raw:
        begun = time.perf_counter()
        again = [(common, year, value, count) for common, year, value, count in raw.execute(_RECOMPUTED).fetchall()]
        took = time.perf_counter() - begun
    kept = list(CommonSum.objects.order_by("common", "year").values_list("common", "year", "value", "measurement_count"))
    if kept != again or not kept:
        raise AssertionError("the totals kept are not the sum made again")
    national_figures()
    times = sorted(seconds(lambda _given: national_figures(), None) for _round in range(30))
    ours = times[len(times) // 2] * 1000
    note = f"{len(kept)} totals with their coverage; the sum made again takes {took * 1000:.0f} ms"
    yield Result("national", ours / WITHIN_MS, times[1] * 1000 / WITHIN_MS, times[-2] * 1000 / WITHIN_MS, WITHIN_MS, ours, 1.0, note)
    connections.close_all()


# ── Ten thousand values ──────────────────────────────────────────────────────────────────────────
_RAW = """
INSERT INTO territories_measurement (indicator_id, starts_on, ends_on, value, note, is_confirmed, version, via, batch, at, by_id)
SELECT indicator_id, starts_on, ends_on, value, '', false, 1, 'file', NULL, now(), NULL
FROM unnest(%s::bigint[], %s::date[], %s::date[], %s::numeric[]) AS c (indicator_id, starts_on, ends_on, value)
"""


def measurements() -> Iterator[Result]:
    """Ten thousand values recorded, by one plain INSERT of the same rows into the same table with its totals."""
    _made(TERRITORIES)
    months = [dt.date(FIRST_YEAR + (MONTHS + month) // 12, 1 + month % 12, 1) for month in range(ADDED + 1)]
    periods = [(start, after - dt.timedelta(days=1)) for start, after in pairwise(months)]
    values = [Given(key, *period, Decimal(160 + key % INDICATORS)) for key in range(1, VALUES // ADDED + 1) for period in periods]
    names = ("indicator_id", "starts_on", "ends_on", "value")

    def columns() -> list[str]:
        return ["{" + ",".join([str(getattr(one, name)) for one in values]) + "}" for name in names]

    def floor(_given: None) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_RAW, columns())
            transaction.set_rollback(True)

    def ours(_given: None) -> None:
        with transaction.atomic():
            recorded = record_values(territory=None, values=values, via="file", by=None)
            if recorded.created != VALUES:
                raise AssertionError(f"only {recorded.created} values of {VALUES} were taken")
            transaction.set_rollback(True)

    note = f"{VALUES} values of {VALUES // ADDED} indicators, judged, with their totals, last values and journal"
    yield pairs("measurements", floor, ours, [None], rounds=8, target=2.0, note=note)
    connections.close_all()
