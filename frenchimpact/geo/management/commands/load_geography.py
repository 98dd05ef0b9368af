"""Load the official geography that comes with the product, or another edition of it."""

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frenchimpact.geo import actions


class Command(BaseCommand):
    help = "Communes, intermunicipalities, departments and regions, with postcodes and former codes. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=actions.DATA, help="Folder of another edition, made by `make data`.")
        parser.add_argument("--force", action="store_true", help="Load even if this edition is already there.")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        try:
            loaded = actions.load_geography(folder=options["folder"], force=options["force"])
        except FileNotFoundError as error:
            raise CommandError(f"{error.filename} is missing. The files of an edition are listed in docs/data.md.") from error
        if loaded.was_there:
            self.stdout.write(f"Geography {loaded.vintage}: {loaded.places} places, already there.")
            return
        spent = time.monotonic() - started
        self.stdout.write(
            f"Geography {loaded.vintage}: {loaded.places} places, {loaded.changed} added or changed, "
            f"{loaded.retired} retired, in {spent:.1f} s."
        )
