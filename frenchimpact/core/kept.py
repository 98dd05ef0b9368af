"""Querysets that a page asks for each time it is read: their SQL is written once per process, then planned once per connection.

Writing the SQL of a queryset takes longer than running it, as soon as an index answers. What is written here once is the queryset
itself, with the rules that it is made of; only the values that it is given, and the time that it is, change from one call to the next.
"""

import copy
import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from frenchimpact.core import clock
from frenchimpact.core.prepared import prepared

type Value = int | str | dt.datetime | dt.date | list[int]

# The clock shows that while the SQL is written: nothing else in a statement can be mistaken for it.
_NOW = dt.datetime(1904, 2, 29, 11, 17, 23, 190429, tzinfo=dt.UTC)
_CLOCK: dict[str, Value] = {"core.now": _NOW, "core.today": timezone.localdate(_NOW)}
_PLACES = re.compile("%[%s]")


def _mark(number: int, value: Value) -> Value:
    """A value of that sort which nothing else in a statement can be mistaken for."""
    if isinstance(value, bool) or value is None:
        raise TypeError("True, False and None change a statement: write one for each.")
    if isinstance(value, str):
        return f"‹{number}›"
    if isinstance(value, int):
        return 1_904_022_900 + number
    if isinstance(value, dt.datetime):
        return _NOW + dt.timedelta(hours=1 + number)
    if isinstance(value, dt.date):
        return _NOW.date() + dt.timedelta(days=40 + number)
    return [1_904_022_900 + number]


def _refuse(*_args: Any) -> Any:
    raise TypeError("A kept statement cannot depend on another: its answer of today would be kept.")


@dataclass(frozen=True)
class _Written:
    """The SQL of a queryset, and which value goes to each of its places (with the type of numbers that its column wants)."""

    queryset: Any
    compiler: Any
    sql: str
    places: list[tuple[str, Callable[[Any], Any] | None]]


class _Instead:
    """A thing of Django's, but for what is given."""

    def __init__(self, thing: object, **given: object) -> None:
        self.__dict__.update(given, _thing=thing)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._thing, name)


def _answered(written: _Written, rows: list[tuple[Any, ...]]) -> Iterable[Any]:
    """What the queryset makes of these rows, without asking for them again."""
    compiler = copy.copy(written.compiler)
    compiler.execute_sql = lambda *_args, **_options: [rows]
    query = _Instead(written.queryset.query, get_compiler=lambda *_args, **_options: compiler)
    found: Iterable[Any] = written.queryset._iterable_class(_Instead(written.queryset, query=query))
    return found


class Kept[T]:
    """A queryset that is built and written once. Called with its values by name, it gives its rows."""

    def __init__(self, build: Callable[..., QuerySet[Any, T]]) -> None:
        self.build = build
        self.__doc__ = build.__doc__
        self._written: _Written | None = None

    def __call__(self, **values: Value) -> list[T]:
        written = self._written or self._write(values)
        given: dict[str, Value] = {**values, "core.now": clock.now(), "core.today": clock.today()}
        with prepared() as cursor:
            cursor.execute(written.sql, [of(given[name]) if of else given[name] for name, of in written.places])
            rows = cursor.fetchall()
        return list(_answered(written, rows)) if rows else []

    def _write(self, values: dict[str, Value]) -> _Written:
        marks: dict[str, Value] = {name: _mark(number, value) for number, (name, value) in enumerate(values.items())}
        with clock.stopped(_NOW), connection.execute_wrapper(_refuse):
            queryset: Any = self.build(**marks)
            compiler = queryset.query.get_compiler(connection=connection)
            sql, parameters = compiler.as_sql()
        if queryset._prefetch_related_lookups:
            raise TypeError("What is prefetched takes other statements.")
        places: list[tuple[str, Callable[[Any], Any] | None]] = []
        rest, compose = iter(parameters), cast(Any, connection.ops).compose_sql

        def write(place: re.Match[str]) -> str:
            if place[0] == "%%":
                return "%%"
            parameter = next(rest)
            name = next((name for name, mark in {**marks, **_CLOCK}.items() if mark == parameter), None)
            if name is not None:
                places.append((name, type(parameter) if isinstance(parameter, int) else None))
                return "%s"
            if isinstance(parameter, dt.date):
                raise TypeError(f"{parameter} is neither the time that it is nor a value that was given: it would be kept.")
            # As words of the statement: indexes that cover a part of a table know then that they serve.
            written: str = compose("%s", [parameter]).replace("%", "%%")
            return written

        text = _PLACES.sub(write, sql)
        if missing := set(marks) - {name for name, _of in places}:
            raise TypeError(f"{', '.join(sorted(missing))}: not as such in the statement.")
        self._written = _Written(queryset, compiler, text, places)
        return self._written


def kept[T](build: Callable[..., QuerySet[Any, T]]) -> Kept[T]:
    """Keep the SQL of the queryset that this function makes of its values, given by name.

    It may read the clock, once again each time; no table, no language, nothing else that changes. `User(pk=person)` stands for a person.
    Many keys go through `core.rows.among`; a moment worked out from the clock is given as a value.
    """
    return Kept(build)
