"""A new version changes tables that are in use: it gives way, and what takes long on a large table does not lock it."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg
import pytest
from django.contrib.postgres.operations import AddIndexConcurrently
from django.core.management.base import CommandError
from django.db import OperationalError, connection, models, transaction
from django.db.migrations import AddIndex, CreateModel, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from pytest_django import Settings

from frenchimpact.core.management.commands.migrate import Command

# Tables that have a row for each thing that happens, a million of them in a country: an index there takes minutes.
LARGE = {
    "journal.entry",
    "mail.mail",
    "notifications.notice",
    "inbound.message",
    "files.storedfile",
    "organisations.organisation",
    "commitments.entry",
    "commitments.commitment",
    "impact.measure",
}
# What was there before anybody's data; later migrations follow the rule.
BEFORE = Path(__file__).parent / "data" / "migrations-before.txt"


def slow_ones(app: str, operations: Sequence[Operation]) -> list[str]:
    """Operations that lock a large table for as long as an index takes."""
    made = {f"{app}.{one.name_lower}" for one in operations if isinstance(one, CreateModel)}
    wrong = []
    for one in operations:
        if isinstance(one, AddIndex) and not isinstance(one, AddIndexConcurrently):
            name = f"{app}.{one.model_name_lower}"
            wrong += [f"{name}: AddIndexConcurrently"] if name in LARGE - made else []
        if isinstance(one, RunSQL) and isinstance(one.sql, str):
            tables = re.findall(r"CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)[^;]*? ON (\w+)", one.sql, re.IGNORECASE)
            wrong += [f"{name}: CREATE INDEX CONCURRENTLY" for name in tables if name.replace("_", ".", 1) in LARGE - made]
    return wrong


def test_indexes_of_large_tables_are_built_beside_what_uses_them() -> None:
    known = set(BEFORE.read_text().split())
    found = MigrationLoader(None).disk_migrations
    later = {key: one for key, one in found.items() if f"{key[0]}.{key[1]}" not in known and one.__module__.startswith("frenchimpact.")}
    assert len(known) > 100
    assert [f"{app}.{name}: {words}" for (app, name), one in later.items() for words in slow_ones(app, one.operations)] == []


def test_the_rule_sees_what_it_is_for() -> None:
    index = models.Index(fields=["at"], name="entry_at")
    plain, beside = AddIndex("entry", index), AddIndexConcurrently("entry", index)
    raw = RunSQL("CREATE INDEX entry_at ON journal_entry (at)")
    assert len(slow_ones("journal", [plain, raw])) == 2
    assert slow_ones("journal", [beside, RunSQL("CREATE INDEX CONCURRENTLY entry_at ON journal_entry (at)")]) == []
    assert slow_ones("journal", [CreateModel("entry", []), plain]) == []


@pytest.fixture
def report(settings: Settings) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Somebody who reads a table for long, on a connection of their own."""
    settings.MIGRATE_LOCK_SECONDS, settings.MIGRATE_TRIES = 0.05, 3
    params = connection.get_connection_params()
    link = psycopg.connect(**{name: params[name] for name in ("host", "port", "user", "password", "dbname") if params.get(name)})
    link.execute("SELECT count(*) FROM journal_entry")
    yield link
    link.close()


def take_the_table() -> None:
    """As a change of its columns does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE journal_entry IN ACCESS EXCLUSIVE MODE")


@pytest.mark.django_db(transaction=True)
def test_it_gives_way_then_has_its_table(report: psycopg.Connection[tuple[object, ...]]) -> None:
    tries = []

    def change() -> None:
        tries.append(1)
        if len(tries) == 3:
            report.close()
        take_the_table()

    Command()._give_way("default", change)
    assert len(tries) == 3
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.django_db(transaction=True)
def test_it_says_what_to_do_when_it_may_not(report: psycopg.Connection[tuple[object, ...]]) -> None:
    with pytest.raises(CommandError, match="docs/runbooks"):
        Command()._give_way("default", take_the_table)


@pytest.mark.django_db
def test_another_failure_is_not_tried_again(settings: Settings) -> None:
    tries = []

    def change() -> None:
        tries.append(1)
        raise OperationalError("the disk is full")

    with pytest.raises(OperationalError, match="disk"):
        Command()._give_way("default", change)
    assert len(tries) == 1
