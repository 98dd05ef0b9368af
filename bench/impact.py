"""Impact: figures of the country by territory, goal and year over five million measures; exact after ten thousand corrections."""

import os
import time
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connections

from bench import database
from bench.measure import Result, pairs, seconds
from bench.rows import insert
from frenchimpact.geo.models import Place
from frenchimpact.impact.queries import figures
from frenchimpact.impact.suppression import Cut
from frenchimpact.methods.models import Indicator

MEASURES = int(os.environ.get("BENCH_MEASURES", "5000000"))
YEARS, MONTHS, FIRST_YEAR = 5, 60, 2021
# Fewer on small data, where the same pages are tried.
CORRECTIONS, AT_ONCE = min(10_000, MEASURES // 10), 100
# One that counts people, where few are withheld, and one that does not.
CODES = (("emplois", "ETP", "sum"), ("beneficiaires", "personne", "distinct"), ("sites", "site", "last"), ("tonnes", "t", "sum"))


def _write(raw: psycopg.Connection[Any], measures: int) -> None:
    """So many values, a month each, of projects that act in a commune each: rows alone; then the sums, as the product makes them."""
    followed = measures // MONTHS
    raw.execute("SET session_replication_role = replica")
    raw.execute(
        "INSERT INTO geo_place (level, code, name, kind, siren, vintage, is_current) SELECT 'pays', 'FR', 'France', '', '', 2026, true"
        " WHERE NOT EXISTS (SELECT FROM geo_place WHERE level = 'pays')"
    )
    insert(raw, "methods_method", {"id": "1", "slug": "'banc'"}, "generate_series(1, 1)")
    for number, (code, unit, rule) in enumerate(CODES, start=1):
        told = {"id": number, "code": f"'{code}'", "version": "1", "method_id": "1", "unit": f"'{unit}'", "aggregation": f"'{rule}'"}
        insert(raw, "methods_indicator", {name: str(value) for name, value in told.items()}, "generate_series(1, 1)")
    raw.execute("CREATE TEMP TABLE spots AS SELECT row_number() OVER (ORDER BY id) AS n, id FROM geo_place WHERE level = 'commune'")
    (count,) = raw.execute("SELECT count(*) FROM spots").fetchone() or (0,)
    one = {
        "id": "f",
        "project_id": f"1 + (f - 1) / {len(CODES)}",
        "indicator_id": f"1 + (f - 1) % {len(CODES)}",
        "sdg": "1 + f * 13 % 17",
        "theme": "''",
        "started_on": f"DATE '{FIRST_YEAR}-01-01'",
        "expected_to": str(FIRST_YEAR + YEARS - 1),
        "is_counted": "true",
    }
    insert(raw, "impact_followed", one, f"generate_series(1, {followed}) f")
    _measure(raw, count)
    raw.execute("SET session_replication_role = DEFAULT")
    raw.execute("VACUUM ANALYZE impact_measure, impact_followed")
    for start in range(0, followed, 4000):
        raw.execute(
            "SELECT impact_refresh(array_agg(f), array_agg(y::smallint))"
            " FROM generate_series(%s::bigint, %s::bigint) f, generate_series(%s::int, %s::int) y",
            [start + 1, min(start + 4000, followed), FIRST_YEAR, FIRST_YEAR + YEARS - 1],
        )
    raw.execute("VACUUM ANALYZE")


def _measure(raw: psycopg.Connection[Any], spots: int) -> None:
    """The values; indexes are made once the rows are there. One project in ten counts few people."""
    indexes = raw.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype IN ('u', 'x') AND conrelid = 'impact_measure'::regclass"
    ).fetchall()
    for name, _definition in indexes:
        raw.execute(f'ALTER TABLE impact_measure DROP CONSTRAINT "{name}"')
    month = f"(DATE '{FIRST_YEAR}-01-01' + make_interval(months => m))"
    value = {
        "followed_id": "f.id",
        "starts_on": f"{month}::date",
        "ends_on": f"({month} + interval '1 month - 1 day')::date",
        "value": "CASE WHEN f.project_id % 10 = 0 THEN 1 + (f.id + m) % 9 ELSE 11 + (f.id * 7 + m) % 200 END",
        "state": "CASE WHEN f.id % 3 = 0 THEN 'verified' ELSE 'submitted' END",
        "version": "1",
        "place_id": "s.id",
        "via": "'file'",
    }
    source = f"impact_followed f JOIN spots s ON s.n = 1 + f.project_id * 7919 % {spots}, generate_series(0, {MONTHS - 1}) m"
    insert(raw, "impact_measure", value, f"{source} ORDER BY f.id, m")
    for name, definition in indexes:
        raw.execute(f'ALTER TABLE impact_measure ADD CONSTRAINT "{name}" {definition}')


