"""Read a method as the registry does, without bringing it in."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frenchimpact.methods.engine import Unsound
from frenchimpact.methods.folders import read_folder, unpack
from frenchimpact.methods.queries import problems_here
from frenchimpact.methods.shipped import files_of


class Command(BaseCommand):
    help = "Check a method: a folder or a ZIP archive. Everything publication checks. Exit code: 0 sound, 3 not, 2 unreadable."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("path", type=Path, metavar="PATH")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        path: Path = options["path"]
        try:
            files = files_of(path) if path.is_dir() else unpack(path.read_bytes())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error), returncode=2) from error
        except Unsound as error:
            raise CommandError("\n".join(map(str, error.problems)), returncode=2) from error
        try:
            folder = read_folder(files)
            if problems := problems_here(folder):
                raise Unsound(problems)
        except Unsound as error:
            for problem in error.problems:
                self.stdout.write(str(problem))
            sys.exit(3)
        counts = f"{len(folder.method.indicators)} indicators, {len(folder.method.steps)} formulas, {len(folder.samples)} worked examples"
        self.stdout.write(f"{folder.method.pinned}: sound. {counts}. {folder.swhid}")
