"""Locking what an action judges; naming, and writing, many rows at once."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import batched
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, DateTimeField, F, Field, Func, JSONField, Model, Q, UUIDField
from django.db.models.expressions import RawSQL

from frenchimpact.core.errors import OutOfTurn, Text


def lock[M: Model](row: M) -> M:
    """The same row, read again and held until the transaction ends."""
    # Not type(row): the person of a request is a lazy stand-in.
    return row.__class__._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


@contextmanager
def alone(what: str, key: int, otherwise: Text) -> Iterator[None]:
    """One at a time for that thing, whatever process does it. Raises OutOfTurn, with these words, while another does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s), %s)", [what, key])
        if not cursor.fetchone()[0]:
            raise OutOfTurn(otherwise)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(hashtext(%s), %s)", [what, key])


def among(keys: Iterable[int]) -> RawSQL:
    """These keys as one parameter, for `filter(application_id__in=among(keys))`.

    Past fifty parameters the driver reads the text of the statement again each time, which costs more than the statement.
    """
    return RawSQL("SELECT unnest(%s::bigint[])", [list(keys)])


def is_among(field: str, keys: Iterable[int]) -> Q:
    """The same as a condition, for one side of an « or »: there, `among` would leave indexes aside and read the whole table."""
    return Q(
        Func(F(field), RawSQL("%s::bigint[]", [list(keys)]), template="%(expressions)s", arg_joiner=" = ANY", output_field=BooleanField())
    )


def take_keys(model: type[Model], count: int) -> list[int]:
    """So many keys for rows that are about to be written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [model._meta.db_table, count])
        return [key for (key,) in cursor.fetchall()]


def take_numbers(counter: type[Model], count: int = 1, **which: Any) -> int:
    """The first of so many numbers in a row, counted in `last` of the row `which` of a table of counters, which is made if needed.

    The row stays locked until the transaction ends: no number is given twice.
    """
    counter._default_manager.get_or_create(**which)
    row: Any = counter._default_manager.select_for_update().get(**which)
    row.last += count
    row.save(update_fields=["last"])
    return int(row.last - count + 1)


def copy_rows(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Write new rows by COPY: as `bulk_create`, many times faster. Each row: its columns by name; what it lacks is as in a new `model`.

    Keys are those of the rows, or the database's when they have none.
    """
    if not rows:
        return
    meta = model._meta
    fields = [one for one in meta.concrete_fields if not one.generated and not (one.primary_key and one.attname not in rows[0])]
    usual = vars(model())
    cells = [(one.attname, write := _writer(one), write(usual[one.attname])) for one in fields]
    columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    statement = f"COPY {connection.ops.quote_name(meta.db_table)} ({columns}) FROM STDIN"
    # What the database refuses comes as the errors that callers know.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for few in batched(rows, 500):
            lines = ["\t".join([write(row[name]) if name in row else otherwise for name, write, otherwise in cells]) for row in few]
            copy.write(("\n".join(lines) + "\n").encode())


_JSON = json.JSONEncoder(ensure_ascii=False)


def _writer(column: "Field[Any, Any]") -> Callable[[Any], str]:
    """How the values of a column are written; rows that share a dictionary, a list, an instant or a batch share its writing."""
    if not isinstance(column, JSONField | ArrayField | DateTimeField | UUIDField):
        return _as_text
    write = _as_json if isinstance(column, JSONField) else _as_text
    written: dict[int, str] = {}

    def once(value: Any) -> str:
        found = written.get(id(value))
        if found is None:
            found = written[id(value)] = write(value)
        return found

    return once


def _as_json(value: Any) -> str:
    return "\\N" if value is None else _escaped(_JSON.encode(value).replace("\\u0000", ""))


def _escaped(text: str) -> str:
    """As COPY reads it: looking for each character, then replacing it, is ten times as fast as `translate`."""
    if "\\" in text:
        text = text.replace("\\", "\\\\")
    if "\n" in text:
        text = text.replace("\n", "\\n")
    if "\t" in text:
        text = text.replace("\t", "\\t")
    return text.replace("\r", "\\r") if "\r" in text else text


def _as_text(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list | tuple):
        cells = [f'"{one.replace("\\", "\\\\").replace('"', '\\"')}"' if isinstance(one, str) else str(one) for one in value]
        return _escaped("{" + ",".join(cells) + "}")
    return str(value)
