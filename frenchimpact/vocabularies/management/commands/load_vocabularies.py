"""Load the programme's words from the files that come with it, or from another folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frenchimpact.vocabularies import actions


class Command(BaseCommand):
    help = "Add and reword terms from the vocabulary files, and retire those no longer named. Safe to run again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=actions.SHIPPED, help="Folder of JSON files, one per vocabulary.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not any(folder.glob("*.json")):
            raise CommandError(f"{folder} holds no .json file. See docs/data.md for their form.")
        loaded = actions.load_vocabularies(folder=folder)
        self.stdout.write(f"Words: {loaded.read} read, {loaded.created} created, {loaded.updated} updated, {loaded.retired} retired.")
