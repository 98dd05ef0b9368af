"""The import from the file to the tables: read as a stream, judged all at once, written batch by batch."""

import csv
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.facts import announce
from frenchimpact.core.tables import Table, open_table
from frenchimpact.organisations import facts
from frenchimpact.organisations.imports import staging
from frenchimpact.organisations.imports.lines import COLUMNS, REPORT_COLUMNS, Line, Reader
from frenchimpact.organisations.models import Import

BATCH = 25_000
DEFAULT_SOURCE = "import"
type Progress = Callable[[str, float], None]

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    unknown_columns: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    refused_path: Path | None = None


def import_file(
    path: Path,
    *,
    by: User | None = None,
    source: str = DEFAULT_SOURCE,
    encoding: str = "",
    separator: str = "",
    sheet: str = "",
    is_dry_run: bool = False,
    progress: Progress = lambda step, share: None,
) -> Outcome:
    """Bring the organisations of a file in, or refresh those it brought before.

    Every line is taken or refused with its reason; each batch is written whole or not at all; what a person wrote stays.
    Raises NotATable.
    """
    table = open_table(path, known=set(COLUMNS), encoding=encoding, separator=separator, sheet=sheet)
    outcome = Outcome(encoding=table.encoding, separator=table.separator)
    outcome.unknown_columns = tuple(name for name in table.header if name and name not in COLUMNS and name not in REPORT_COLUMNS)
    try:
        _stage(table, progress)
        _judge(source, progress)
        outcome.read, outcome.created, outcome.updated, outcome.refused = _ask(staging.COUNT)
        outcome.unchanged = outcome.read - outcome.created - outcome.updated - outcome.refused
        if not is_dry_run:
            _write(outcome, source, by, path.name, progress)
        outcome.refused_path = _list_refused(table, outcome.refused, progress)
    finally:
        _do("DROP TABLE IF EXISTS import_line, import_plan, import_settled, import_change")
    return outcome


