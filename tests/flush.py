"""Emptying the tables after a test that committed: only those that hold rows, which are few of some three hundred.

Django truncates all of them, which makes new files for each table and each index: a second or more after every journey.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from psycopg import sql

# Filled by Django after every flush, from the models: left as they are, it finds them there.
_KEPT = {"django_content_type", "auth_permission"}
# Not made by our models, so that Django leaves it full: a job about what is gone would fail in the next test.
_QUEUE = {"procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers"}
# Beyond, new files cost less than so many deletions.
_MANY = 5_000
_truncate = DatabaseOperations.sql_flush


def empty_only_what_is_full(
    operations: DatabaseOperations, style: Any, tables: Sequence[str], *, reset_sequences: bool = False, allow_cascade: bool = False
) -> list[str]:
    """The statements that empty these tables, whatever guards their rows."""
    names = sorted(set(tables) - _KEPT | _QUEUE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            # On somebody's own PostgreSQL, an ordinary role may not set triggers aside.
            return _truncate(operations, style, tables, reset_sequences=reset_sequences, allow_cascade=allow_cascade)
    counts = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {}, (SELECT count(*) FROM (SELECT FROM {} LIMIT {}) few)").format(name, sql.Identifier(name), _MANY + 1)
        for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute(counts)
        found = dict(cursor.fetchall())
    full = [name for name in names if found[name] > _MANY]
    some = [name for name in names if 0 < found[name] <= _MANY]
    quote = operations.quote_name
    return [
        # Neither foreign keys nor what keeps histories whole: every row goes.
        "SET LOCAL session_replication_role = replica",
        *(f"DELETE FROM {quote(name)}" for name in some),
        *([f"TRUNCATE {', '.join(map(quote, full))} CASCADE"] if full else []),
        "SET LOCAL session_replication_role = origin",
    ]


def use() -> None:
    """From now on in this process."""
    DatabaseOperations.sql_flush = empty_only_what_is_full  # type: ignore[method-assign,assignment]  # the same call
