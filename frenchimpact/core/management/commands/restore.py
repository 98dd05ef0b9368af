"""A backup put back."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frenchimpact.core import backups
from frenchimpact.core.backups.database import Failed


class Command(BaseCommand):
    """Into an empty instance; or in place of what there is, when that is said."""

    help = "Put a backup back: database, files and keys. Stop the instance first; `manage.py prepare` follows."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("dir", type=Path, metavar="DIR", help="The folder that `manage.py backup` wrote.")
        parser.add_argument("--replace", action="store_true", help="Give up what this instance holds now.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it. Raises CommandError: nothing was changed, unless its words say otherwise."""
        source = options["dir"].absolute()
        try:
            done = backups.restore(source, self.stdout.write, replaces=options["replace"])
        except backups.Refused as error:
            raise CommandError(str(error)) from error
        except Failed as error:
            raise CommandError(f"PostgreSQL refused, and its database is as it was: {error}") from error
        except OSError as error:
            raise CommandError(f"Not put back: {error.strerror or error}. Start again with --replace once that is mended.") from error
        self.stdout.write(f"Put back as on {done.made_at}\ntables: {done.tables} rows: {done.rows} files: {done.files} keys: {done.keys}")
        self.stdout.write("Next: manage.py prepare")
