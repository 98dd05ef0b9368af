"""Bring a file of measurements in."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from frenchimpact.core.tables import NotATable
from frenchimpact.core.text import clean_line
from frenchimpact.territories.actions.measurement_lines import COLUMNS, import_measurements

NOTHING_READ = 2
SOME_REFUSED = 3


class Command(BaseCommand):
    """Record the values of indicators from a CSV file or a spreadsheet; list the lines refused, with the reasons of each."""

    help = (
        f"Import measurements from a CSV file or a spreadsheet (xlsx, ods, xls). Columns, in any order: {', '.join(COLUMNS)}."
        " Exit code: 0 all taken, 3 some refused, 2 unreadable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--sheet", default="", help="Which one to read in a spreadsheet; the first that is not empty otherwise.")
        parser.add_argument("--dry-run", action="store_true", help="Check everything, write no value.")
        parser.add_argument("--confirmed", action="store_true", help="Values that look unlikely beside the previous one were checked.")
        parser.add_argument("--reason", default="", help="Why figures that a review locked change.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        try:
            outcome = import_measurements(
                options["file"],
                sheet=options["sheet"],
                is_dry_run=options["dry_run"],
                is_confirmed=options["confirmed"],
                reason=clean_line(options["reason"]),
            )
        except NotATable as error:
            raise CommandError(str(error), returncode=NOTHING_READ) from error
        if outcome.unknown_columns:
            self.stdout.write(_("Colonnes inconnues, laissées de côté : %s") % ", ".join(outcome.unknown_columns))
        if options["dry_run"]:
            self.stdout.write(_("Essai à blanc : aucune valeur n’est écrite."))
        for name in ("read", "created", "updated", "unchanged", "refused"):
            self.stdout.write(f"{name}: {getattr(outcome, name)}")
        if outcome.refused_path:
            self.stdout.write(_("Lignes refusées, avec leurs raisons : %s") % outcome.refused_path)
            sys.exit(SOME_REFUSED)
