"""The import of a file, by a raw COPY of the same final rows into the same tables with their indexes.

An import fills the sheets and the index that search reads: the floor copies the rows that it left in both, their triggers off.
"""

import csv
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from bench import database
from bench.measure import Result, busy, of_pairs
from bench.scale import Scale
from frenchimpact.organisations.imports.run import import_file

COLUMNS = ("nom", "siren", "type", "commune", "description", "themes", "publication", "id_source")
TABLES = ("organisations_organisation", "atlas_entry", "atlas_tally")
SHEETS = TABLES[:1]


@dataclass(frozen=True)
class Taken:
    """Seconds on the wall, and of the processor in this process and in PostgreSQL's."""

    wall: float
    processor: float


@contextmanager
def timed(server: int, told: list[Taken]) -> Iterator[None]:
    """How long a block takes, added to what was told."""
    begun, before = time.perf_counter(), busy(server)
    yield
    told.append(Taken(time.perf_counter() - begun, busy(server) - before))


def import_(scale: Scale) -> Iterator[Result]:
    """First import, by COPY into both tables and, harder, into the sheets alone; then the same file again."""
    ground = database.ground()
    first: list[tuple[Taken, Taken]] = []
    sheets: list[tuple[Taken, Taken]] = []
    again: list[tuple[Taken, Taken]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "organisations.csv"
        count = _write(ground, path, scale.organisations)
        floors = None
        for turn in range(scale.imports):
            # Each goes first every other time; at first the import, which leaves the rows that the floor copies.
            if turn % 2:
                floors = _copy(ground, TABLES, folder), _copy(ground, SHEETS, folder)
            ours, repeated = _import(ground, path, count, folder)
            if floors is None or not turn % 2:
                floors = _copy(ground, TABLES, folder), _copy(ground, SHEETS, folder)
            first.append((floors[0], ours))
            sheets.append((floors[1], ours))
            again.append((floors[0], repeated))
    rate = f"{count / statistics.median(ours.wall for _floor, ours in first):.0f} rows/s"
    yield _result("import", first, f"{rate}; COPY into sheets and search index", target=3.0)
    yield _result("import_sheets", sheets, "COPY into sheets alone")
    yield _result("import_again", again, "the same file, nothing changed", target=2.0)


def _result(name: str, taken: list[tuple[Taken, Taken]], note: str, *, target: float | None = None) -> Result:
    processor = statistics.median(ours.processor / floor.processor for floor, ours in taken)
    return of_pairs(name, [(floor.wall, ours.wall) for floor, ours in taken], target=target, note=f"{note} · processor {processor:.2f} ×")


def _write(ground: str, path: Path, size: int) -> int:
    """The file, and how many lines it has."""
    with database.connect(ground) as raw:
        rows = database.organisation_rows(raw, size)
        codes = dict(raw.execute("SELECT id, code FROM geo_place").fetchall())
    with path.open("w", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(COLUMNS)
        for row in rows:
            published = "oui" if row[16] else "non"
            writer.writerow((row[1], row[4], row[2][0], codes[row[9]], row[14], "|".join(row[15]), published, row[19]))
    return len(rows)


def _import(ground: str, path: Path, count: int, folder: str) -> tuple[Taken, Taken]:
    """How long the import takes, then the same again; the rows that it left are kept for the floor."""
    told: list[Taken] = []
    database.clone(ground, "import")
    database.use("import")
    connection.ensure_connection()
    server = connection.connection.info.backend_pid
    with timed(server, told):
        outcome = import_file(path)
    if outcome.created != count:
        raise AssertionError(f"{outcome.created} organisations created of {count}; {outcome.refused} refused")
    with database.connect("import") as raw:
        for table in TABLES:
            with (Path(folder) / table).open("wb") as file, raw.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                for block in copy:
                    file.write(block)
    with timed(server, told):
        import_file(path)
    database.drop("import")
    return told[0], told[1]


def _copy(ground: str, tables: tuple[str, ...], folder: str) -> Taken:
    """How long COPY takes to write those rows into tables that have their indexes."""
    told: list[Taken] = []
    database.clone(ground, "import")
    with database.connect("import") as raw:
        raw.execute("SET session_replication_role = replica")
        with timed(raw.info.backend_pid, told):
            for table in tables:
                with (Path(folder) / table).open("rb") as file, raw.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    while block := file.read(1 << 20):
                        copy.write(block)
    database.drop("import")
    return told[0]
