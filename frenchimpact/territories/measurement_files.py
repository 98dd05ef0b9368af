"""Measurements as files: the same columns come in and go out (docs/contract.md)."""

import csv
import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import batched
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.days import is_sensible
from frenchimpact.core.quantities import NotANumber, read_quantity
from frenchimpact.core.tables import Row, Table, open_table
from frenchimpact.core.text import clean_line, whole
from frenchimpact.territories.actions.measurements import Given, record_values
from frenchimpact.territories.models import Territory, Via

COLUMNS = ("indicateur", "version", "debut", "fin", "lieu", "valeur", "ventilation", "methode", "preuve", "id_source")
# Added by us to the list of refused lines; accepted and left unread when that list comes back.
REPORT_COLUMNS = ("ligne", "motif")
BATCH = 5000


# The one official unit that is the whole perimeter of the territory `t`, when it is so.
_PLACE = """
SELECT min(u.level || ':' || u.code) AS place FROM territories_territoryplace tp JOIN geo_place u ON u.id = tp.place_id
WHERE tp.territory_id = t.id AND tp.until IS NULL AND t.perimeter_words = '' HAVING count(*) = 1
"""
_NAMED = f"""
SELECT t.reference, i.number, i.id, coalesce(p.place, '') FROM unnest(%s::text[], %s::int[]) AS asked (reference, number)
JOIN territories_territory t ON t.reference = asked.reference
JOIN territories_indicator i ON i.territory_id = t.id AND i.number = asked.number
LEFT JOIN LATERAL ({_PLACE}) p ON true
"""  # noqa: S608  a constant of this module


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    unknown_columns: tuple[str, ...] = ()
    refused_path: Path | None = None


@dataclass(slots=True)
class _Line:
    """What one line says; `problems` holds every reason to refuse it."""

    row: Row
    problems: list[str] = field(default_factory=list)
    reference: str = ""
    number: int = 0
    version: int | None = None
    starts_on: dt.date = dt.date.min
    ends_on: dt.date = dt.date.min
    place: str = ""
    value: Decimal | None = None
    proof: str | None = None


# ── In ───────────────────────────────────────────────────────────────────────────────────────────
def import_measurements(
    path: Path, *, by: User | None = None, is_dry_run: bool = False, is_confirmed: bool = False, reason: str = "", sheet: str = ""
) -> Outcome:
    """Bring the measurements of a file in: each line is taken, or refused with its reasons in `FILE.refused.csv`.

    Batches of some thousand lines, each written whole or not at all; memory does not grow with the file. `is_confirmed`: the values
    that look unlikely were checked. `reason`: why figures that a review locked change. Raises NotATable.
    """
    table = open_table(path, known=set(COLUMNS), sheet=sheet)
    outcome = Outcome(unknown_columns=tuple(name for name in table.header if name and name not in (*COLUMNS, *REPORT_COLUMNS)))
    report = _Report(table)
    with transaction.atomic() if is_dry_run else nullcontext():
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS import_seen")
            cursor.execute(
                "CREATE TEMPORARY TABLE import_seen (indicator_id bigint, ends_on date, line integer, PRIMARY KEY (indicator_id, ends_on))"
            )
        for rows in batched(table.rows(), BATCH):
            with transaction.atomic():
                _take(table, rows, outcome, report, by=by, is_confirmed=is_confirmed, reason=reason)
        if is_dry_run:
            transaction.set_rollback(True)
    outcome.refused_path = report.close()
    return outcome


class _Report:
    """The refused lines, written as they come: the same columns, then the line and the reasons, ready to mend and send again."""

    def __init__(self, table: Table) -> None:
        self.table, self.path = table, table.path.with_name(f"{table.path.name}.refused.csv")
        self.kept = [place for place, name in enumerate(table.header) if name not in REPORT_COLUMNS]
        self.file: Any = None

    def add(self, row: Row, problems: list[str]) -> None:
        """One line and why."""
        if self.file is None:
            self.file = self.path.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace")
            self.writer = csv.writer(self.file, delimiter=self.table.separator)
            self.writer.writerow([*(self.table.header[place] for place in self.kept), *REPORT_COLUMNS])
        cells = [row.cells[place] if place < len(row.cells) else "" for place in self.kept]
        self.writer.writerow([*cells, row.line, " ; ".join(problems)])

    def close(self) -> Path | None:
        """Where it is; None when nothing was refused."""
        if self.file is None:
            self.path.unlink(missing_ok=True)
            return None
        self.file.close()
        return self.path


def _take(
    table: Table, rows: tuple[Row, ...], outcome: Outcome, report: _Report, *, by: User | None, is_confirmed: bool, reason: str
) -> None:
    lines = [_read(table, row) for row in rows]
    known = _known(lines)
    found: list[tuple[_Line, int]] = []
    for line in lines:
        if line.problems:
            continue
        indicator = known.get((line.reference, line.number))
        if indicator is None:
            line.problems.append(_("indicateur : %s n’existe pas") % f"{line.reference}/{line.number}")
        elif line.place and line.place != indicator[1]:
            line.problems.append(_("lieu : une valeur vaut pour tout le territoire ; laissez cette colonne vide"))
        else:
            found.append((line, indicator[0]))
    _once(found)
    found = [(line, key) for line, key in found if not line.problems]
    given = [
        Given(key, line.starts_on, line.ends_on, line.value, line.proof, is_confirmed=is_confirmed, reason=reason, seen=line.version)
        for line, key in found
    ]
    recorded = record_values(territory=None, values=given, via=Via.FILE, by=by)
    for problem in recorded.problems:
        found[problem.position][0].problems.append(str(problem.message))
    for line in lines:
        if line.problems:
            report.add(line.row, line.problems)
            outcome.refused += 1
    outcome.read += len(lines)
    outcome.created += recorded.created
    outcome.updated += recorded.updated
    outcome.unchanged += recorded.unchanged


