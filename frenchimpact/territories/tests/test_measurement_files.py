"""Measurements as files: what comes out may come back in, and every refused line says why."""

import csv
import datetime as dt
import tracemalloc
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from frenchimpact.core.sheets import workbook
from frenchimpact.territories.actions.measurement_lines import COLUMNS, import_measurements
from frenchimpact.territories.models import Indicator, Measurement
from frenchimpact.territories.tests.factories import make_challenge, make_indicator, make_lead_person, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator() -> Indicator:
    return make_indicator(make_challenge(make_territory()), method="Pesées")


@pytest.fixture
def name(indicator: Indicator) -> str:
    return f"{indicator.territory.reference}/{indicator.number}"


def write(folder: Path, *rows: dict[str, Any], columns: tuple[str, ...] = COLUMNS) -> Path:
    path = folder / "mesures.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(name: str, year: int, value: object, **more: Any) -> dict[str, Any]:
    return {"indicateur": name, "debut": f"{year}-01-01", "fin": f"{year}-12-31", "valeur": value, **more}


def run(path: Path, *options: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("import_measurements", str(path), *options, stdout=out)
    except SystemExit as left:
        return int(left.code or 0), out.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, out.getvalue()


def kept() -> dict[int, Decimal]:
    return {one.ends_on.year: one.value for one in Measurement.objects.all() if one.value is not None}


def test_a_file_is_taken_and_again_changes_nothing(tmp_path: Path, indicator: Indicator, name: str) -> None:
    path = write(tmp_path, row(name, 2024, "205"), row(name, 2025, "1240.5", preuve="Registre"))
    code, out = run(path)
    assert (code, out.split()) == (0, ["read:", "2", "created:", "2", "updated:", "0", "unchanged:", "0", "refused:", "0"])
    assert kept() == {2024: Decimal(205), 2025: Decimal("1240.5")}
    assert indicator.measurements.get(ends_on=dt.date(2025, 12, 31)).note == "Registre"
    assert "unchanged: 2" in run(path)[1]


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, row(name, 2024, "205"), row(name, 2025, "trop"))
    code, out = run(path, "--dry-run")
    assert code == 3
    assert "created: 1" in out
    assert kept() == {}
    assert run(path)[0] == 3
    assert kept() == {2024: Decimal(205)}


def test_each_refused_line_says_every_reason_and_can_be_sent_again(tmp_path: Path, indicator: Indicator, name: str) -> None:
    path = write(
        tmp_path,
        row("T-1900-0001/1", 2024, "1"),
        row("n’importe quoi", 2024, "x", debut="hier"),
        row(name, 2024, "1", ventilation="femmes"),
        row(name, 2024, "1", lieu="commune:73065"),
        row(name, 2024, ""),
        row(name, 2024, "10"),
        row(name, 2024, "11"),
        row(name, 2025, "1000"),
        {"indicateur": name, "debut": "2024-12-31", "fin": "2024-01-01", "valeur": "1"},
        row(name, 2023, "9", version="4"),
    )
    code, out = run(path)
    assert (code, kept()) == (3, {2024: Decimal(10)})
    assert "refused: 9" in out
    refused = path.with_name("mesures.csv.refused.csv")
    with refused.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    found = [(int(one["ligne"]), one["motif"]) for one in rows]
    assert sorted(line for line, _why in found) == [2, 3, 4, 5, 6, 8, 9, 10, 11]
    why = dict(found)
    assert "n’existe pas" in why[2]
    assert all(word in why[3] for word in ("indicateur", "debut", "valeur"))
    assert "ventilation" in why[4]
    assert "lieu" in why[5]
    assert "la ligne 7 donne déjà" in why[8]
    assert "Confirmez-vous" in why[9]
    assert "avant le début" in why[10]
    assert "entre-temps" in why[11]
    assert run(refused, "--confirmed")[0] == 3
    assert kept()[2025] == 1000


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "vide.csv"
    path.write_text("")
    assert run(path)[0] == 2
    assert run(tmp_path / "absent.csv")[0] == 2


def test_a_spreadsheet_comes_in_like_its_csv(tmp_path: Path, name: str) -> None:
    path = tmp_path / "mesures.xlsx"
    days = [(dt.date(year, 1, 1), dt.date(year, 12, 31)) for year in (2024, 2025)]
    rows = [[name, *days[0], 205], [name, *days[1], Decimal("1240.5")]]
    path.write_bytes(workbook("Mesures", [["indicateur", "debut", "fin", "valeur"], *rows]))
    assert run(path, "--sheet", "Mesures")[0] == 0
    assert kept() == {2024: Decimal(205), 2025: Decimal("1240.5")}
    code, words = run(path, "--sheet", "Autre")
    assert (code, "« Mesures »" in words) == (2, True)


def test_unknown_columns_are_named(tmp_path: Path, name: str) -> None:
    path = write(tmp_path, {**row(name, 2024, "1"), "couleur": "bleu"}, columns=(*COLUMNS, "couleur"))
    assert "couleur" in run(path)[1]


def test_what_comes_out_comes_back_in(tmp_path: Path, indicator: Indicator, name: str) -> None:
    run(write(tmp_path, row(name, 2024, "205"), row(name, 2025, "1240.5", preuve="Registre")))
    client = Client()
    client.force_login(make_lead_person(indicator.territory))
    answer = client.get(f"/mon-espace/territoires/{indicator.territory.reference}/indicateurs/mesures.csv")
    content = answer.getvalue()
    lines = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    assert lines[0] == list(COLUMNS)
    assert [line[:9] for line in lines[1:]] == [
        [name, "1", "2024-01-01", "2024-12-31", "", "205", "", "Pesées", ""],
        [name, "1", "2025-01-01", "2025-12-31", "", "1240.5", "", "Pesées", "Registre"],
    ]
    path = tmp_path / "retour.csv"
    path.write_bytes(content)
    assert "unchanged: 2" in run(path)[1]
    other = client.get(f"/mon-espace/territoires/{indicator.territory.reference}/indicateurs/mesures.csv?indicateur=7")
    assert len(other.getvalue().splitlines()) == 1


def test_memory_does_not_grow_with_the_file(tmp_path: Path, indicator: Indicator, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frenchimpact.territories.actions.measurement_lines.BATCH", 50)
    peaks = []
    for count in (200, 800):
        start = dt.date(2000, 1, 1)
        days = [start + dt.timedelta(days=step) for step in range(count)]
        path = write(tmp_path, *({"indicateur": name, "debut": day, "fin": day, "valeur": 1 + count / 100} for day in days))
        import_measurements(path, is_dry_run=True)
        tracemalloc.start()
        assert import_measurements(path).read == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]


def test_what_only_looks_like_a_number_is_refused(tmp_path: Path, name: str) -> None:
    code, out = run(write(tmp_path, row(name[:-1] + "²", 2024, "205"), row(name, 2024, "205", version="²")))
    assert (code, "refused: 2" in out, kept()) == (3, True, {})
