"""Aids of a file in the State's form, by a raw COPY of the same final rows into the same tables with their indexes."""

import csv
import statistics
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from bench import database
from bench.imports import Taken, timed
from bench.measure import Result, of_pairs
from frenchimpact.aids.actions.harvest import import_aids
from frenchimpact.aids.harvest.state import COLUMNS

AIDS, TURNS = 10_000, 3
TABLES = ("aids_aid", "aids_aidplace", "aids_rule", "aids_terms")


def aids_import() -> Iterator[Result]:
    """Ten thousand aids for the first time, then the same file again."""
    ground = database.ground()
    first: list[tuple[Taken, Taken]] = []
    again: list[tuple[Taken, Taken]] = []
    with tempfile.TemporaryDirectory() as folder:
        path = _write(ground, Path(folder) / "aides.csv")
        for _turn in range(TURNS):
            ours, repeated = _import(ground, path, folder)
            floor = _copy(ground, folder)
            first.append((floor, ours))
            again.append((floor, repeated))
    rate = f"{AIDS / statistics.median(ours.wall for _floor, ours in first):.0f} aids/s"
    yield _result("aids_import", first, f"{rate}; COPY into aids, places, rules and terms", 4.0)
    yield _result("aids_import_again", again, "the same file, nothing changed", 4.0)


def _result(name: str, taken: list[tuple[Taken, Taken]], note: str, target: float) -> Result:
    processor = statistics.median(ours.processor / floor.processor for floor, ours in taken)
    return of_pairs(name, [(floor.wall, ours.wall) for floor, ours in taken], target=target, note=f"{note} · processor {processor:.2f} ×")


def _write(ground: str, path: Path) -> Path:
    """The file: descriptions of a thousand signs with lists in HTML, departments and regions in turn."""
    with database.connect(ground) as raw:
        codes = [code for (code,) in raw.execute("SELECT code FROM geo_place WHERE level = 'departement' ORDER BY code").fetchall()]
    words = "Cette aide accompagne les structures qui ouvrent un lieu utile à tous, du premier essai à son équilibre. " * 8
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for n in range(AIDS):
            writer.writerow(
                {
                    "id": str(uuid.UUID(int=n + 1)),
                    "titre": f"Fonds n° {n} pour les lieux de {codes[n % len(codes)]}",
                    "promesse": "Ouvrez votre lieu avec un appui pendant un an",
                    "description": f"<p>{words}</p><ul><li>Une subvention</li><li>Un suivi</li></ul>" if n % 2 else words,
                    "eligibilite": "• Être installé dans le département ;\n• Avoir un projet écrit",
                    "types_aides": "subvention|accompagnement",
                    "porteurs": f"[{{ nom: 'Financeur {n % 500}', siren: '', roles: [ 'financeur' ]}}]",
                    "programmes_parents": "France 2030",
                    "url_source": f"https://financeur.example/aide/{n}",
                    "cibles": "associations|professionnels",
                    "eligibilite_geographique": f"DEP-{codes[n % len(codes)]}|DEP-{codes[(n + 7) % len(codes)]}",
                    "date_cloture": "2028-10-15T15:00:00Z" if n % 3 else "",
                    "date_mise_a_jour": "2026-10-15T15:00:00Z",
                }
            )
    return path


def _import(ground: str, path: Path, folder: str) -> tuple[Taken, Taken]:
    """How long it takes, then the same again; the rows that it left are kept for the floor."""
    told: list[Taken] = []
    database.clone(ground, "import")
    database.use("import")
    connection.ensure_connection()
    server = connection.connection.info.backend_pid
    with timed(server, told):
        outcome = import_aids(path, source_name="banc")
    if outcome.created != AIDS:
        raise AssertionError(f"{outcome.created} created of {AIDS}: {outcome.refusals[:1]}")
    with database.connect("import") as raw:
        for table in TABLES:
            with (Path(folder) / table).open("wb") as file, raw.cursor().copy(f"COPY {table} TO STDOUT") as copy:
                for block in copy:
                    file.write(block)
    with timed(server, told):
        again = import_aids(path, source_name="banc")
    if again.unchanged != AIDS:
        raise AssertionError(f"{again.unchanged} unchanged of {AIDS}")
    database.drop("import")
    return told[0], told[1]


def _copy(ground: str, folder: str) -> Taken:
    """How long COPY takes to write those rows into tables that have their indexes."""
    told: list[Taken] = []
    database.clone(ground, "import")
    with database.connect("import") as raw:
        raw.execute("SET session_replication_role = replica")
        with timed(raw.info.backend_pid, told):
            for table in TABLES:
                with (Path(folder) / table).open("rb") as file, raw.cursor().copy(f"COPY {table} FROM STDIN") as copy:
                    while block := file.read(1 << 20):
                        copy.write(block)
    database.drop("import")
    return told[0]
