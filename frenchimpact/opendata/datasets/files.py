"""The files of a dataset, copied straight from the database: any size, little memory, the first lines at once."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from frenchimpact.core import clock, parquet
from frenchimpact.opendata.datasets.dataset import Dataset
from frenchimpact.opendata.figures_reads import described_figures

# What PostgreSQL calls these types, and what Parquet and Table Schema call the same; all else is text.
TEXT, VARCHAR = 25, 1043
KINDS = {
    16: (parquet.BOOLEAN, "boolean"),
    20: (parquet.LONG, "integer"),
    21: (parquet.INTEGER, "integer"),
    23: (parquet.INTEGER, "integer"),
    701: (parquet.NUMBER, "number"),
    1082: (parquet.DATE, "date"),
    1184: (parquet.INSTANT, "datetime"),
    1700: (parquet.NUMBER, "number"),
}
# One object a line. The control characters chosen as quote and delimiter never stand in JSON, so that lines come out bare.
BARE = "(FORMAT csv, QUOTE E'\\x01', DELIMITER E'\\x02')"
_ROWS_OF_A_GROUP = 5000


@dataclass(frozen=True)
class Column:
    """A column of a statement: its name, the same as SQL quotes it, what PostgreSQL calls its type."""

    name: str
    quoted: str
    oid: int

    @property
    def kind(self) -> str:
        """Its type in a Table Schema."""
        return KINDS[self.oid][1] if self.oid in KINDS else "string"


def lines_of(dataset: Dataset, kind: str) -> Iterator[bytes]:
    """The file, piece by piece."""
    if dataset.lines is not None:
        yield from dataset.lines()
    elif kind == "csv":
        cells = ", ".join(_cells(dataset.sql))
        yield from _copied(f"COPY (SELECT {cells} FROM ({dataset.sql}) t) TO STDOUT (FORMAT csv, HEADER)")
    elif kind == "parquet":
        yield from _parquet(dataset)
    else:
        yield from _objects(dataset, kind)


def columns_of(dataset: Dataset) -> list[Column]:
    """The columns of a dataset, in their order."""
    return _columns(dataset.sql)


def first_rows(dataset: Dataset, count: int) -> list[tuple[Any, ...]]:
    """The first rows of a dataset, as they are in its files."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({dataset.sql}) t LIMIT {count:d}", given(dataset.sql))
        return list(cursor.fetchall())


def _objects(dataset: Dataset, kind: str) -> Iterator[bytes]:
    """The JSON of a dataset, or its map, a line for each row."""
    flat = _object(dataset.sql) if dataset.opening else "row_to_json(t)"
    if kind == "geojson":
        flat = (
            "jsonb_build_object('type', 'Feature', 'geometry', CASE WHEN t.longitude IS NOT NULL THEN jsonb_build_object('type', 'Point',"
            " 'coordinates', jsonb_build_array(t.longitude, t.latitude)) END, 'properties', to_jsonb(t) - 'longitude' - 'latitude')"
        )
    plain = b'{"type": "FeatureCollection", "features": [\n' if kind == "geojson" else b'{"results": [\n'
    yield dataset.opening.encode() or plain
    # A comma before each but the first.
    pieces = _copied(f"COPY (SELECT ',' || ({flat})::text FROM ({dataset.sql}) t) TO STDOUT {BARE}")
    yield next(pieces, b"")[1:]
    yield from pieces
    yield dataset.closing.encode()


def _parquet(dataset: Dataset) -> Iterator[bytes]:
    columns = columns_of(dataset)
    cells = ", ".join(f"t.{one.quoted}" if one.oid in KINDS or one.oid in (TEXT, VARCHAR) else f"t.{one.quoted}::text" for one in columns)
    kinds = {one.name: KINDS[one.oid][0] if one.oid in KINDS else parquet.TEXT for one in columns}
    about = {"title": str(dataset.title), "source": settings.BASE_URL, "licence": "etalab-2.0"}
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(f"SELECT {cells} FROM ({dataset.sql}) t", given(dataset.sql))
        yield from parquet.parquet_lines(kinds, iter(lambda: cursor.fetchmany(_ROWS_OF_A_GROUP), []), about)


def _columns(rows: str) -> list[Column]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({rows}) t LIMIT 0", given())
        return [Column(one.name, connection.ops.quote_name(one.name), one.type_code) for one in cursor.description]


def _cells(rows: str) -> Iterator[str]:
    """Each column by its name; a text that a spreadsheet would run as a formula starts with an apostrophe."""
    for one in _columns(rows):
        name, is_text = one.quoted, one.oid in (TEXT, VARCHAR)
        yield f"CASE WHEN t.{name} ~ E'^[=+@\\t\\r-]' THEN '''' || t.{name} ELSE t.{name} END AS {name}" if is_text else f"t.{name}"


def _object(rows: str) -> str:
    """A line as an object without what it lacks: the forms of others take no null."""
    pairs = (f"'{one.name}': t.{one.quoted}" for one in _columns(rows))
    return f"JSON_OBJECT({', '.join(pairs)} ABSENT ON NULL RETURNING text)"


def given(statement: str = "") -> dict[str, Any]:
    """What statements may ask for; the figures of projects only where they are asked for, since they are worked out."""
    return {
        "base": settings.BASE_URL,
        "today": clock.today(),
        # Days are counted where the programme is: the database's own day is UTC's.
        "zone": settings.TIME_ZONE,
        "programme": settings.PROGRAMME_NAME,
        "prefix": settings.GRANTS_PREFIX,
        "figures": json.dumps(described_figures()) if "%(figures)s" in statement else "[]",
    }


def _copied(statement: str) -> Iterator[bytes]:
    # In a transaction: one state of the data from the first line to the last.
    # By the driver's own cursor: Django's cannot copy while it debugs.
    parameters = given(statement)
    with transaction.atomic(), connection.connection.cursor() as cursor, cursor.copy(statement, parameters) as copy:
        for piece in copy:
            yield bytes(piece)
