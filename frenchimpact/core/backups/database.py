"""The database by PostgreSQL's own programs, and a print of each table that two copies share only when every row is the same."""

import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import psycopg
from django.db import connection
from psycopg import sql
from psycopg.conninfo import make_conninfo

from config.postgres.files import programs

# How values are written as text, whatever the server's settings: prints of two servers are comparable.
_AS_TEXT = {"TimeZone": "UTC", "DateStyle": "ISO, YMD", "IntervalStyle": "iso_8601", "extra_float_digits": "1", "bytea_output": "hex"}
_TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1"
# Settings that the programs write and that older servers do not know.
_UNKNOWN_TO_SOME = (b"SET transaction_timeout",)
_QUIET = "-c client_min_messages=warning"

type Prints = dict[str, list[int | str]]


class Failed(Exception):
    """A program of PostgreSQL refused; the message holds its own words."""


def connect() -> psycopg.Connection[tuple[object, ...]]:
    """A connection of our own to the instance's database, started first when it is the packaged one."""
    return psycopg.connect(make_conninfo(**_parameters()), autocommit=True)


def tables(link: psycopg.Connection[tuple[object, ...]]) -> list[str]:
    """The tables of the instance, by name."""
    return [str(name) for (name,) in link.execute(_TABLES)]


def prints(link: psycopg.Connection[tuple[object, ...]], names: Iterable[str]) -> Prints:
    """For each table, how many rows and a sum over them that changes with any value of any row. Reads everything."""
    for name, value in _AS_TEXT.items():
        link.execute("SELECT set_config(%s, %s, false)", [name, value])
    found: Prints = {}
    for name in names:
        counted = sql.SQL("SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) FROM {} t").format(
            sql.Identifier("public", name)
        )
        row = link.execute(counted).fetchone()
        assert row is not None  # noqa: S101 - an aggregate gives one row
        found[name] = [int(str(row[0])), str(row[1])]
    return found


def dump(target: Path, snapshot: str) -> None:
    """Write the database as it is in that snapshot. Raises Failed."""
    command = ["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={target}"]
    _run(command)


def load(source: Path, *, replaces: bool) -> None:
    """Put a dump in place of what the database holds: all of it, or nothing when anything fails. Raises Failed.

    Without `replaces`, a table that is already there makes it fail.
    """
    read = [str(programs() / "pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(source)]
    write = [str(programs() / "psql"), "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, "-f", "-"]
    with tempfile.TemporaryFile() as said:
        reading = subprocess.Popen(read, stdout=subprocess.PIPE, stderr=said)  # noqa: S603 - programs of the package
        writing = subprocess.Popen(write, stdin=subprocess.PIPE, stderr=said, env=_environment())  # noqa: S603 - idem
        assert reading.stdout is not None and writing.stdin is not None  # noqa: S101, PT018 - pipes, asked for above
        try:
            if replaces:
                writing.stdin.write(b"DROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
            for line in reading.stdout:
                if not line.startswith(_UNKNOWN_TO_SOME):
                    writing.stdin.write(line)
            if reading.wait():
                # Half a dump must not be kept: what psql read so far is undone with it.
                writing.kill()
            writing.stdin.close()
        except BrokenPipeError:
            reading.kill()
        codes = (reading.wait(), writing.wait())
        said.seek(0)
        if any(codes):
            raise Failed(said.read().decode(errors="replace").strip()[-2000:] or f"pg_restore: {codes[0]}, psql: {codes[1]}")


def _run(command: list[str]) -> None:
    done = subprocess.run(  # noqa: S603 - programs of the package
        [str(programs() / command[0]), *command[1:]], capture_output=True, text=True, env=_environment(), check=False
    )
    if done.returncode:
        raise Failed(done.stderr.strip()[-2000:])


def _parameters() -> Mapping[str, str]:
    connection.ensure_connection()
    info = connection.connection.info
    given = {"host": info.host, "port": str(info.port), "user": info.user, "dbname": info.dbname, "password": info.password}
    kept = {name: str(value) for name, value in info.get_parameters().items() if name.startswith("ssl")}
    return {name: value for name, value in (kept | given).items() if value}


def _environment() -> dict[str, str]:
    """What the programs connect by: in their environment, since everybody reads a command line."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE", "password": "PGPASSWORD"}
    known = {names.get(name, f"PG{name.upper()}"): value for name, value in _parameters().items()}
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")} | known | {"PGOPTIONS": _QUIET}
