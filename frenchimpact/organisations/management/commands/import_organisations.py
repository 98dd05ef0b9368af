"""Bring a file of organisations in."""

import sys
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from frenchimpact.core.tables import NotATable
from frenchimpact.organisations.imports.lines import COLUMNS
from frenchimpact.organisations.imports.run import DEFAULT_SOURCE, import_file

NOTHING_READ = 2
SOME_REFUSED = 3


class Bar:
    """Progress on the error output: a bar that redraws on a terminal, a line every ten percent elsewhere."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.is_terminal = stream.isatty()
        self.shown: tuple[str, int] = ("", -1)
        self.drawn_at = 0.0

    def __call__(self, step: str, share: float) -> None:
        """Show that `step` is done for that share of it."""
        percent = int(share * 100)
        if self.is_terminal:
            now = time.monotonic()
            if percent == 100 or now - self.drawn_at > 0.1:
                self.drawn_at = now
                filled = percent * 30 // 100
                end = "\n" if percent == 100 and self.shown != (step, 100) else ""
                if self.shown != (step, 100):
                    self.stream.write(f"\r{step:<28} [{'█' * filled}{'·' * (30 - filled)}] {percent:3} %{end}")
                    self.stream.flush()
                self.shown = (step, percent)
        elif (step, percent // 10) != self.shown:
            self.shown = (step, percent // 10)
            self.stream.write(f"{step} {percent} %\n")


class Command(BaseCommand):
    """Create and refresh organisations from a CSV file or a spreadsheet; list the lines refused, with the reason of each."""

    help = (
        f"Import organisations from a CSV file or a spreadsheet (xlsx, ods, xls). Columns, in any order: {', '.join(COLUMNS)}."
        " Exit code: 0 all taken, 3 some refused, 2 unreadable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--sheet", default="", help="Which one to read in a spreadsheet; the first that is not empty otherwise.")
        parser.add_argument("--dry-run", action="store_true", help="Check everything, write no organisation.")
        parser.add_argument("--source", default=DEFAULT_SOURCE, help="Name of the source that numbers the column id_source.")
        parser.add_argument(
            "--encoding", default="", help="How the file is written, when it is not found out rightly: utf-8, cp1252, mac_roman…"
        )
        parser.add_argument("--separator", default="", help="Between two columns, when it is not found out rightly: ; , or tab.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        path: Path = options["file"]
        separator = {"tab": "\t", "\\t": "\t"}.get(options["separator"], options["separator"])
        try:
            outcome = import_file(
                path,
                source=options["source"][:120],
                encoding=options["encoding"],
                separator=separator,
                sheet=options["sheet"],
                is_dry_run=options["dry_run"],
                progress=Bar(self.stderr if hasattr(self.stderr, "isatty") else sys.stderr),
            )
        except NotATable as error:
            raise CommandError(str(error), returncode=NOTHING_READ) from error
        if outcome.unknown_columns:
            self.stdout.write(_("Colonnes inconnues, laissées de côté : %s") % ", ".join(outcome.unknown_columns))
        if options["dry_run"]:
            self.stdout.write(_("Essai à blanc : aucune fiche n’est écrite."))
        for name in ("read", "created", "updated", "unchanged", "refused"):
            self.stdout.write(f"{name}: {getattr(outcome, name)}")
        if outcome.refused_path:
            self.stdout.write(_("Lignes refusées, avec leurs raisons : %s") % outcome.refused_path)
            sys.exit(SOME_REFUSED)
