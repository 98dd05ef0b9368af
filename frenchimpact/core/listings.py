"""The rows of a list as text files, written as they are read: nothing that a spreadsheet would run."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

# A spreadsheet would run a cell that begins so.
RISKY = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> str:
    """A value as a cell: lists joined, and nothing that a spreadsheet would run."""
    text = "|".join(value) if isinstance(value, list) else str(value)
    return f"'{text}" if text.startswith(RISKY) else text


def csv_text(rows: Iterable[dict[str, Any]], *, has_bom: bool = False, columns: Sequence[str]) -> Iterator[str]:
    """Comma-separated, UTF-8, with a header."""
    page = StringIO()
    writer = csv.writer(page)
    writer.writerow(columns)
    yield ("\ufeff" if has_bom else "") + page.getvalue()
    for row in rows:
        page.seek(0)
        page.truncate()
        writer.writerow([cell(row[column]) for column in columns])
        yield page.getvalue()


def json_text(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """One object: `results`, in order."""
    yield '{"results": ['
    for at, row in enumerate(rows):
        yield (",\n" if at else "\n") + json.dumps(row, ensure_ascii=False)
    yield "\n]}\n"
