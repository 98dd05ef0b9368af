"""The rows of a list as text files, written as they are read: nothing that a spreadsheet would run."""

import csv
import datetime as dt
import json
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse

# A spreadsheet would run a cell that begins so.
RISKY = ("=", "+", "-", "@", "\t", "\r")


def list_address(path: str, asked: Mapping[str, str]) -> str:
    """The address of a list as it is asked for: what is empty is left out."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}?{query}" if query else path


def known(asked: Mapping[str, str], name: str, choices: Container[str], ignored: list[str]) -> str:
    """What a list was asked under that name, among its choices. What means nothing is left out, and noted in `ignored` to be said."""
    value = asked.get(name, "")
    if value and value not in choices:
        ignored.append(f"{name} = {value[:40]}")
        return ""
    return value


def cell(value: Any) -> str:
    """A value as a cell: lists joined, days as days, numbers as they are, and no text that a spreadsheet would run."""
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    text = "|".join(value) if isinstance(value, list) else value.isoformat() if isinstance(value, dt.date) else str(value)
    return f"'{text}" if text.startswith(RISKY) else text


def csv_lines(rows: Iterable[Sequence[Any]], *, separator: str = ",") -> Iterator[str]:
    """Rows of cells, a line each, as they are read."""
    page = StringIO()
    writer = csv.writer(page, delimiter=separator)
    for row in rows:
        page.seek(0)
        page.truncate()
        writer.writerow([cell(value) for value in row])
        yield page.getvalue()


def csv_file(rows: Iterable[Sequence[Any]], *, name: str, separator: str = ";") -> HttpResponse:
    """The same as a file for a spreadsheet: the first row names the columns."""
    response = HttpResponse(["\ufeff", *csv_lines(rows, separator=separator)], content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def csv_text(rows: Iterable[dict[str, Any]], *, has_bom: bool = False, columns: Sequence[str]) -> Iterator[str]:
    """Comma-separated, UTF-8, with a header."""
    if has_bom:
        yield "\ufeff"
    yield from csv_lines([columns])
    yield from csv_lines([row[column] for column in columns] for row in rows)


def _told(value: Any) -> str:
    """What JSON has no type for: days as days, exact numbers as text, words in the language in force."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def json_text(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One object: `results`, in order."""
    yield '{"results": ['
    for at, row in enumerate(rows):
        yield (",\n" if at else "\n") + json.dumps(row, ensure_ascii=False, default=_told)
    yield "\n]}\n"
