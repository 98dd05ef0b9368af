"""Tables in files as people send them: CSV of any encoding and separator, spreadsheets (xlsx, xlsm, ods, xls); read as a stream.

`open_table(path, known=…)` is the one way in, whatever the file, and goes by what the file holds, never by its name. A damaged line is
given back with what is wrong with it and never stops the others: a quote left open, a cell of 10 MB, bytes that belong to no known
writing, a cell in error (#REF!). A file that is not a table is refused with the words to say so.

Cells are text. Those of a spreadsheet are written as a person types them: days as 2026-03-01, numbers without loss (12, 74.67,
12345678901234), « oui » and « non », 30 % as 0.3 (as 30 in the columns named by `percents`), the last value kept for a formula.
"""

import csv
import io
from collections.abc import Collection, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from frenchimpact.core.listings import RISKY
from frenchimpact.core.spreadsheets.limits import ERRORS, NO_VALUE, PERCENT, TOO_LONG
from frenchimpact.core.spreadsheets.process import Converted, Unreadable, convert, quoted
from frenchimpact.core.spreadsheets.scan import column_letters
from frenchimpact.core.writings import encoding_of

CELL_LIMIT = 100_000
LINE_LIMIT = 1_000_000
# A quoted cell longer than that is more likely a quote left open.
_LINES_IN_A_ROW = 400
_SEPARATORS = ";,\t|"
# Lines that may come before the one that names the columns: a title, the name of the service, a date.
_LINES_ABOVE = 30
# Sheets looked through for a table, past the first.
_MOST_SHEETS = 8
_SPREADSHEETS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
_NOT_TEXT = {
    b"\xd0\xcf\x11\xe0": "Excel (xls)",
    b"%PDF": "PDF",
    b"\x1f\x8b": "GZIP",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"7z\xbc\xaf": "7z",
    b"Rar!": "RAR",
    b"SQLite format 3": "SQLite",
    b"PAR1": "Parquet",
}
# A page may come under the name of a spreadsheet: authorities' software « exports to Excel » that way.
_WEB = (b"<!doctype", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<style", b"<div", b"<!--", b"mime-version:")
# The columns that a list of refused lines adds to those of the file.
REPORT = ("ligne", "motif")


class NotATable(Exception):
    """The file cannot be read as a table at all: the message says what it is and what to send instead."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: where it starts in the file, its cells, and what is wrong with its form, if anything."""

    line: int
    cells: list[str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A file ready to be read, as many times as needed.

    Of a spreadsheet, `sheet` is the one that is read, `other_sheets` those that hold something too; encoding and separator are then
    those in which to write lines back.
    """

    path: Path
    encoding: str
    separator: str
    header: list[str]
    header_line: int
    # The same names as they are written, capitals included.
    titles: tuple[str, ...] = ()
    sheet: str = ""
    other_sheets: tuple[str, ...] = ()
    converted: Converted | None = None
    percents: frozenset[str] = frozenset()

    @property
    def is_report(self) -> bool:
        """Whether it is a list of refused lines that we wrote (`core.refused`), sent again once mended."""
        return set(REPORT) <= set(self.header)

    def rows(self) -> Generator[Row]:
        """Every line after the header, blank ones left out. The line of a spreadsheet is its number in the sheet."""
        reader = _sheet_rows(self.converted, self) if self.converted else self._text_rows()
        for row in _as_written(reader) if self.is_report else reader:
            if row.line > self.header_line and (row.problem or any(row.cells)):
                yield row if row.problem or ERRORS.isdisjoint(row.cells) else Row(row.line, row.cells, _error_words(row, self.header))

    def _text_rows(self) -> Iterator[Row]:
        with self.path.open("r", encoding=self.encoding, errors="surrogateescape", newline="") as file:
            yield from _rows_of(_Lines(file), self.separator, len(self.header))


def _as_written(rows: Iterator[Row]) -> Iterator[Row]:
    """Cells without the sign that kept a spreadsheet from running them."""
    for row in rows:
        yield replace(row, cells=[cell[1:] if cell[:1] == "'" and cell[1:].startswith(RISKY) else cell for cell in row.cells])


class _TooLong(Exception):
    """A physical line beyond the limit: its end was thrown away."""


class _Lines:
    """Physical lines of the file, counted; those of the row being read are kept so that they can be read again."""

    def __init__(self, file: io.TextIOWrapper) -> None:
        self.file = file
        self.number = 0
        self.kept: list[str] = []
        self.waiting: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        if self.waiting:
            line = self.waiting.pop()
        else:
            line = self.file.readline(LINE_LIMIT)
            if not line:
                raise StopIteration
        self.number += 1
        self.kept.append(line)
        if len(line) == LINE_LIMIT and not line.endswith("\n"):
            while (rest := self.file.readline(LINE_LIMIT)) and not rest.endswith("\n"):
                pass
            raise _TooLong
        return line

    def give_back(self, count: int) -> None:
        """Read the last `count` kept lines again."""
        if count:
            self.waiting.extend(reversed(self.kept[-count:]))
            self.number -= count


def _rows_of(source: _Lines, separator: str, width: int) -> Iterator[Row]:
    """The rows, each with its first physical line. A row that swallowed its neighbours gives them back."""
    csv.field_size_limit(CELL_LIMIT)
    reader = csv.reader(source, delimiter=separator)
    kept = source.kept
    while True:
        kept.clear()
        line = source.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_TooLong, csv.Error):
            swallowed = len(kept) - 1
            source.give_back(swallowed)
            reader = csv.reader(source, delimiter=separator)
            yield Row(line, [], _open_quote() if swallowed else _("Une cellule dépasse %d caractères.") % CELL_LIMIT)
            continue
        if not cells:
            continue
        found = len(cells)
        if found > width and not any(cells[width:]):
            cells, found = cells[:width], width
        if len(kept) > 1 and (found != width or len(kept) > _LINES_IN_A_ROW or not _closes(kept, separator)):
            source.give_back(len(kept) - 1)
            reader = csv.reader(source, delimiter=separator)
            yield Row(line, [], _open_quote())
        elif found != width:
            yield Row(line, cells, _width_words(found, width))
        else:
            yield Row(line, cells)


def _closes(lines: list[str], separator: str) -> bool:
    """Whether the quotes of these lines pair strictly: a quote left open may close on that of another line, by chance."""
    try:
        next(csv.reader(lines, delimiter=separator, strict=True))
    except csv.Error:
        return False
    return True


def _open_quote() -> str:
    return _("Un guillemet est ouvert et jamais refermé.")


def _width_words(found: int, width: int) -> str:
    return _("Cette ligne a %(found)d colonnes ; l’en-tête en a %(width)d.") % {"found": found, "width": width}


def _error_words(row: Row, header: list[str]) -> str:
    """What the first cell in error has."""
    place, cell = next((place, cell) for place, cell in enumerate(row.cells) if cell in ERRORS)
    name = (header[place] if place < len(header) else "") or column_letters(place)
    if cell == TOO_LONG:
        return _("Une cellule dépasse %d caractères.") % CELL_LIMIT
    if cell == NO_VALUE:
        return _("« %s » : cette formule n’a pas de valeur. Ouvrez le fichier dans votre tableur, enregistrez-le, puis envoyez-le.") % name
    return _("« %(column)s » contient une erreur de tableur : %(error)s.") % {"column": name, "error": cell}


def _sheet_rows(converted: Converted, table: Table) -> Iterator[Row]:
    """The lines of a sheet: their cells end where the header ends."""
    width = len(table.header)
    hundreds = {place for place, name in enumerate(table.header) if name in table.percents}
    for line, cells in _sheet_lines(converted):
        if converted.has_percents:
            cells = [_percentage(cell, place in hundreds) if cell[:1] == PERCENT else cell for place, cell in enumerate(cells)]
        if len(cells) > width and line > table.header_line:
            yield Row(line, cells, _width_words(len(cells), width))
        else:
            yield Row(line, cells + [""] * (width - len(cells)))


def _sheet_lines(converted: Converted) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(CELL_LIMIT)
    with converted.path.open("r", encoding="utf-8", newline="") as file:
        for line, *cells in csv.reader(file):
            yield int(line), cells


def _percentage(cell: str, is_of_hundred: bool) -> str:
    text = cell.removeprefix(PERCENT)
    return f"{(Decimal(text) * 100).normalize():f}" if is_of_hundred else text


def open_table(
    path: Path,
    *,
    known: set[str],
    encoding: str = "",
    separator: str = "",
    sheet: str = "",
    percents: Collection[str] = (),
    is_told: bool = False,
) -> Table:
    """Find how the file is written, and its header, which must hold at least one of the `known` columns.

    `is_told`: a person says what the columns are, so that none needs to be known. `sheet` names the one to read in a spreadsheet;
    without it, the first that holds a table. `percents` names the columns where a percentage counts up to a hundred. Raises NotATable.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise NotATable(_("Le fichier %(path)s ne s’ouvre pas : %(reason)s.") % {"path": path, "reason": error.strerror}) from error
    if size == 0 or not start.strip():
        raise NotATable(_("Le fichier est vide."))
    if start.startswith(_SPREADSHEETS):
        return _open_spreadsheet(path, known, sheet, frozenset(percents), is_told=is_told)
    _refuse_disguises(start)
    encoding = encoding or encoding_of(path, start)
    try:
        with path.open("r", encoding=encoding, errors="surrogateescape", newline="") as file:
            lines = list(islice(_filled_lines(file), _LINES_ABOVE))
    except (UnicodeError, LookupError) as error:
        raise NotATable(_("Le fichier ne se lit pas avec l’encodage %s.") % encoding) from error
    # The separator that tells most of our columns, each line having its own say.
    written = [
        (max(separator or _SEPARATORS, key=lambda one: (len(known & set(_names(text, one))), text.count(one))), text) for _n, text in lines
    ]
    place = _header_place([_names(text, one) for one, text in written], known, [text for _n, text in lines], is_told=is_told)
    separator, text = written[place]
    header = _checked(_names(text, separator), known, is_told=is_told)
    return Table(path, encoding, separator, header, lines[place][0], tuple(_titles(text, separator)))


def _open_spreadsheet(path: Path, known: set[str], sheet: str, percents: frozenset[str], *, is_told: bool) -> Table:
    try:
        converted = convert(path, sheet=sheet)
    except Unreadable as error:
        raise NotATable(str(error)) from error
    lines = list(islice(_sheet_lines(converted), _LINES_ABOVE))
    names = [[_name(cell) for cell in cells] for _line, cells in lines]
    try:
        place = _header_place(names, known, [" ; ".join(filter(None, cells)) for _line, cells in lines], is_told=is_told)
    except NotATable as error:
        if not converted.others:
            raise
        if not sheet and (found := _first_table(path, known, converted, percents, is_told=is_told)):
            return found
        told = {"sheet": converted.sheet, "others": quoted(converted.others)}
        raise NotATable(f"{error} {_('Feuille lue : « %(sheet)s » ; autres feuilles : %(others)s.') % told}") from error
    header, titles = _checked(names[place], known, is_told=is_told), tuple(_title(cell) for cell in lines[place][1])
    return Table(path, "utf-8", ";", header, lines[place][0], titles, converted.sheet, converted.others, converted, percents)


def _first_table(path: Path, known: set[str], converted: Converted, percents: frozenset[str], *, is_told: bool) -> Table | None:
    """The first of the other sheets that holds a table: many workbooks begin with a notice."""
    for name in converted.others[:_MOST_SHEETS]:
        with suppress(NotATable):
            found = _open_spreadsheet(path, known, name, percents, is_told=is_told)
            return replace(found, other_sheets=(converted.sheet, *(one for one in converted.others if one != name)))
    return None


def _filled_lines(file: io.TextIOWrapper) -> Iterator[tuple[int, str]]:
    number = 0
    while line := file.readline(LINE_LIMIT):
        number += 1
        if line.strip(" \t\r\n;,\ufeff"):
            yield number, line


def _header_place(lines: list[list[str]], known: set[str], texts: list[str], *, is_told: bool) -> int:
    """Which of the first lines names the columns: the first, or below a title the first that names two. Raises NotATable.

    When a person tells what they are: without one that is known, the first that is about as wide as the widest.
    """
    for place, names in enumerate(lines):
        if len(known & set(names)) >= (2 if place else 1):
            return place
    widths = [sum(map(bool, names)) for names in lines]
    if is_told and max(widths, default=0) > 1:
        return next(place for place, width in enumerate(widths) if width * 3 >= max(widths) * 2)
    raise NotATable(
        _("La première ligne doit nommer les colonnes, par exemple : %(known)s. Elle dit : %(text)s")
        % {"known": ", ".join(sorted(known)[:6]), "text": texts[0].strip()[:120] if texts else ""}
    )


def _checked(header: list[str], known: set[str], *, is_told: bool) -> list[str]:
    """The header without the blanks at its end. Raises NotATable."""
    while header and not header[-1]:
        header.pop()
    if is_told:
        return header
    double = sorted({name for name in header if name in known and header.count(name) > 1})
    if double:
        raise NotATable(_("La colonne « %s » est présente deux fois.") % double[0])
    return header


def _titles(text: str, separator: str) -> list[str]:
    try:
        cells = next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return []
    return [_title(cell) for cell in cells]


def _names(text: str, separator: str) -> list[str]:
    """Names of columns: without quotes, blanks around, or capitals."""
    return [title.lower() for title in _titles(text, separator)]


def _title(cell: str) -> str:
    return " ".join(cell.replace("\ufeff", "").replace("\u00a0", " ").split())


def _name(cell: str) -> str:
    return _title(cell).lower()


def _refuse_disguises(start: bytes) -> None:
    """Name a file whose content is not text. Raises NotATable."""
    for mark, name in _NOT_TEXT.items():
        if start.startswith(mark):
            raise NotATable(_not_a_table(name))
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith(_WEB) or (text.startswith(b"<?xml") and b"<html" in text):
        raise NotATable(
            _(
                "Ce fichier n’est pas un tableau : c’est une page web (HTML), même si son nom finit par « .xls ». "
                "Ouvrez-le dans votre tableur, puis enregistrez-le au format xlsx, ods ou CSV."
            )
        )
    if text.startswith(b"<?xml"):
        raise NotATable(_not_a_table("XML"))
    if text.startswith((b"{", b"[")):
        raise NotATable(_not_a_table("JSON"))
    # A stray one further down costs its line only.
    if b"\x00" in start.splitlines()[0] and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotATable(
            _("Ce fichier n’est pas un texte : il contient des caractères nuls dès le début. Enregistrez le tableau au format CSV.")
        )


def _not_a_table(name: str) -> str:
    return _("Ce fichier n’est pas un tableau : c’est un fichier %s. Enregistrez le tableau au format xlsx, ods ou CSV.") % name
