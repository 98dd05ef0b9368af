"""What the library does not tell of a sheet: how far it goes, its errors, its percentages, its formulas that were never computed.

One pass over the XML, that keeps positions only. Imported by the process that reads: nothing of Django here.
"""

import re
import zipfile
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from frenchimpact.core.spreadsheets.limits import MOST_CELLS, MOST_COLUMNS, MOST_UNPACKED, NO_VALUE, Refused
from frenchimpact.core.text import whole

ACROSS = 1 << 14
_PIECE = 1 << 18
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


@dataclass(slots=True)
class Scan:
    """Positions are `row * ACROSS + column`, both from zero; the furthest filled ones, -1 when nothing is filled."""

    last_row: int = -1
    last_column: int = -1
    errors: dict[int, str] = field(default_factory=dict)
    percents: set[int] = field(default_factory=set)

    def reach(self, row: int, column: int) -> None:
        """A cell that holds something."""
        self.last_row = max(self.last_row, row)
        self.last_column = max(self.last_column, column)


class _Enough(Exception):
    """What was asked is known."""


def parse(file: IO[bytes], parser: expat.XMLParserType) -> None:
    """Feed the parser by pieces. What a file declares is not believed: its octets are counted."""
    total = 0
    while piece := file.read(_PIECE):
        total += len(piece)
        if total > MOST_UNPACKED:
            raise Refused("huge")
        parser.Parse(piece, False)
    parser.Parse(b"", True)


def scan_xlsx(archive: zipfile.ZipFile, part: str, percent_styles: Collection[int], *, only_whether: bool = False) -> Scan:
    """One sheet of a workbook; `only_whether` it holds anything: the reading stops there."""
    scanner = _XlsxScanner(percent_styles, only_whether)
    try:
        with archive.open(part) as file:
            parse(file, scanner.parser)
        scanner.settle()
    except _Enough:
        pass
    return scanner.scan


class _XlsxScanner:
    """Follows the cells; only elements that begin are looked at, and the text of errors."""

    def __init__(self, percent_styles: Collection[int], only_whether: bool) -> None:
        self.scan = Scan()
        self.percent_styles = {str(style) for style in percent_styles}
        self.only_whether = only_whether
        self.prefix = ""
        self.row = self.column = -1
        self.kind = self.style = ""
        self.is_computed = self.has_value = False
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.root

    def root(self, name: str, _attributes: dict[str, str]) -> None:
        prefix = name.rpartition(":")[0]
        self.prefix = f"{prefix}:" if prefix else ""
        self.parser.StartElementHandler = self.start

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.removeprefix(self.prefix)
        if name == "c":
            self.settle()
            self.cell(attributes)
        elif name == "v" or name == "is":
            self.value()
        elif name == "f":
            self.is_computed = True
        elif name == "row":
            self.settle()
            number = whole(attributes.get("r"))
            self.row = self.row + 1 if number is None else number - 1
            self.column = -1

    def cell(self, attributes: dict[str, str]) -> None:
        found = _PLACE.fullmatch(attributes.get("r", ""))
        if found:
            self.column = column_number(found[1])
        else:
            self.column += 1
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")

    def value(self) -> None:
        if self.only_whether:
            self.scan.reach(self.row, self.column)
            raise _Enough
        self.scan.reach(self.row, self.column)
        place = self.row * ACROSS + self.column
        if self.kind == "e":
            self.has_value = True
            self.scan.errors[place] = ""
            self.parser.CharacterDataHandler = self.error
            return
        if self.kind == "n" and self.style in self.percent_styles:
            self.scan.percents.add(place)
        if self.is_computed and self.kind == "n":
            # A program that writes formulas leaves their value there, and empty.
            self.parser.CharacterDataHandler = self.filled
        else:
            self.has_value = True

    def filled(self, text: str) -> None:
        self.has_value = self.has_value or bool(text.strip())

    def error(self, text: str) -> None:
        self.scan.errors[self.row * ACROSS + self.column] += text.strip()[:20]

    def settle(self) -> None:
        """The cell is over."""
        if self.is_computed and not self.has_value:
            self.scan.errors[self.row * ACROSS + self.column] = NO_VALUE
            self.scan.reach(self.row, self.column)
        self.is_computed = self.has_value = False
        self.parser.CharacterDataHandler = None


def scan_ods(file: IO[bytes]) -> dict[str, Scan]:
    """Every sheet of an OpenDocument spreadsheet."""
    scanner = _OdsScanner()
    parse(file, scanner.parser)
    return scanner.scans


class _OdsScanner:
    """Follows the cells, repeated ones included."""

    def __init__(self) -> None:
        self.scans: dict[str, Scan] = {}
        self.scan = Scan()
        self.row = self.column = self.rows = 0
        self.depth = 0
        self.place = -1
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in ("table:table-cell", "table:covered-table-cell"):
            self.cell(attributes)
        elif name == "table:table-row":
            self.rows = _times(attributes.get("table:number-rows-repeated"))
            self.column = 0
        elif name == "table:table":
            self.scan = self.scans.setdefault(attributes.get("table:name", ""), Scan())
            self.row = 0
        elif name == "text:p" and self.place >= 0 and self.place in self.scan.errors and not self.scan.errors[self.place]:
            self.parser.CharacterDataHandler = self.error

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self.row += self.rows
        elif name == "text:p":
            self.parser.CharacterDataHandler = None

    def cell(self, attributes: dict[str, str]) -> None:
        times = _times(attributes.get("table:number-columns-repeated"))
        kind = attributes.get("calcext:value-type") or attributes.get("office:value-type", "")
        self.place = -1
        is_lost = not kind and bool(attributes.get("table:formula"))
        if kind or is_lost:
            self.scan.reach(self.row + self.rows - 1, self.column + times - 1)
            if kind in ("error", "percentage") or is_lost:
                self.place = self.row * ACROSS + self.column
                self.mark(kind, times)
        self.column += times

    def mark(self, kind: str, times: int) -> None:
        if times * self.rows > ACROSS:
            raise Refused("huge")
        for row in range(self.row, self.row + self.rows):
            for column in range(self.column, self.column + times):
                if kind == "percentage":
                    self.scan.percents.add(row * ACROSS + column)
                else:
                    self.scan.errors[row * ACROSS + column] = "" if kind else NO_VALUE

    def error(self, text: str) -> None:
        self.scan.errors[self.place] += text.strip()[:20]


def check_area(sheet: str, scan: Scan) -> None:
    """A cell filled by mistake far from the table makes a sheet of billions."""
    if scan.last_column >= MOST_COLUMNS or (scan.last_row + 1) * (scan.last_column + 1) > MOST_CELLS:
        raise Refused("far", sheet=sheet, cell=f"{column_letters(scan.last_column)}{scan.last_row + 1}")


def _times(text: str | None) -> int:
    return min(number, 1 << 20) if (number := whole(text)) is not None else 1


def column_number(letters: str) -> int:
    """A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def column_letters(number: int) -> str:
    """0 is A, 26 is AA."""
    name, number = "", number + 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name
