"""The import from the file to the ledger: read as a stream, judged all at once, written batch by batch."""

from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.models import Origin
from frenchimpact.commitments import facts
from frenchimpact.commitments.actions.opening import take_numbers
from frenchimpact.commitments.imports import staging
from frenchimpact.commitments.imports.columns import FIELDS, KNOWN, SCHEMA, mapping_of
from frenchimpact.commitments.imports.giving import grants_of, looks_like_json
from frenchimpact.commitments.imports.lines import GivingReader, Line, ScdlReader, is_total, own_reference
from frenchimpact.commitments.imports.origins import tell_origins
from frenchimpact.commitments.imports.ranks import keep_ranks
from frenchimpact.commitments.imports.vehicles import recognise_vehicles, refuse_counted_twice
from frenchimpact.commitments.models import GrantsImport
from frenchimpact.core import clock
from frenchimpact.core.columns import Told
from frenchimpact.core.facts import announce
from frenchimpact.core.refused import RefusedLines
from frenchimpact.core.tables import REPORT, NotATable, Table, open_table

BATCH = 25_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NEEDED = ("beneficiary_name", "amount", "on", "funder_name")
UNTOLD = Told()


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do."""

    format: str = ""
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    # Among those unchanged: money that was written here already.
    recognised: int = 0
    # New lines that a fund or a programme kept here gives or receives: what it places is not counted again.
    through: int = 0
    # Lines taken by name, because a spreadsheet destroyed a number.
    numbers_lost: int = 0
    # Lines left aside as totals written under the table; `read` does not hold them.
    totals: int = 0
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    # Those that hold something too, and that were not read.
    other_sheets: tuple[str, ...] = ()
    # Names of SCDL, each with the column that was read into it.
    mapping: dict[str, str] = field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    refused_path: Path | None = None
    # What was written down of the import, unless it was a dry run.
    run_id: int | None = None
    # The first lines refused, with their reasons.
    reasons: list[tuple[int, str]] = field(default_factory=list)


def import_grants(
    path: Path,
    *,
    form: str = "auto",
    by: User | None = None,
    is_dry_run: bool = False,
    file_name: str = "",
    funders: set[str] | None = None,
    sheet: str = "",
    told: Told = UNTOLD,
) -> Outcome:
    """Bring the grants of a file in, or refresh those that it brought before. Twice the same file changes nothing.

    `told` is what a person said of its columns, by their names in the schema. `funders` are the SIREN whose grants may come in, for
    somebody who writes for some funders only; None is all of them. Every line is taken or refused with its reason; each batch is written
    whole or not at all. Raises NotATable.
    """
    is_giving = form == GrantsImport.Format.GIVING or (form == "auto" and looks_like_json(path))
    outcome = Outcome(format=GrantsImport.Format.GIVING if is_giving else GrantsImport.Format.SCDL)
    table, mapping = (None, {}) if is_giving else _open(path, outcome, sheet, told)
    try:
        lines = _giving_lines(path) if table is None else _table_lines(table, mapping, outcome)
        _stage(lines if funders is None else _only_of(funders, lines), outcome)
        _judge(outcome)
        if not is_dry_run:
            _write(outcome, by, (file_name or path.name)[:200])
        outcome.refused_path = _list_refused(path, table, outcome)
    finally:
        _do("DROP TABLE IF EXISTS grants_line, grants_plan")
    return outcome


def _open(path: Path, outcome: Outcome, sheet: str, told: Told) -> tuple[Table, dict[str, int]]:
    table = sheet_of_grants(path, sheet, is_told=bool(told))
    mapping = mapping_of(table.header)
    if told:
        named = told.mapping(table, {SCHEMA[name]: place for name, place in mapping.items()})
        mapping = {FIELDS[name]: place for name, place in named.items()}
    outcome.other_sheets = table.other_sheets
    outcome.mapping = {SCHEMA[name]: table.titles[place] for name, place in mapping.items()}
    used = set(mapping.values())
    unknown = [table.titles[place] for place, name in enumerate(table.header) if name and place not in used and name not in REPORT]
    outcome.unknown_columns = tuple(unknown)
    outcome.encoding, outcome.separator, outcome.sheet = table.encoding, table.separator, table.sheet
    if missing := [SCHEMA[name] for name in NEEDED if name not in mapping]:
        words = _("Il manque une colonne : %s. Donnez-lui ce nom, celui du schéma SCDL, ou dites laquelle c’est.")
        raise NotATable(words % ", ".join(missing))
    return table, mapping


def sheet_of_grants(path: Path, named: str, *, is_told: bool = False) -> Table:
    """The table of the file; of a workbook, the sheet that is named, or the first that has the columns of grants. Raises NotATable.

    `is_told`: a person says what the columns are, so that the file may have none of those.
    """

    def opened(sheet: str, *, is_told: bool = False) -> Table:
        percents = [name for name in KNOWN if name.startswith("pourcentage")]
        return open_table(path, known=KNOWN, percents=percents, sheet=sheet, is_told=is_told)

    def lacks(table: Table) -> bool:
        return not set(NEEDED) <= set(mapping_of(table.header))

    try:
        first = opened(named)
    except NotATable:
        if not is_told:
            raise
        return opened(named, is_told=True)
    if named or not lacks(first):
        return first
    for sheet in first.other_sheets[:8]:
        with suppress(NotATable):
            if not lacks(other := opened(sheet)):
                return replace(other, other_sheets=(first.sheet, *(one for one in first.other_sheets if one != sheet)))
    return first


def _table_lines(table: Table, mapping: Mapping[str, int], outcome: Outcome) -> Iterator[Line]:
    reader = ScdlReader(mapping)
    for row in table.rows():
        if row.problem:
            yield Line(line=row.line, problem=row.problem)
        elif is_total(row.cells, mapping):
            outcome.totals += 1
        else:
            yield reader.read(row.cells, row.line)


def _giving_lines(path: Path) -> Iterator[Line]:
    reader = GivingReader()
    for number, grant in enumerate(grants_of(path), 1):
        yield reader.read(grant, number)


def _only_of(funders: set[str], lines: Iterator[Line]) -> Iterator[Line]:
    for line in lines:
        if not line.problem and line.funder_number[:9] not in funders:
            line.problem = _(
                "idAttribuant : ce n’est pas le SIREN d’une de vos structures, confirmé par le programme ; s’il attend de l’être, renvoyez"
                " cette ligne ensuite"
            )
        yield line


def _do(sql: str, values: Any = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def _stage(lines: Iterator[Line], outcome: Outcome) -> None:
    _do(staging.CREATE)
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(staging.COPY) as copy:
        parts: list[str] = []
        for n, line in enumerate(lines, 1):
            outcome.numbers_lost += line.has_lost_number and not line.problem
            parts.append(_row(n, line))
            if len(parts) >= 1000:
                copy.write("".join(parts).encode())
                parts.clear()
        copy.write("".join(parts).encode())
    _do(staging.INDEX)


def _row(n: int, line: Line) -> str:
    """One line for COPY. Cells first apart by a character that none can hold, so that only what must be is escaped."""
    reference = own_reference(line.mark) if line.has_own_mark else ""
    text = (
        f"{n}\x00{line.line}\x00{line.problem}\x00{line.mark}\x00{line.has_own_mark}\x00{line.funder_name}\x00{line.funder_number}"
        f"\x00{line.beneficiary_name}\x00{line.beneficiary_number}\x00{line.title}\x00{line.amount if not line.problem else 0:f}"
        f"\x00{line.paid if not line.problem else 0:f}"
        f"\x00{line.on or '\x01'}\x00{line.origin}\x00{line.instrument}\x00{line.decision}\x00{line.nature}\x00{line.conditions}"
        f"\x00{line.pays_from or '\x01'}\x00{line.pays_until or '\x01'}\x00{'\x01' if line.share is None else f'{line.share:.6f}'}"
        f"\x00{line.register_number}\x00{line.is_notified}\x00{line.scheme}\x00{line.source_url}\x00{reference}\x00{line.is_regrant}"
    )
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text:
        text = text.translate(_ESCAPES)
    return text.replace("\x00", "\t").replace("\x01", "\\N") + "\n"


def _judge(outcome: Outcome) -> None:
    """What each line is, and what it would change."""
    source = {"source": outcome.format}
    _do(staging.SHARES)
    _do(staging.KEYS)
    keep_ranks(outcome.format)
    _do(staging.TWICE, [_("déjà présent à la ligne %s")])
    _do(staging.STRANGERS, {**source, "words": _("id : un autre financeur a déjà publié une subvention sous cet identifiant")})
    _do(staging.PLAN, source)
    recognise_vehicles()
    _do(staging.MENDED, source)
    _do(staging.RECOGNISE, source)
    refuse_counted_twice()
    # A file of 360Giving is one of private funders, unless what is known of them says otherwise.
    tell_origins(Origin.FOUNDATION if outcome.format == GrantsImport.Format.GIVING else "")
    _do(staging.REVIVED, [_("montant : cet engagement est clos, et un autre répond depuis à la même demande ; annulez d’abord celui-là")])
    _do(staging.TOO_LOW, [_("montant : %s euros ont déjà été versés, il ne peut pas descendre plus bas")])
    _do(staging.MARK_CHANGED)
    with connection.cursor() as cursor:
        cursor.execute(staging.COUNT)
        outcome.read, outcome.created, outcome.updated, outcome.refused, outcome.recognised, outcome.through = cursor.fetchone()
    outcome.unchanged = outcome.read - outcome.created - outcome.updated - outcome.refused


def _write(outcome: Outcome, by: User | None, file_name: str) -> None:
    """The run, then batch after batch, each in its transaction."""
    with transaction.atomic():
        run = GrantsImport.objects.create(
            by=by,
            source_name=outcome.format,
            file_name=file_name,
            format=outcome.format,
            mapping=outcome.mapping,
            read_count=outcome.read,
            created_count=outcome.created,
            updated_count=outcome.updated,
            unchanged_count=outcome.unchanged,
            recognised_count=outcome.recognised,
            refused_count=outcome.refused,
        )
    outcome.run_id = run.pk
    _write_lines(outcome, run, by)
    # Once everything is written: who hears of it reads the lines.
    with transaction.atomic():
        announce(facts.GrantsImported(import_id=run.pk, created_count=outcome.created, updated_count=outcome.updated), by=by)


def _write_lines(outcome: Outcome, run: GrantsImport, by: User | None) -> None:
    values: dict[str, Any] = {"source": outcome.format, "run": run.pk, "by": by.pk if by else None}
    if outcome.recognised:
        _do(staging.KEEP_MENDED, values)
        _do(staging.KEEP_KEYS, values)
    if not outcome.created and not outcome.updated:
        return
    for start in range(1, outcome.read + 1, BATCH):
        bounds = {**values, "from": start, "to": start + BATCH, "now": clock.now(), "year": str(clock.today().year)}
        with transaction.atomic():
            _write_batch(bounds)
    if outcome.created > BATCH:
        _do("ANALYZE commitments_commitment, commitments_entry")


def _write_batch(bounds: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM grants_plan p JOIN grants_line l USING (n)"
            " WHERE p.id IS NULL AND l.problem = '' AND n >= %(from)s AND n < %(to)s",
            bounds,
        )
        (count,) = cursor.fetchone()
    if count:
        _do(staging.INSERT, {**bounds, "first": take_numbers(int(bounds["year"]), count)})
        _do(staging.SIGNED, bounds)
        _do(staging.PAID, bounds)
    _do(staging.AMENDED, bounds)
    _do(staging.PAID_MORE, bounds)
    _do(staging.UPDATE_TERMS, bounds)
    _do(staging.UPDATE, bounds)


def _list_refused(path: Path, table: Table | None, outcome: Outcome) -> Path | None:
    """Write `FILE.refused.csv` beside the file: the same columns, then the line and the reasons, ready to mend and send again."""
    listed = RefusedLines(path, table, ("id", "title"))
    if not outcome.refused:
        return listed.close()
    with connection.cursor() as cursor:
        cursor.execute(staging.REFUSED)
        refused = cursor.fetchall()
    outcome.reasons = [(line, problem) for _n, line, problem, *_more in refused[:100]]
    if table is None:
        for _n, line, problem, mark, title in refused:
            listed.add((mark, title), line, problem)
        return listed.close()
    wanted = {line: problem for _n, line, problem, *_more in refused}
    with closing(table.rows()) as rows:
        for row in rows:
            if row.line in wanted:
                listed.add(row.cells, row.line, wanted[row.line])
    return listed.close()
