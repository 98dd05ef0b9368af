"""The files of a dataset, copied straight from the database: any size, little memory, the first lines at once."""

import json
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from frenchimpact.core import clock
from frenchimpact.impact.queries import published_figures
from frenchimpact.opendata.datasets.dataset import Dataset

# What PostgreSQL calls these two types.
TEXT, VARCHAR = 25, 1043
# One object a line. The control characters chosen as quote and delimiter never stand in JSON, so that lines come out bare.
BARE = "(FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"


def lines_of(dataset: Dataset, kind: str) -> Iterator[bytes]:
    """The file, piece by piece."""
    if dataset.lines is not None:
        yield from dataset.lines()
        return
    rows = dataset.sql
    if kind == "csv":
        yield from _copied(f"COPY (SELECT {', '.join(_cells(rows))} FROM ({rows}) t) TO STDOUT (FORMAT csv, HEADER)")
        return
    flat = _object(rows) if dataset.opening else "row_to_json(t)"
    if kind == "geojson":
        flat = (
            "jsonb_build_object('type', 'Feature', 'geometry', CASE WHEN t.longitude IS NOT NULL THEN jsonb_build_object('type', 'Point',"
            " 'coordinates', jsonb_build_array(t.longitude, t.latitude)) END, 'properties', to_jsonb(t) - 'longitude' - 'latitude')"
        )
    plain = b'{"type": "FeatureCollection", "features": [\n' if kind == "geojson" else b'{"results": [\n'
    yield dataset.opening.encode() or plain
    # A comma before each but the first.
    pieces = _copied(f"COPY (SELECT ',' || ({flat})::text FROM ({rows}) t) TO STDOUT {BARE}")
    yield next(pieces, b"")[1:]
    yield from pieces
    yield b"]}\n"


def _columns(rows: str) -> list[tuple[str, str, bool]]:
    """Of each column: its name, the same as SQL quotes it, and whether it is a text."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({rows}) t LIMIT 0", _given())
        return [(one.name, connection.ops.quote_name(one.name), one.type_code in (TEXT, VARCHAR)) for one in cursor.description]


def _cells(rows: str) -> Iterator[str]:
    """Each column by its name; a text that a spreadsheet would run as a formula starts with an apostrophe."""
    for _name, name, is_text in _columns(rows):
        yield f"CASE WHEN t.{name} ~ E'^[=+@\\t\\r-]' THEN '''' || t.{name} ELSE t.{name} END AS {name}" if is_text else f"t.{name}"


def _object(rows: str) -> str:
    """A line as an object without what it lacks: the forms of others take no null."""
    pairs = (f"'{key}': t.{name}" for key, name, _is_text in _columns(rows))
    return f"JSON_OBJECT({', '.join(pairs)} ABSENT ON NULL RETURNING text)"


def _given() -> dict[str, Any]:
    """What statements may ask for."""
    return {
        "base": settings.BASE_URL,
        "today": clock.today(),
        "programme": settings.PROGRAMME_NAME,
        "prefix": settings.GRANTS_PREFIX,
        "impact": "[]",
    }


def _copied(statement: str) -> Iterator[bytes]:
    # In a transaction: one state of the data from the first line to the last.
    with transaction.atomic(), connection.cursor() as cursor:
        given = _given()
        if "%(impact)s" in statement:
            given["impact"] = json.dumps(list(published_figures()))
        with cursor.copy(statement, given) as copy:
            for piece in copy:
                yield bytes(piece)