def _made(measures: int) -> str:
    """The database of so many measures, made if needed; Django uses it from then on."""
    name = f"full_impact_{measures}_{database.version()}"
    if not database.exists(name):
        begun = time.monotonic()
        database.say(f"Making {measures} measures of projects; once only, several minutes…")
        database.clone(database.ground(), f"{name}_draft")
        with database.connect(f"{name}_draft") as raw:
            _write(raw, measures)
        database.rename(f"{name}_draft", name)
        database.say(f"  made in {time.monotonic() - begun:.0f} s")
    database.use(name)
    return name


_FLOOR = """
SELECT place_id, sdg, year, sum(expected), sum(reported), sum(verified), sum(value), sum(verified_value) FROM impact_impactsum
WHERE indicator_id = %s AND place_id = ANY(%s) GROUP BY 1, 2, 3
"""


def impact_figures() -> Iterator[Result]:
    """Territory × goal × year for one indicator, by plain SQL on the same sums: what counts people has few of them withheld too."""
    name = _made(MEASURES)
    places = list(Place.objects.filter(level__in=["region", "departement"]).values_list("pk", flat=True))
    known = {one.code: one for one in Indicator.objects.select_related("method")}
    with database.connect(name) as raw:
        for label, codes in (("impact_figures", ("emplois", "sites", "tonnes")), ("impact_people", ("beneficiaires",))):
            of = [known[code] for code in codes]
            first = seconds(lambda one: _ours(one, places), of[0])
            rows = raw.execute(_FLOOR, [of[0].pk, places]).fetchall()
            found = _ours(of[0], places)
            if len(rows) != len(found) or not rows or sum(row[4] for row in rows) != sum(one.reported for one in found):
                raise AssertionError("the floor and the figures do not read the same sums")
            yield pairs(
                label,
                lambda one: raw.execute(_FLOOR, [one.pk, places], prepare=True).fetchall(),
                lambda one: _ours(one, places),
                of,
                rounds=12,
                target=3.0,
                note=f"{len(found)} figures of {len(places)} territories over {MEASURES} measures; {first * 1000:.0f} ms at first",
            )
    connections.close_all()


def _ours(indicator: Indicator, places: list[int]) -> list[Any]:
    return figures(Cut(frozenset(places)), indicators=[indicator], by=("place", "sdg"))


_KEPT = "SELECT year, sum(value), sum(reported) FROM impact_impactsum WHERE indicator_id = 1 AND place_id = %s GROUP BY 1 ORDER BY 1"
_AGAIN = """
SELECT extract(year FROM m.ends_on)::int AS year, sum(m.value), count(DISTINCT m.followed_id)
FROM impact_measure m JOIN impact_followed f ON f.id = m.followed_id
WHERE f.indicator_id = 1 AND m.value IS NOT NULL AND m.state IN ('submitted', 'verified', 'locked') GROUP BY 1 ORDER BY 1
"""


def impact_exact() -> Iterator[Result]:
    """Ten thousand corrections at random, a hundred at once; sums are then those made again from every measure."""
    name = _made(MEASURES)
    country = Place.objects.get(level="pays").pk
    with database.connect(name) as raw:
        raw.execute("BEGIN")
        raw.execute("SELECT setseed(0.42)")
        begun = time.perf_counter()
        for _turn in range(CORRECTIONS // AT_ONCE):
            raw.execute(
                "UPDATE impact_measure SET value = floor(random() * 90), version = version + 1,"
                " state = (ARRAY['submitted', 'verified', 'disputed', 'draft'])[1 + floor(random() * 3)::int]"
                " WHERE id IN (SELECT 1 + floor(random() * (SELECT max(id) FROM impact_measure))::bigint FROM generate_series(1, %s))",
                [AT_ONCE],
            )
        took = (time.perf_counter() - begun) * 1000
        kept, again = (raw.execute(statement, given).fetchall() for statement, given in ((_KEPT, [country]), (_AGAIN, None)))
        raw.execute("ROLLBACK")
    if kept != again or not kept:
        raise AssertionError("the sums kept are not those made again")
    each = took / CORRECTIONS
    yield Result("impact_exact", each / 10, each / 10, each / 10, 10.0, each, 1.0, f"{CORRECTIONS} corrections, {took / 1000:.1f} s in all")
    connections.close_all()
