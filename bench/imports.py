"""The import of a file, by a raw COPY of the same final rows into the same tables with their indexes.

An import fills the sheets and the index that search reads: the floor copies the rows that it left in both, their triggers off.
"""

import csv
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench import database
from bench.measure import Result, of_pairs
from bench.scale import Scale
from frenchimpact.organisations.imports.run import import_file

COLUMNS = ("nom", "siren", "type", "commune", "description", "themes", "publication", "id_source")
TABLES = ("organisations_organisation", "atlas_entry", "atlas_tally")
SHEETS = TABLES[:1]
type Pairs = list[tuple[float, float]]


def import_(scale: Scale) -> Iterator[Result]:
    """First import, with and without what keeps the search index on the floor's side; then the same file again."""
    ground = database.ground()
    first: Pairs = []
    bare: Pairs = []
    again: Pairs = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "organisations.csv"
        count = _write(ground, path, scale.organisations)
        for turn in range(scale.imports):
            # Each goes first every other time; the first of all must leave its rows for the floor.
            if turn % 2:
                floors = _copy(ground, TABLES, folder), _copy(ground, SHEETS, folder)
            ours, repeated = _import(ground, path, count, folder)
            if not turn % 2:
                floors = _copy(ground, TABLES, folder), _copy(ground, SHEETS, folder)
            first.append((floors[0], ours))
            bare.append((floors[1], ours))
            again.append((floors[0], repeated))
    rate = count / sorted(ours for _floor, ours in first)[len(first) // 2]
    yield of_pairs("import", first, target=3.0, note=f"{rate:.0f} rows/s; COPY into sheets and search index")
    yield of_pairs("import_sheets", bare, note="COPY into sheets alone")
    yield of_pairs("import_again", again, target=2.0, note="the same file, nothing changed")


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


def _import(ground: str, path: Path, count: int, folder: str) -> tuple[float, float]:
    """How long the import takes, then the same again; the rows that it left are kept for the floor."""
    database.clone(ground, "import")
    database.use("import")
    begun = time.perf_counter()
    outcome = import_file(path)
    ours = time.perf_counter() - begun
    if outcome.created != count:
        raise AssertionError(f"{outcome.created} organisations created of {count}; {outcome.refused} refused")
    with database.connect("import") as raw:
        for table in TABLES:
            with (Path(folder) / table).open("wb") as file, raw.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                for block in copy:
                    file.write(block)
    begun = time.perf_counter()
    import_file(path)
    repeated = time.perf_counter() - begun
    database.drop("import")
    return ours, repeated


def _copy(ground: str, tables: tuple[str, ...], folder: str) -> float:
    """How long COPY takes to write those rows into tables that have their indexes."""
    database.clone(ground, "import")
    with database.connect("import") as raw:
        raw.execute("SET session_replication_role = replica")
        begun = time.perf_counter()
        for table in tables:
            with (Path(folder) / table).open("rb") as file, raw.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                while block := file.read(1 << 20):
                    copy.write(block)
        taken = time.perf_counter() - begun
    database.drop("import")
    return taken
