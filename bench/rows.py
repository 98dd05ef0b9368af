"""Rows that a statement writes: what their table asks for and nobody names gets an empty value."""

from collections.abc import Mapping
from typing import Any

import psycopg

# What a column that must be there and is not named gets.
_EMPTY = {"ARRAY": "'{}'", "character varying": "''", "text": "''", "boolean": "false", "integer": "0", "smallint": "0", "numeric": "0"}


def insert(raw: psycopg.Connection[Any], table: str, columns: Mapping[str, str], source: str) -> None:
    """Rows that a statement gives; the columns that it does not name get an empty value."""
    missing = raw.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND is_nullable = 'NO'"
        " AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER' AND column_name <> ALL(%s)",
        [table, [name.strip('"') for name in columns]],
    ).fetchall()
    every = {**columns, **{name: "now()" if kind.startswith("timestamp") else _EMPTY[kind] for name, kind in missing}}
    raw.execute(f"INSERT INTO {table} ({', '.join(every)}) SELECT {', '.join(every.values())} FROM {source}")
