"""The whole instance in a folder: database, files, keys of certificates."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frenchimpact.core import backups
from frenchimpact.core.backups.database import Failed


class Command(BaseCommand):
    """While the instance goes on serving."""

    help = "Write the whole instance, files included, in a new folder. The instance may go on serving."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("dir", type=Path, metavar="DIR", help="A folder that does not exist yet, or is empty.")
        parser.add_argument("--without-keys", action="store_true", help="Leave out the private keys of certificates, kept apart elsewhere.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Raises CommandError, and leaves nothing half written."""
        target = options["dir"].absolute()
        try:
            made = backups.write(target, self.stdout.write, with_keys=not options["without_keys"])
        except FileExistsError as error:
            raise CommandError(f"{target} already holds something: name a new folder.") from error
        except Failed as error:
            raise CommandError(f"PostgreSQL refused, and nothing was kept: {error}") from error
        except OSError as error:
            raise CommandError(f"{target} cannot be written, and nothing was kept: {error.strerror or error}.") from error
        rows = sum(int(count) for count, _print in made["tables"].values())
        self.stdout.write(
            f"Written: {target}\ntables: {len(made['tables'])} rows: {rows} files: {len(made['files'])} keys: {len(made['keys'])}"
        )
