"""White spots over every intermunicipality and twenty themes: the page's statements, and the hourly count, beside what they may take."""

import os
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import transaction
from django.http import QueryDict

from bench import database
from bench.matching import database_ms, within
from bench.measure import Result
from bench.rows import insert
from bench.scale import Scale
from frenchimpact.mesh import queries
from frenchimpact.mesh.actions import count_again
from frenchimpact.mesh.lists import SpotList
from frenchimpact.mesh.models import Cell, Miss

EPCIS = int(os.environ.get("BENCH_EPCIS", "1255"))
THEMES, WITHIN_MS, DEPARTMENTS, REGIONS = 20, 100.0, 96, 18
# The hourly count, of so many things said in each cell: it may not be felt by who reads meanwhile.
SAID, COUNT_WITHIN_MS = 4, 5000.0


def _made() -> None:
    """The bare database with its intermunicipalities and every cell filled, made if needed."""
    name = f"mesh_said_{EPCIS}_{database.version()}"
    if not database.exists(name):
        database.clone(database.ground(), f"{name}_draft")
        with database.connect(f"{name}_draft") as raw:
            _fill(raw)
        database.rename(f"{name}_draft", name)
    database.use(name)


def _fill(raw: psycopg.Connection[Any]) -> None:
    every = f"generate_series(1, {EPCIS}) e"
    place = {
        "id": "200000 + e",
        "level": "'epci'",
        "code": "(200000000 + e)::text",
        "name": "'Intercommunalité ' || e",
        "department_id": f"100 + e % {DEPARTMENTS}",
        "region_id": f"1 + (e % {DEPARTMENTS}) % {REGIONS}",
        "vintage": "2026",
        "is_current": "true",
    }
    insert(raw, "geo_place", place, every)
    # Codes of the vocabulary first, then others, up to twenty.
    codes = (
        "(SELECT code, row_number() OVER (ORDER BY code LIKE 'autre_%', code) AS t FROM (SELECT code FROM vocabularies_term"
        f" WHERE scheme = 'theme' UNION SELECT 'autre_' || n FROM generate_series(1, {THEMES}) n) c LIMIT {THEMES}) t"
    )
    # A quarter has nothing that answers; a third of the needs are quiet.
    answered = "CASE WHEN (e + t.t) % 4 = 0 THEN 0 ELSE {} END"
    cell = {
        "place_id": "200000 + e",
        "theme": "t.code",
        "challenges": "(e + t.t) % 3",
        "searches": "CASE WHEN (e * t.t) % 7 > 2 THEN (e * t.t) % 7 ELSE 0 END",
        "requests": "(e + 2 * t.t) % 5",
        "offers": answered.format("(e * 3 + t.t) % 4"),
        "structures": answered.format("1 + (e + t.t) % 3"),
    }
    insert(raw, "mesh_cell", cell, f"{every}, {codes}")
    miss = {'"on"': "current_date - s", "source": "'offres'", "place_id": "200000 + e", "theme": "t.code", "n": "1 + (e + s) % 9"}
    insert(raw, "mesh_miss", miss, f"{every}, generate_series(1, {SAID}) s, {codes}")
    raw.execute("VACUUM ANALYZE")


def white_spots(scale: Scale) -> Iterator[Result]:
    """The page of the whole country, its fortieth page, one region: rows, counts, map, what answers everywhere."""
    _made()
    cells = Cell.objects.filter(place__isnull=False).count()
    assert cells == EPCIS * THEMES

    def read(query: str) -> None:
        asked = SpotList(QueryDict(query))
        assert asked.shown, "nothing to measure"
        assert asked.counts["blanche"]
        assert queries.white_by("region")
        queries.everywhere()
        queries.counted_at()

    asked = ("", f"page={min(40, cells // 50)}", "region=02")
    taken = max(database_ms(lambda query=query: read(query)) for query in asked)  # type: ignore[misc] # one query for each
    yield within("white_spots", taken, WITHIN_MS, f"{cells} cells; the slowest of three pages, its statements alone")


def white_spots_count(scale: Scale) -> Iterator[Result]:
    """Every need and answer counted again, undone after each turn: the cells of before are those of the other measure."""
    _made()
    said = Miss.objects.count()
    assert said == EPCIS * THEMES * SAID

    def count() -> None:
        with transaction.atomic():
            count_again()
            assert Cell.objects.filter(searches__gt=0).count() == EPCIS * THEMES
            transaction.set_rollback(True)

    taken = database_ms(count, turns=3)
    yield within("white_spots_count", taken, COUNT_WITHIN_MS, f"{said} things said, {EPCIS * THEMES} cells written; undone each time")
