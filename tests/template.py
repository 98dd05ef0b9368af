"""The database of tests is copied from one that was made once from the same migrations: a second instead of ten, for each process."""

import hashlib
from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db.backends.postgresql.creation import DatabaseCreation

PREFIX = "frenchimpact_template_"
# One process makes it; those that come meanwhile wait, and copy it.
_LOCK = 20_260_101
_create = DatabaseCreation.create_test_db


def name() -> str:
    """The template's, which changes with anything that tables are made from."""
    rooms = settings.ROOT / "frenchimpact"
    sources = [*rooms.glob("*/migrations/*.py"), *(rooms / "core" / f"{one}.py" for one in ("schema", "fields", "clock")), Path(__file__)]
    digest = hashlib.sha256(django.__version__.encode())
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


def copied(creation: DatabaseCreation, *args: Any, **kwargs: Any) -> str:
    """Django's, from the template; which is made from what Django made when there is none."""
    template = name()
    with creation._nodb_cursor() as cursor:  # type: ignore[attr-defined]  # the stubs leave it out
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        known = {found for (found,) in cursor.fetchall()}
        if template in known:
            creation.connection.settings_dict["TEST"]["TEMPLATE"] = template
        made = _create(creation, *args, **kwargs)
        if template not in known:
            creation.connection.close()
            for former in known:
                cursor.execute(f"DROP DATABASE IF EXISTS {creation.connection.ops.quote_name(former)}")
            cursor.execute(f"CREATE DATABASE {template} TEMPLATE {creation.connection.ops.quote_name(made)}")
    return made


def use() -> None:
    """From now on in this process."""
    DatabaseCreation.create_test_db = copied  # type: ignore[method-assign,assignment]  # the same call