def _do(sql: str, values: Any = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _ask(sql: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return tuple(cursor.fetchone())


def _stage(table: Table, progress: Progress) -> None:
    """Every line of the file into the waiting table, in the order of the file."""
    reader = Reader(table.header)
    size = table.path.stat().st_size or 1
    _do(staging.CREATE)
    # One transaction: a waiting table that is created and filled in it needs no log.
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(staging.COPY) as copy:
        for chunk, done in _chunks(table, reader):
            copy.write(chunk.encode())
            progress(_("Lecture"), min(done / size, 1.0))
    _do(staging.INDEX)


def _chunks(table: Table, reader: Reader) -> Iterator[tuple[str, int]]:
    """Lines for COPY, a thousand at a time, with roughly how many bytes of the file they stand for."""
    parts: list[str] = []
    done = 0
    read = reader.read
    for n, row in enumerate(table.rows(), 1):
        line = Line(problem=row.problem) if row.problem else read(row.cells)
        done += sum(map(len, row.cells)) + 1
        # Cells first apart by a character that none can hold, so that what COPY reads as a sign is only escaped where it must be.
        text = (
            f"{n}\x00{row.line}\x00{line.problem}\x00{line.slug}\x00{line.name}\x00{line.kinds}\x00{line.siren}\x00{line.siret}"
            f"\x00{line.rna}\x00{line.legal_category}\x00{line.ess_family}\x00{'\x01' if line.commune_id is None else line.commune_id}"
            f"\x00{line.address}\x00{line.website}\x00{line.email}\x00{line.description}\x00{line.themes}"
            f"\x00{'\x01' if line.is_published is None else line.is_published}\x00{line.source_key}"
        )
        if "\\" in text or "\n" in text or "\t" in text:
            text = text.translate(_ESCAPES)
        parts.append(text.replace("\x00", "\t").replace("\x01", "\\N"))
        if len(parts) >= 1000:
            yield "\n".join(parts) + "\n", done
            parts.clear()
    if parts:
        yield "\n".join(parts) + "\n", done


def _judge(source: str, progress: Progress) -> None:
    """What each line is about and what it would change; lines that contradict the file or the sheets are refused."""
    words = {
        "source_key": _("id_source : déjà présent à la ligne %s"),
        "siret": _("siret : déjà présent à la ligne %s"),
        "rna": _("rna : déjà présent à la ligne %s"),
        "siren": _("siren : déjà présent à la ligne %s"),
    }
    steps: list[tuple[str, Any]] = [
        *((staging.DUPLICATE.format(key=key, only=only), [words[key]]) for key, only in staging.DUPLICATES),
        (staging.PLAN, {"source": source}),
        (staging.MERGED, None),
        (staging.ALIASED, {"source": source}),
        (staging.UNIT_ONCE, None),
        (staging.SAME_SHEET, [_("même structure qu’à la ligne %s, sous un autre numéro")]),
        (staging.OTHER_SHEET, [_("ce numéro est déjà celui d’une autre fiche : %s")]),
        (staging.NO_KIND, [_("type : il manque, et la catégorie juridique ne le dit pas")]),
        (staging.SETTLE, None),
        (staging.CHANGE, {}),
    ]
    for number, (sql, values) in enumerate(steps, 1):
        _do(sql, values)
        progress(_("Vérification"), number / len(steps))


def _write(outcome: Outcome, source: str, by: User | None, file_name: str, progress: Progress) -> None:
    """Batch after batch. A batch that the database refuses is tried again by halves, down to the line at fault."""
    values = {"source": source, "now": clock.now(), "by": by.pk if by else None}
    created = updated = 0
    pieces = [(first, min(first + BATCH, outcome.read + 1)) for first in range(1, outcome.read + 1, BATCH)]
    pieces.reverse()
    while pieces and (outcome.created or outcome.updated):
        first, last = pieces.pop()
        bounds = {**values, "first": first, "last": last}
        try:
            with transaction.atomic():
                batch = (_do(staging.INSERT, bounds), _do(staging.UPDATE, bounds))
        except DatabaseError as error:
            if last - first > 1:
                middle = (first + last) // 2
                pieces += [(middle, last), (first, middle)]
            else:
                _do("UPDATE import_line SET problem = %s WHERE n = %s", [_reason_of(error), first])
                outcome.refused += 1
            continue
        created, updated = created + batch[0], updated + batch[1]
        progress(_("Écriture"), (last - 1) / outcome.read)
    outcome.created, outcome.updated = created, updated
    if created + updated > BATCH:
        _do("ANALYZE organisations_organisation")
    with transaction.atomic():
        row = Import.objects.create(
            by=by,
            source_name=source,
            file_name=file_name[:200],
            read_count=outcome.read,
            created_count=created,
            updated_count=updated,
            unchanged_count=outcome.unchanged,
            refused_count=outcome.refused,
        )
        announce(facts.OrganisationsImported(import_id=row.pk, created_count=created, updated_count=updated), by=by)


def _reason_of(error: DatabaseError) -> str:
    """Why the database refused one line, in words when the rule is one of ours."""
    text = str(error).splitlines()[0]
    if "_once" in text:
        return _("ce numéro est déjà celui d’une autre fiche")
    return _("la base a refusé cette ligne : %s") % text[:200]


def _list_refused(table: Table, count: int, progress: Progress) -> Path | None:
    """Write `FILE.refused.csv` beside the file: the same columns, then the line and the reasons, ready to mend and send again."""
    path = table.path.with_name(f"{table.path.name}.refused.csv")
    if not count:
        path.unlink(missing_ok=True)
        return None
    kept = [place for place, name in enumerate(table.header) if name not in REPORT_COLUMNS]
    with path.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace") as file, transaction.atomic():
        writer = csv.writer(file, delimiter=table.separator)
        writer.writerow([*(table.header[place] for place in kept), *REPORT_COLUMNS])
        with connection.chunked_cursor() as cursor, closing(table.rows()) as rows:
            cursor.execute(staging.REFUSED)
            n = 0
            for wanted, line, problem in cursor:
                for row in rows:
                    n += 1
                    if n == wanted:
                        cells = [row.cells[place] if place < len(row.cells) else "" for place in kept]
                        writer.writerow([*cells, line, problem])
                        break
        progress(_("Liste des lignes refusées"), 1.0)
    return path
