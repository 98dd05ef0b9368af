"""Rows as files: the same cells everywhere, and nothing that a spreadsheet would run."""

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest

from frenchimpact.core.listings import cell, csv_file, csv_lines, csv_text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+33 1", "'+33 1"),
        ("@moi", "'@moi"),
        ("\tb", "'\tb"),
        (["-a", "b"], "'-a|b"),
        ("a=b", "a=b"),
        (-5, "-5"),
        (Decimal("-1.50"), "-1.50"),
        (Decimal("1E+3"), "1000"),
        (None, ""),
        (dt.date(2026, 3, 1), "2026-03-01"),
        (dt.datetime(2026, 3, 1, 8, 30, tzinfo=dt.UTC), "2026-03-01T08:30:00+00:00"),
    ],
)
def test_a_cell_is_text_that_nothing_runs_and_a_number_stays_one(value: Any, shown: str) -> None:
    assert cell(value) == shown


def test_a_file_for_a_spreadsheet_has_its_mark_its_name_and_its_separator() -> None:
    answer = csv_file([["a", "b"], ["=x", "deux ; mots"]], name="liste")
    assert answer["Content-Disposition"] == 'attachment; filename="liste.csv"'
    text = answer.content.decode()
    assert text[0] == "\ufeff"
    assert list(csv.reader(io.StringIO(text[1:]), delimiter=";")) == [["a", "b"], ["'=x", "deux ; mots"]]


def test_lines_come_one_by_one_as_they_are_read() -> None:
    asked = []

    def rows() -> Any:
        for number in range(3):
            asked.append(number)
            yield [number]

    lines = csv_lines(rows())
    assert (next(lines), asked) == ("0\r\n", [0])


def test_a_list_names_its_columns_first() -> None:
    rows = [{"nom": "Un", "n": 2, "autre": "-"}]
    assert "".join(csv_text(rows, columns=("n", "nom"))) == "n,nom\r\n2,Un\r\n"
    assert "".join(csv_text(rows, columns=("n",), has_bom=True))[0] == "\ufeff"
