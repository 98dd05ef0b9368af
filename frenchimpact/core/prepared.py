"""Statements that are asked again and again: the database plans them once per connection."""

from typing import Any

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


def prepared() -> CursorWrapper:
    """A cursor whose statements are prepared once they come back, parameters apart. For SQL written by hand.

    Behind a pooler that mixes connections they are not prepared (`prepare=0` in DATABASE_URL), and give the same.
    """
    connection.ensure_connection()
    cursor: Any = psycopg.Cursor(connection.connection)
    return connection.make_debug_cursor(cursor) if connection.queries_logged else connection.make_cursor(cursor)
