"""Tables in text files as people send them (CSV): read as a stream, whatever their encoding and separator.

A damaged line is given back with what is wrong with it and never stops the others: a quote left open, a cell of
10 MB, bytes that belong to no known writing. A file that is not a table is refused with the words to say so.
"""

import csv
import io
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

CELL_LIMIT = 100_000
LINE_LIMIT = 1_000_000
# A quoted cell longer than that is more likely a quote left open.
_LINES_IN_A_ROW = 400
_CHUNK = 1 << 20
_SEPARATORS = ";,\t|"
_NOT_TEXT = {
    b"PK\x03\x04": "Excel (xlsx), ODS, ZIP",
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
# What French words are made of beyond ASCII, and the bytes of those letters in the two single-byte writings in use.
_LETTERS = "éèêëàâäçîïôöùûüÿœæÉÈÊËÀÂÄÇÎÏÔÖÙÛÜŒÆ’«»…–—°€"


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
    """A file ready to be read, as many times as needed."""

    path: Path
    encoding: str
    separator: str
    header: list[str]
    header_line: int

    def rows(self) -> Generator[Row]:
        """Every line after the header, blank ones left out."""
        with self.path.open("r", encoding=self.encoding, errors="surrogateescape", newline="") as file:
            source = _Lines(file)
            reader = _rows_of(source, self.separator, len(self.header))
            for row in reader:
                if row.line > self.header_line and (row.problem or any(row.cells)):
                    yield row


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
            yield Row(line, cells, _("Cette ligne a %(found)d colonnes ; l’en-tête en a %(width)d.") % {"found": found, "width": width})
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


def open_table(path: Path, *, known: set[str], encoding: str = "", separator: str = "") -> Table:
    """Find how the file is written, and its header, which must hold at least one of the `known` columns.

    Raises NotATable.
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            start = file.read(4096)
    except OSError as error:
        raise NotATable(_("Le fichier %(path)s ne s’ouvre pas : %(reason)s.") % {"path": path, "reason": error.strerror}) from error
    if size == 0 or not start.strip():
        raise NotATable(_("Le fichier est vide."))
    _refuse_disguises(start)
    encoding = encoding or _encoding_of(path, start)
    try:
        with path.open("r", encoding=encoding, errors="surrogateescape", newline="") as file:
            line, text = _first_line(file)
    except (UnicodeError, LookupError) as error:
        raise NotATable(_("Le fichier ne se lit pas avec l’encodage %s.") % encoding) from error
    separator = separator or max(_SEPARATORS, key=lambda one: (len(known & set(_names(text, one))), text.count(one)))
    header = _names(text, separator)
    while header and not header[-1]:
        header.pop()
    if not known & set(header):
        raise NotATable(
            _("La première ligne doit nommer les colonnes, par exemple : %(known)s. Elle dit : %(text)s")
            % {"known": ", ".join(sorted(known)[:6]), "text": text.strip()[:120]}
        )
    double = sorted({name for name in header if name in known and header.count(name) > 1})
    if double:
        raise NotATable(_("La colonne « %s » est présente deux fois.") % double[0])
    return Table(path, encoding, separator, header, line)


def _first_line(file: io.TextIOWrapper) -> tuple[int, str]:
    number = 0
    while line := file.readline(LINE_LIMIT):
        number += 1
        if line.strip(" \t\r\n;,\ufeff"):
            return number, line
    return number, ""


def _names(text: str, separator: str) -> list[str]:
    """Names of columns: without quotes, blanks around, or capitals."""
    try:
        cells = next(csv.reader([text], delimiter=separator), [])
    except csv.Error:
        return []
    return [" ".join(cell.replace("\ufeff", "").replace("\u00a0", " ").split()).lower() for cell in cells]


def _refuse_disguises(start: bytes) -> None:
    """Name a file whose content is not text. Raises NotATable."""
    for mark, name in _NOT_TEXT.items():
        if start.startswith(mark):
            raise NotATable(_("Ce fichier n’est pas un CSV : c’est un fichier %s. Enregistrez le tableau au format CSV.") % name)
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")[:60].lower()
    if text.startswith((b"<!doctype", b"<html", b"<?xml")):
        raise NotATable(_("Ce fichier n’est pas un CSV : c’est une page web ou un fichier XML. Enregistrez le tableau au format CSV."))
    if text.startswith((b"{", b"[")):
        raise NotATable(_("Ce fichier n’est pas un CSV : c’est un fichier %s. Enregistrez le tableau au format CSV.") % "JSON")
    # A stray one further down costs its line only.
    if b"\x00" in start.splitlines()[0] and not start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotATable(
            _("Ce fichier n’est pas un texte : il contient des caractères nuls dès le début. Enregistrez le tableau au format CSV.")
        )


def _encoding_of(path: Path, start: bytes) -> str:
    """UTF-8 when the file holds; otherwise the single-byte writing whose accents make French."""
    if start.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    counts = [0] * 256
    right = wrong = 0
    rest = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            chunk = rest + chunk
            cut = max(len(chunk) - 3, 0)
            # Not in the middle of a letter.
            while cut < len(chunk) and 0x80 <= chunk[cut] < 0xC0:
                cut += 1
            chunk, rest = (chunk[:cut], chunk[cut:]) if len(chunk) > 3 else (chunk, b"")
            letters, damage = _utf8_of(chunk)
            right, wrong = right + letters, wrong + damage
            if damage:
                for byte in range(128, 256):
                    counts[byte] += chunk.count(byte)
    letters, damage = _utf8_of(rest)
    right, wrong = right + letters, wrong + damage
    for byte in rest:
        counts[byte] += byte > 127
    # A few damaged lines in a UTF-8 file are refused one by one; they do not make it another writing.
    if wrong == 0 or right > 10 * wrong:
        return "utf-8"
    scores = {name: sum(counts[byte] for byte in _bytes_of(name)) for name in ("cp1252", "mac_roman")}
    return max(scores, key=lambda name: scores[name])


def _bytes_of(encoding: str) -> list[int]:
    return [letter.encode(encoding)[0] for letter in _LETTERS]


def _utf8_of(chunk: bytes) -> tuple[int, int]:
    """About how many letters beyond ASCII are written in UTF-8, and how many bytes are not UTF-8."""
    try:
        return len(chunk) - len(chunk.decode()), 0
    except UnicodeDecodeError:
        text = chunk.decode("utf-8", "surrogateescape")
    damage = sum(1 for char in text if "\udc80" <= char <= "\udcff")
    return len(text) - len(text.encode("ascii", "ignore")) - damage, damage