def _known(lines: list[_Line]) -> Mapping[tuple[str, int], tuple[int, str]]:
    """Indicators by the reference of their territory and their number, with the place that is the whole territory, if one unit is."""
    pairs = {(line.reference, line.number) for line in lines if not line.problems}
    with connection.cursor() as cursor:
        cursor.execute(_NAMED, [[reference for reference, _number in pairs], [number for _reference, number in pairs]])
        return {(reference, number): (key, place) for reference, number, key, place in cursor.fetchall()}


def _once(found: list[tuple[_Line, int]]) -> None:
    """A period given twice in the file: the first line is taken, the others say which one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO import_seen SELECT * FROM unnest(%s::bigint[], %s::date[], %s::int[]) ON CONFLICT DO NOTHING RETURNING line",
            [[key for _line, key in found], [line.ends_on for line, _key in found], [line.row.line for line, _key in found]],
        )
        new = {line for (line,) in cursor.fetchall()}
        twice = [(line, key) for line, key in found if line.row.line not in new]
        if twice:
            cursor.execute(
                "SELECT indicator_id, ends_on, line FROM import_seen JOIN unnest(%s::bigint[], %s::date[]) AS a (indicator_id, ends_on)"
                " USING (indicator_id, ends_on)",
                [[key for _line, key in twice], [line.ends_on for line, _key in twice]],
            )
            first = {(key, ends_on): line for key, ends_on, line in cursor.fetchall()}
            for line, key in twice:
                line.problems.append(_("la ligne %s donne déjà une valeur pour cette période") % first[key, line.ends_on])


def _read(table: Table, row: Row) -> _Line:
    line = _Line(row)
    if row.problem:
        line.problems.append(row.problem)
        return line
    cells = dict(zip(table.header, (clean_line(cell) for cell in row.cells), strict=False))
    reference, _slash, number = cells.get("indicateur", "").rpartition("/")
    place = whole(number, 4)
    if not reference or place is None:
        line.problems.append(_("indicateur : écrivez la référence du territoire et le numéro, par exemple T-2026-0001/3"))
    else:
        line.reference, line.number = reference, place
    if version := cells.get("version", ""):
        line.version = whole(version, 4)
        if line.version is None:
            line.problems.append(_("version : écrivez le numéro de la valeur que vous remplacez, ou rien"))
    starts_on, ends_on = (_day(cells.get(name, ""), name, line.problems) for name in ("debut", "fin"))
    if starts_on and ends_on:
        line.starts_on, line.ends_on = starts_on, ends_on
        if starts_on > ends_on:
            line.problems.append(_("fin : elle vient avant le début"))
    try:
        line.value = read_quantity(cells.get("valeur", ""), is_machine=True)
    except NotANumber as error:
        line.problems.append(_("valeur : %s") % error.message)
    if cells.get("ventilation"):
        line.problems.append(_("ventilation : les valeurs se donnent en total ; ajoutez un indicateur par catégorie"))
    line.place = cells.get("lieu", "")
    # An empty cell leaves what is there.
    line.proof = cells.get("preuve", "")[:500] or None
    return line


def _day(text: str, column: str, problems: list[str]) -> dt.date | None:
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if is_sensible(day):
            return day
        break
    problems.append(_("%(column)s : écrivez une date, par exemple 2026-12-31") % {"column": column})
    return None


# ── Out ──────────────────────────────────────────────────────────────────────────────────────────
_EXPORT = f"""
SELECT t.reference || '/' || i.number, m.version, m.starts_on, m.ends_on, coalesce(p.place, ''), m.value, '',
  coalesce(k.text, i.method), m.note,
  'mesure:' || m.id
FROM territories_measurement m JOIN territories_indicator i ON i.id = m.indicator_id JOIN territories_territory t ON t.id = i.territory_id
LEFT JOIN LATERAL ({_PLACE}) p ON true
LEFT JOIN LATERAL (SELECT text FROM territories_method WHERE indicator_id = i.id
  ORDER BY since <= m.ends_on DESC, CASE WHEN since <= m.ends_on THEN -number ELSE number END LIMIT 1) k ON true
WHERE m.value IS NOT NULL AND i.territory_id = %s AND (%s::int IS NULL OR i.number = %s) ORDER BY i.number, m.ends_on
"""  # noqa: S608  a constant of this module


def export_rows(territory: Territory, number: int | None = None) -> Iterator[tuple[Any, ...]]:
    """Every value of a territory, or of one indicator, under the columns of the import, as a stream. Must run inside a transaction.

    Each beside the method by which it was counted.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(_EXPORT, [territory.pk, number, number])
        for reference, version, starts_on, ends_on, place, value, parts, method, proof, key in cursor:
            line = " ".join(method.split())
            yield (
                reference,
                str(version),
                starts_on.isoformat(),
                ends_on.isoformat(),
                place,
                value.normalize(),
                parts,
                line,
                proof,
                key,
            )
