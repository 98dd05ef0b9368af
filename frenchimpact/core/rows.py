"""Locking what an action judges; naming, and writing, many rows at once."""

import json
import re
from collections.abc import Iterable, Sequence
from itertools import batched
from typing import Any

from django.db import connection
from django.db.models import BooleanField, F, Func, JSONField, Model, Q
from django.db.models.expressions import RawSQL


def lock[M: Model](row: M) -> M:
    """The same row, read again and held until the transaction ends."""
    # Not type(row): the person of a request is a lazy stand-in.
    return row.__class__._default_manager.select_for_update(of=("self",)).get(pk=row.pk)


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


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_SPECIAL = re.compile(r"[\\\t\n\r]")
_QUOTES = str.maketrans({"\\": "\\\\", '"': '\\"'})


def take_keys(model: type[Model], count: int) -> list[int]:
    """So many keys for rows that are about to be written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [model._meta.db_table, count])
        return [key for (key,) in cursor.fetchall()]


def copy_rows(rows: Sequence[Model]) -> None:
    """Write new rows by COPY: as `bulk_create`, many times faster. Keys are those of the rows, or the database's when none has one."""
    if not rows:
        return
    meta = rows[0]._meta
    fields = [one for one in meta.concrete_fields if not one.generated and not (one.primary_key and rows[0].pk is None)]
    names = [(one.attname, isinstance(one, JSONField)) for one in fields]
    columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    statement = f"COPY {connection.ops.quote_name(meta.db_table)} ({columns}) FROM STDIN"
    # What the database refuses comes as the errors that callers know.
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for few in batched(rows, 500):
            lines = [
                "\t".join([_as_json(values[n]) if is_json else _as_text(values[n]) for n, is_json in names]) for values in map(vars, few)
            ]
            copy.write(("\n".join(lines) + "\n").encode())


def _as_json(value: Any) -> str:
    return "\\N" if value is None else _escaped(json.dumps(value, ensure_ascii=False).replace("\\u0000", ""))


def _escaped(text: str) -> str:
    """As COPY reads it; most texts have nothing to escape, and looking is much faster than translating."""
    return text.translate(_ESCAPES) if _SPECIAL.search(text) else text


def _as_text(value: Any) -> str:
    """A value as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, list | tuple):
        cells = ['"' + one.translate(_QUOTES) + '"' if isinstance(one, str) else str(one) for one in value]
        return _escaped("{" + ",".join(cells) + "}")
    return str(value)
