"""Looking through somebody's eyes: while it lasts, PostgreSQL itself refuses to write, and every page says whose eyes they are."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import InternalError, connection, transaction
from psycopg.errors import ReadOnlySqlTransaction


@dataclass(frozen=True)
class Looking:
    """Whose eyes, who looks, and until when."""

    person: str
    by: str
    until: dt.datetime


_CURRENT: ContextVar[Looking | None] = ContextVar("looking", default=None)


def current() -> Looking | None:
    """The look of this request; None when the person acts for themselves."""
    return _CURRENT.get()


@contextmanager
def through(looking: Looking) -> Iterator[None]:
    """Inside, nothing is written: what would be is refused by the database, and nothing is kept of it nor queued."""
    token = _CURRENT.set(looking)
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                # In a savepoint too: the transaction around it writes again afterwards.
                cursor.execute("SET TRANSACTION READ ONLY")
            yield
            transaction.set_rollback(True)
    finally:
        _CURRENT.reset(token)


def tried_to_write(error: BaseException) -> bool:
    """Whether that is what the database refused."""
    return isinstance(error, InternalError) and isinstance(error.__cause__, ReadOnlySqlTransaction)
