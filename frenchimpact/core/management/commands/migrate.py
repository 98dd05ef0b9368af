"""Django's `migrate`: an empty database is made in a tenth of the time; one that serves is never held up for long.

A change of a table waits until nobody holds it, and whoever comes meanwhile waits behind it: a report of one minute would stop the pages
for a minute. Here it waits for `MIGRATE_LOCK_SECONDS`, gives way, and tries again from the migration that could not have its table.
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import OperationalError, connections
from django.db.migrations.executor import MigrationExecutor
from psycopg.errors import LockNotAvailable

from frenchimpact.core.schema import SparseState


class Command(migrate.Command):
    """The same migrations, steps and SQL, in the same order; what follows them is Django's."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        self.verbosity = options["verbosity"]
        is_partial = any(options[name] for name in ("app_label", "plan", "check_unapplied", "fake", "fake_initial", "prune"))
        if not is_partial:
            self._from_nothing(options["database"])
        self._give_way(options["database"], lambda: super(Command, self).handle(*args, **options))

    def _give_way(self, database: str, go_on: Callable[[], object]) -> None:
        """What was applied stays so: each try begins with the migration that was refused its table."""
        for turn in range(1, settings.MIGRATE_TRIES + 1):
            with connections[database].cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, false)", [f"{settings.MIGRATE_LOCK_SECONDS}s"])
            try:
                go_on()
                return
            except OperationalError as error:
                if not isinstance(error.__cause__, LockNotAvailable):
                    raise
            finally:
                with connections[database].cursor() as cursor:
                    cursor.execute("RESET lock_timeout")
            self.stderr.write(f"A table is in use: giving way, then trying again ({turn} of {settings.MIGRATE_TRIES}).")
            time.sleep(settings.MIGRATE_LOCK_SECONDS)
        raise CommandError(
            f"A table was in use during {settings.MIGRATE_TRIES} tries. What was applied stays. See who holds it (docs/runbooks.md), "
            "then run it again; MIGRATE_LOCK_SECONDS and MIGRATE_TRIES say how long it insists."
        )

    def _from_nothing(self, database: str) -> None:
        """Every migration, when none was ever applied to this database."""
        connection = connections[database]
        connection.prepare_database()
        executor = MigrationExecutor(connection, self.migration_progress_callback)  # type: ignore[arg-type] # the stubs know no default
        loader = executor.loader
        if not loader.applied_migrations and not loader.detect_conflicts():
            executor.migrate(loader.graph.leaf_nodes(), state=SparseState(real_apps=loader.unmigrated_apps))
