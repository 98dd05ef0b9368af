"""Django's `migrate`, which makes the tables of an empty database in a tenth of the time."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from frenchimpact.core.schema import SparseState


class Command(migrate.Command):
    """The same migrations, steps and SQL, in the same order; what follows them is Django's."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        self.verbosity = options["verbosity"]
        is_partial = any(options[name] for name in ("app_label", "plan", "check_unapplied", "fake", "fake_initial", "prune"))
        if not is_partial:
            self._from_nothing(options["database"])
        super().handle(*args, **options)

    def _from_nothing(self, database: str) -> None:
        """Every migration, when none was ever applied to this database."""
        connection = connections[database]
        connection.prepare_database()
        executor = MigrationExecutor(connection, self.migration_progress_callback)  # type: ignore[arg-type] # the stubs know no default
        loader = executor.loader
        if not loader.applied_migrations and not loader.detect_conflicts():
            executor.migrate(loader.graph.leaf_nodes(), state=SparseState(real_apps=loader.unmigrated_apps))
