"""Files of measurements (docs/contract.md): lines are read here, and taken by the room that knows what they measure."""

import csv
import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import batched
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.days import is_sensible
from frenchimpact.core.tables import Row, Table, open_table
from frenchimpact.core.text import clean_line, whole

COLUMNS = ("indicateur", "version", "debut", "fin", "lieu", "valeur", "ventilation", "methode", "preuve", "id_source")
# Added by us to the list of refused lines; accepted and left unread when that list comes back.
REPORT_COLUMNS = ("ligne", "motif")
BATCH = 5000


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
class Line:
    """What one line says, cells as they are written; `problems` holds every reason to refuse it."""

    row: Row
    problems: list[str] = field(default_factory=list)
    # « T-2026-0001/3 »: what holds the indicator, and which one.
    reference: str = ""
    name: str = ""
    version: int | None = None
    starts_on: dt.date = dt.date.min
    ends_on: dt.date = dt.date.min
    place: str = ""
    value: str = ""
    parts: str = ""
    method: str = ""
    # An empty cell leaves what is there.
    proof: str | None = None
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who brings the file in, whether unlikely values were checked, and why what others rely on changes."""

    by: User | None = None
    is_confirmed: bool = False
    reason: str = ""


# Created, updated, unchanged; the others got a problem.
type Counts = tuple[int, int, int]
type Take = Callable[[Sequence[Line], Asked], Counts]
_TAKERS: dict[str, Take] = {}


def declare_taker(letter: str, take: Take) -> None:
    """Lines whose reference begins with that letter are taken by that function. Said once, when a room opens."""
    _TAKERS[letter] = take


def import_measurements(
    path: Path,
    *,
    by: User | None = None,
    is_dry_run: bool = False,
    is_confirmed: bool = False,
    reason: str = "",
    sheet: str = "",
    only: str = "",
) -> Outcome:
    """Bring the measurements of a file in: each line is taken, or refused with its reasons in `FILE.refused.csv`.

    Batches of some thousand lines, each written whole or not at all; memory does not grow with the file. `is_confirmed`: the values
    that look unlikely were checked. `reason`: why figures that somebody else looked at or locked change. `only`: the one reference
    whose lines are taken, for who may write no other. Raises NotATable.
    """
    table = open_table(path, known=set(COLUMNS), sheet=sheet)
    outcome = Outcome(unknown_columns=tuple(name for name in table.header if name and name not in (*COLUMNS, *REPORT_COLUMNS)))
    report = _Report(table)
    asked = Asked(by, is_confirmed, reason)
    with transaction.atomic() if is_dry_run else nullcontext():
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS import_seen")
            cursor.execute(
                "CREATE TEMPORARY TABLE import_seen"
                " (letter text, key bigint, ends_on date, line integer, PRIMARY KEY (letter, key, ends_on))"
            )
        for rows in batched(table.rows(), BATCH):
            with transaction.atomic():
                _take(table, rows, outcome, report, asked, only)
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


def _take(table: Table, rows: tuple[Row, ...], outcome: Outcome, report: _Report, asked: Asked, only: str) -> None:
    lines = [_read(table, row, only) for row in rows]
    # What names nothing is told by the first: it says how to write both.
    default = next(iter(_TAKERS))
    for letter, take in _TAKERS.items():
        found = [line for line in lines if not line.row.problem and _letter(line, default) == letter]
        if found:
            created, updated, unchanged = take(found, asked)
            outcome.created += created
            outcome.updated += updated
            outcome.unchanged += unchanged
    for line in lines:
        if line.problems:
            report.add(line.row, line.problems)
            outcome.refused += 1
    outcome.read += len(lines)


def _letter(line: Line, default: str) -> str:
    return line.reference[:1] if line.reference[:1] in _TAKERS else default


def once(letter: str, found: Sequence[tuple[Line, int]]) -> None:
    """A period given twice in the file: the first line is taken, the others say which one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO import_seen SELECT %s, * FROM unnest(%s::bigint[], %s::date[], %s::int[]) ON CONFLICT DO NOTHING RETURNING line",
            [letter, [key for _line, key in found], [line.ends_on for line, _key in found], [line.row.line for line, _key in found]],
        )
        new = {line for (line,) in cursor.fetchall()}
        twice = [(line, key) for line, key in found if line.row.line not in new]
        if twice:
            cursor.execute(
                "SELECT key, ends_on, line FROM import_seen JOIN unnest(%s::bigint[], %s::date[]) AS a (key, ends_on)"
                " USING (key, ends_on) WHERE letter = %s",
                [[key for _line, key in twice], [line.ends_on for line, _key in twice], letter],
            )
            first = {(key, ends_on): line for key, ends_on, line in cursor.fetchall()}
            for line, key in twice:
                line.problems.append(_("la ligne %s donne déjà une valeur pour cette période") % first[key, line.ends_on])


def _read(table: Table, row: Row, only: str) -> Line:
    line = Line(row)
    if row.problem:
        line.problems.append(row.problem)
        return line
    cells = dict(zip(table.header, (clean_line(cell) for cell in row.cells), strict=False))
    line.reference, _slash, line.name = cells.get("indicateur", "").rpartition("/")
    if only and line.reference != only:
        line.problems.append(_("indicateur : cette page ne prend que les valeurs de %s") % only)
    if version := cells.get("version", ""):
        line.version = whole(version, 4)
        if line.version is None:
            line.problems.append(_("version : écrivez le numéro de la valeur que vous remplacez, ou rien"))
    starts_on, ends_on = (_day(cells.get(name, ""), name, line.problems) for name in ("debut", "fin"))
    if starts_on and ends_on:
        line.starts_on, line.ends_on = starts_on, ends_on
        if starts_on > ends_on:
            line.problems.append(_("fin : elle vient avant le début"))
    line.value, line.parts, line.place = (cells.get(name, "") for name in ("valeur", "ventilation", "lieu"))
    line.method, line.source_id = cells.get("methode", ""), cells.get("id_source", "")[:80]
    line.proof = cells.get("preuve", "")[:500] or None
    return line


def _day(text: str, column: str, problems: list[str]) -> dt.date | None:
    day = _day_of(text)
    if day is None:
        problems.append(_("%(column)s : écrivez une date, par exemple 2026-12-31") % {"column": column})
    return day


@lru_cache(maxsize=4096)
def _day_of(text: str) -> dt.date | None:
    """A file has few days, each many times."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        return day if is_sensible(day) else None
    return None
