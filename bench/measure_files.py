"""Measures of projects from a file of a million lines, by COPY of the same rows into the same table, whose triggers keep the sums."""

import csv
import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection

from bench import database
from bench.impact import CODES
from bench.imports import Taken, timed
from bench.measure import Result, of_pairs
from bench.rows import insert
from frenchimpact.territories.actions.measurement_lines import import_measurements

VALUES = int(os.environ.get("BENCH_VALUES", "1000000"))
YEARS, FIRST_YEAR = 5, 2021
# One line in ten is corrected by the second file.
CORRECTED = 10
HEADER = ("indicateur", "debut", "fin", "lieu", "valeur", "id_source")


def measures_import() -> Iterator[Result]:
    """The file, then the same with a tenth of its values corrected; sums are then those made again, and what was replaced is kept."""
    name = "import_measures"
    database.clone(database.ground(), name)
    with database.connect(name) as raw:
        _follow(raw)
        with tempfile.TemporaryDirectory() as folder:
            first, second = (_write(raw, Path(folder) / f"{number}.csv", number) for number in (0, 1))
            database.use(name)
            connection.ensure_connection()
            ours, again = (_import(path, corrected) for path, corrected in ((first, 0), (second, VALUES // CORRECTED)))
            _check(raw)
            path = Path(folder) / "rows"
            _leave(raw, path)
            floors = [_copy(raw, path, is_bare=is_bare) for is_bare in (False, True)]
    database.drop(name)
    rate = f"{VALUES / ours.wall:.0f} values/s"
    yield _result("measures_import", floors[0], ours, f"{rate}; COPY into the same table with its sums", 4.0)
    yield _result("measures_import_rows", floors[1], ours, "COPY into the same table, its triggers off: no bound, no sum", None)
    yield _result("measures_again", floors[0], again, "the same file with a tenth of its values corrected, their history kept", 4.0)


def _result(name: str, floor: Taken, ours: Taken, note: str, target: float | None) -> Result:
    note = f"{VALUES} values; {note} · processor {ours.processor / floor.processor:.2f} ×"
    return of_pairs(name, [(floor.wall, ours.wall)], target=target, note=note)


def _follow(raw: psycopg.Connection[Any]) -> None:
    """Projects that act in a commune each, and follow four indicators month by month."""
    followed = -(-VALUES // (YEARS * 12))
    raw.execute("SET session_replication_role = replica")
    raw.execute(
        "INSERT INTO geo_place (level, code, name, kind, siren, vintage, is_current) SELECT 'pays', 'FR', 'France', '', '', 2026, true"
        " WHERE NOT EXISTS (SELECT FROM geo_place WHERE level = 'pays')"
    )
    insert(raw, "methods_method", {"id": "1", "slug": "'banc'"}, "generate_series(1, 1)")
    for number, (code, unit, rule) in enumerate(CODES, start=1):
        told = {"id": number, "code": f"'{code}'", "version": "1", "method_id": "1", "unit": f"'{unit}'", "aggregation": f"'{rule}'"}
        told |= {"frequency": "'month'"}
        insert(raw, "methods_indicator", {name: str(value) for name, value in told.items()}, "generate_series(1, 1)")
    project = {"id": "p", "reference": "'P-2026-' || lpad(p::text, 6, '0')", "slug": "'projet-' || p", "name": "'Projet ' || p"}
    project |= {"status": "'published'", "published_at": "now()", "has_publication_consent": "true", "version": "1", "marks": "'{}'"}
    insert(raw, "projects_project", project, f"generate_series(1, {-(-followed // len(CODES))}) p")
    raw.execute("CREATE TEMP TABLE spots AS SELECT row_number() OVER (ORDER BY id) AS n, id, code FROM geo_place WHERE level = 'commune'")
    one = {"id": "f", "project_id": f"1 + (f - 1) / {len(CODES)}", "indicator_id": f"1 + (f - 1) % {len(CODES)}", "sdg": "1 + f * 13 % 17"}
    one |= {"started_on": f"DATE '{FIRST_YEAR}-01-01'", "expected_to": str(FIRST_YEAR + YEARS - 1), "is_counted": "true", "theme": "''"}
    insert(raw, "impact_followed", one, f"generate_series(1, {followed}) f")
    share = {"followed_id": "f.id", "place_id": "s.id", "share": "100"}
    raw.execute("SET session_replication_role = DEFAULT")
    insert(
        raw, "impact_followedshare", share, "impact_followed f JOIN spots s ON s.n = 1 + f.project_id * 7919 % (SELECT max(n) FROM spots)"
    )
    raw.execute("VACUUM ANALYZE")


def _write(raw: psycopg.Connection[Any], path: Path, turn: int) -> Path:
    """The lines as a project's own export has them, places included."""
    starts = [dt.date(FIRST_YEAR + month // 12, 1 + month % 12, 1) for month in range(YEARS * 12 + 1)]
    periods = [(start.isoformat(), (after - dt.timedelta(days=1)).isoformat()) for start, after in pairwise(starts)]
    rows = raw.execute(
        "SELECT p.reference || '/' || i.code, 'commune:' || g.code FROM impact_followed f JOIN projects_project p ON p.id = f.project_id"
        " JOIN methods_indicator i ON i.id = f.indicator_id JOIN impact_followedshare s ON s.followed_id = f.id"
        " JOIN geo_place g ON g.id = s.place_id ORDER BY f.id"
    ).fetchall()
    count = 0
    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEADER)
        for name, place in rows:
            for number, (start, end) in enumerate(periods):
                if count < VALUES:
                    value = 20 + number % 7 + (turn if count % CORRECTED == 0 else 0)
                    writer.writerow((name, start, end, place, value, f"banc-{count}"))
                    count += 1
    return path


def _import(path: Path, corrected: int) -> Taken:
    told: list[Taken] = []
    with timed(connection.connection.info.backend_pid, told):
        outcome = import_measurements(path, is_confirmed=True)
    found = (outcome.created, outcome.updated, outcome.unchanged, outcome.refused)
    if found != ((0, corrected, VALUES - corrected, 0) if corrected else (VALUES, 0, 0, 0)):
        raise AssertionError(f"of {VALUES} values, {found} were created, updated, left as they were and refused")
    return told[0]


_SUMS = "SELECT indicator_id, year, sum(value) FROM impact_impactsum WHERE place_id = {country} GROUP BY 1, 2 ORDER BY 1, 2"
_AGAIN = """
SELECT indicator_id, year, sum(CASE rule WHEN 'last' THEN last WHEN 'distinct' THEN most ELSE total END) FROM (
  SELECT f.indicator_id, i.aggregation AS rule, extract(year FROM m.ends_on)::int AS year, sum(m.value) AS total, max(m.value) AS most,
    (array_agg(m.value ORDER BY m.ends_on DESC))[1] AS last
  FROM impact_measure m JOIN impact_followed f ON f.id = m.followed_id JOIN methods_indicator i ON i.id = f.indicator_id
  GROUP BY f.id, 1, 2, 3
) one GROUP BY 1, 2 ORDER BY 1, 2
"""


def _check(raw: psycopg.Connection[Any]) -> None:
    """Sums are those made again from every value; each value that was corrected kept the one before it."""
    (country,) = raw.execute("SELECT id FROM geo_place WHERE level = 'pays'").fetchone() or (0,)
    kept, again = (raw.execute(statement.format(country=country)).fetchall() for statement in (_SUMS, _AGAIN))
    if kept != again or not kept:
        raise AssertionError("the sums kept are not those made again")
    (versions,) = raw.execute(
        "SELECT count(*) FROM impact_measureversion v JOIN impact_measure m ON m.id = v.measure_id"
        " WHERE v.version = 1 AND m.version = 2 AND m.value = v.value + 1"
    ).fetchone() or (0,)
    if versions != -(-VALUES // CORRECTED):
        raise AssertionError(f"{versions} replaced values are kept")


def _leave(raw: psycopg.Connection[Any], path: Path) -> None:
    """The rows that the import left go to a file; tables are as they were before it."""
    with path.open("wb") as file, raw.cursor().copy("COPY impact_measure TO STDOUT") as copy:
        for block in copy:
            file.write(block)
    _empty(raw)


def _empty(raw: psycopg.Connection[Any]) -> None:
    raw.execute("TRUNCATE impact_measure, impact_projectyear, impact_impactsum, impact_veilstamp CASCADE")
    raw.execute(
        "SELECT impact_refresh(array_agg(f), array_agg(y::smallint)) FROM (SELECT id FROM impact_followed) a (f),"
        f" generate_series({FIRST_YEAR}, {FIRST_YEAR + YEARS - 1}) y"
    )
    raw.execute("VACUUM ANALYZE")


def _copy(raw: psycopg.Connection[Any], path: Path, *, is_bare: bool) -> Taken:
    """How long COPY takes for these rows."""
    told: list[Taken] = []
    raw.execute(f"SET session_replication_role = {'replica' if is_bare else 'DEFAULT'}")
    with timed(raw.info.backend_pid, told), path.open("rb") as file, raw.cursor().copy("COPY impact_measure FROM STDIN") as copy:
        while block := file.read(1 << 20):
            copy.write(block)
    raw.execute("SET session_replication_role = DEFAULT")
    if not is_bare:
        _empty(raw)
    return told[0]
