"""The process that reads: one sheet of a file, written as CSV, each line after its number in the sheet.

`python -m frenchimpact.core.spreadsheets.reader FILE OUT SHEET`; what it did, or why it did not, goes out as JSON. A hostile file asks for
hundreds of gigabytes (one cell at XFD1048576) or never ends: this process is made to die of it, alone. Nothing of Django here, it starts in
a few hundredths of a second. No macro runs, no link to another file is followed: the library knows neither.
"""

import csv
import json
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from frenchimpact.core.spreadsheets.cells import text_of
from frenchimpact.core.spreadsheets.limits import (
    CPU_SECONDS,
    ERRORS,
    MEMORY,
    MOST_COLUMNS,
    MOST_WRITTEN,
    OTHER_ERROR,
    PERCENT,
    Refused,
)
from frenchimpact.core.spreadsheets.old import Xls
from frenchimpact.core.spreadsheets.packages import Ods, Xlsx, open_package
from frenchimpact.core.spreadsheets.scan import ACROSS, Scan, check_area, column_letters


def main(source: str, target: str, sheet: str) -> None:
    """Read, and tell."""
    _limit()
    told: dict[str, Any]
    try:
        told = read(Path(source), Path(target), sheet)
    except Refused as refused:
        told = {"refusal": refused.code, "details": refused.details}
    except (MemoryError, OSError):
        told = {"refusal": "huge", "details": {}}
    except PasswordError:
        told = {"refusal": "password", "details": {}}
    except BaseException as error:
        # The library's own fright comes under a class that is no Exception.
        sys.stderr.write(repr(error)[:1000])
        told = {"refusal": "huge" if "capacity overflow" in str(error) else "damaged", "details": {}}
    sys.stdout.write(json.dumps(told))


def _limit() -> None:
    # macOS does not hold a process to RLIMIT_AS, and may refuse to set it: there, the watch of the process that waits is the only limit.
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, most))


def read(source: Path, target: Path, wanted: str) -> dict[str, Any]:
    """Write the sheet; say which one it was and which others hold something."""
    with source.open("rb") as file:
        is_package = file.read(2) == b"PK"
    kind, package = open_package(source) if is_package else ("xls", Xls(source))
    # The library goes by the name of the file, which may lie.
    named = target.with_name(f"book.{kind}")
    named.symlink_to(source.absolute())
    with CalamineWorkbook.from_path(named) as book:
        name, others = _choose(book, package, wanted)
        scan = package.scan(name)
        check_area(name, scan)
        has_percents = _write(book, name, scan, target)
    return {"sheet": name, "others": others, "has_percents": has_percents}


def _choose(book: CalamineWorkbook, package: Xlsx | Ods | Xls, wanted: str) -> tuple[str, list[str]]:
    """The sheet asked for, or the first that holds something, one in sight if possible; and the other filled ones."""
    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    if not sheets:
        raise Refused("no_sheet")
    sheets.sort(key=lambda one: one.visible != SheetVisibleEnum.Visible)
    filled = [one.name for one in sheets if package.is_filled(one.name)]
    if not filled:
        raise Refused("empty")
    if not wanted:
        return filled[0], filled[1:]
    found = next((one for one in filled if _same(one, wanted)), "")
    if not found:
        is_there = any(_same(one.name, wanted) for one in sheets)
        raise Refused("empty_sheet" if is_there else "unknown_sheet", sheet=wanted, filled=filled)
    return found, [one for one in filled if one != found]


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _write(book: CalamineWorkbook, name: str, scan: Scan, target: Path) -> bool:
    """Every line that holds something. Whether a percentage was among them."""
    sheet = book.get_sheet_by_name(name)
    if sheet.width > MOST_COLUMNS:
        raise Refused("far", sheet=name, cell=column_letters((sheet.end or (0, 0))[1]))
    first = sheet.start[1] if sheet.start else 0
    marked = {place // ACROSS for place in (*scan.errors, *scan.percents)}
    # A sheet whose only cells there are in error has no line for the library.
    last = max(scan.last_row, (sheet.end or (-1, -1))[0])
    with target.open("w", encoding="utf-8", errors="replace", newline="") as file:
        writer = csv.writer(file)
        rows = iter(sheet.iter_rows())
        for row in range(last + 1):
            values = next(rows, [])
            cells = [""] * first + [text_of(value) for value in values] if values else []
            if row in marked:
                _mark(cells, row, scan)
            while cells and not cells[-1]:
                cells.pop()
            if cells:
                writer.writerow([row + 1, *cells])
    return bool(scan.percents)


def _mark(cells: list[str], row: int, scan: Scan) -> None:
    """What the library leaves out: errors take their names, percentages their sign."""
    cells += [""] * (scan.last_column + 1 - len(cells))
    for column in range(scan.last_column + 1):
        place = row * ACROSS + column
        if place in scan.errors:
            cells[column] = scan.errors[place] if scan.errors[place] in ERRORS else OTHER_ERROR
        elif place in scan.percents and cells[column]:
            cells[column] = PERCENT + cells[column]


if __name__ == "__main__":
    main(*sys.argv[1:4])
