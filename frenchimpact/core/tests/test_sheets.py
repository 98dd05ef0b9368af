"""Files made of rows, and archives of files: opened again as any program would."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from xml.etree import ElementTree

from frenchimpact.core.archives import PIECE, zip_stream
from frenchimpact.core.sheets import LONGEST, workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(content: bytes) -> list[list[tuple[str, str]]]:
    """Type and value of each cell, row by row."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    return [[(cell.get("t", "n"), "".join(cell.itertext())) for cell in row] for row in sheet.iter(f"{MAIN}row")]


def test_text_stays_text_and_numbers_and_days_are_such() -> None:
    rows = [("nom", "note", "le"), ("=1+1", Decimal("74.67"), dt.date(2026, 11, 30)), ("Été & <hiver>\x0b", None, 3)]

    found = cells(workbook("Appel : un/deux", rows))

    assert found[1] == [("inlineStr", "=1+1"), ("n", "74.67"), ("n", "46356")], "46356 is that day since 30 December 1899"
    assert found[2] == [("inlineStr", "Été & <hiver>"), ("n", ""), ("n", "3")]


def test_a_cell_takes_what_a_spreadsheet_opens() -> None:
    assert len(cells(workbook("x", [["a"], ["é" * (LONGEST + 9)]]))[1][0][1]) == LONGEST
    assert cells(workbook("", [])) == []


def test_the_name_of_a_sheet_has_no_sign_that_it_refuses() -> None:
    content = workbook("Appel [1] : a/b\\c?*" + "x" * 40, [["a"]])

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    name = next(book.iter(f"{MAIN}sheet")).get("name") or ""
    assert len(name) <= 31
    assert not set("[]:*?/\\") & set(name)


def test_an_archive_leaves_as_it_is_made() -> None:
    asked: list[str] = []

    def pieces(name: str) -> Iterator[bytes]:
        asked.append(name)
        yield name.encode() * (PIECE // len(name))

    names = ["Été.txt", "b/c.bin"]
    stream = zip_stream((name, pieces(name)) for name in names)
    first = next(stream)
    assert asked != names or len(first) < PIECE, "nothing waits for the end"

    with zipfile.ZipFile(io.BytesIO(first + b"".join(stream))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == names
        assert archive.read("b/c.bin") == b"b/c.bin" * (PIECE // 7)
