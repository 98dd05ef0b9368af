"""A kept connection is checked without asking the server anything."""

import time

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from frenchimpact.core.prepared import prepared


@pytest.fixture
def other() -> "psycopg.Connection[tuple[object, ...]]":
    """A second connection to the same database."""
    connection.ensure_connection()
    return psycopg.connect(connection.connection.info.dsn, password=connection.connection.info.password or None, autocommit=True)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_the_server_closed_is_not_usable(other: "psycopg.Connection[tuple[object, ...]]") -> None:
    assert connection.is_usable()
    other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
    deadline = time.monotonic() + 10
    while connection.is_usable() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not connection.is_usable()
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert connection.is_usable()
    other.close()


@pytest.mark.django_db
def test_a_prepared_statement_is_planned_once_and_counted_like_any_other() -> None:
    with CaptureQueriesContext(connection) as asked:
        for number in range(5):
            with prepared() as cursor:
                cursor.execute("SELECT %s::int + 1 AS ready_made", [number])
                assert cursor.fetchone() == (number + 1,)
    assert len(asked) == 5
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%ready_made%' AND name <> ''")
        assert cursor.fetchone() == (1,)
