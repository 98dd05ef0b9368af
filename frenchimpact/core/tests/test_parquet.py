"""Tables in the Parquet format, read by the package of those who made it."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frenchimpact.core.parquet import BOOLEAN, DATE, INSTANT, INTEGER, LONG, NUMBER, TEXT, Kind, parquet_lines

COLUMNS: dict[str, Kind] = {"t": TEXT, "i": INTEGER, "l": LONG, "n": NUMBER, "b": BOOLEAN, "d": DATE, "a": INSTANT}
NONE = st.none()
ROWS = st.lists(
    st.tuples(
        NONE | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
        NONE | st.integers(-(2**31), 2**31 - 1),
        NONE | st.integers(-(2**63), 2**63 - 1),
        NONE | st.floats(allow_nan=False),
        NONE | st.booleans(),
        NONE | st.dates(),
        NONE | st.datetimes(dt.datetime(1700, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC)),  # noqa: DTZ001  it gives them its own
    ),
    max_size=40,
)


def table(groups: Sequence[Sequence[Sequence[Any]]], columns: dict[str, Kind] | None = None, **about: str) -> Any:
    content = b"".join(parquet_lines(columns or COLUMNS, groups, about))
    return pyarrow.parquet.read_table(io.BytesIO(content))


@settings(deadline=None)
@given(ROWS, st.integers(1, 7))
def test_what_is_written_is_read_again(rows: list[tuple[Any, ...]], size: int) -> None:
    read = table([rows[start : start + size] for start in range(0, len(rows), size)])
    assert [tuple(row.values()) for row in read.to_pylist()] == rows


def test_the_description_says_the_sorts_of_columns_and_what_the_file_is_about() -> None:
    read = table([], titre="Les élans")
    assert [str(field.type) for field in read.schema] == [
        "string",
        "int32",
        "int64",
        "double",
        "bool",
        "date32[day]",
        "timestamp[us, tz=UTC]",
    ]
    assert read.schema.metadata[b"titre"].decode() == "Les élans"


def test_many_columns_and_many_groups() -> None:
    columns = {f"c{number}": TEXT for number in range(40)}
    read = table([[[f"{group}"] * 40] * 3 for group in range(50)], columns)
    assert (read.num_rows, read.num_columns) == (150, 40)
    assert read.column("c39").to_pylist()[-1] == "49"


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        table([[["a"]]])


def test_pieces_come_as_the_rows_are_read() -> None:
    read = []

    def groups() -> Iterator[list[list[str]]]:
        for number in range(3):
            read.append(number)
            yield [[str(number)]]

    pieces = parquet_lines({"t": TEXT}, groups(), {})
    next(pieces)
    next(pieces)
    assert read == [0]
