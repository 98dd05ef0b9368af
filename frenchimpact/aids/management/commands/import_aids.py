"""Bring a file of aids in."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from frenchimpact.aids.actions.harvest import DEFAULT_SOURCE, import_aids
from frenchimpact.aids.harvest.state import COLUMNS, GENERIC_COLUMNS, PROFESSIONAL_COLUMNS, VARIANT_COLUMNS
from frenchimpact.core.errors import Refusal
from frenchimpact.core.tables import NotATable

NOTHING_READ = 2
SOME_REFUSED = 3


class Command(BaseCommand):
    """Create and refresh aids from a file of the State's form, or of another catalogue; list the lines refused, with their reasons."""

    help = (
        "Import aids from a file in the State's form « dispositif-aide » (CSV, spreadsheet or JSON), or from the JSON of a catalogue."
        f" Columns, in any order: {', '.join((*COLUMNS, *PROFESSIONAL_COLUMNS, GENERIC_COLUMNS[0], VARIANT_COLUMNS[0]))}."
        " Exit code: 0 all taken, 3 some refused, 2 unreadable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--source", default="", help="Name of the source. With one, the aids that it gave before and no longer gives are told."
        )
        parser.add_argument("--dry-run", action="store_true", help="Check everything, write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        try:
            outcome = import_aids(options["file"], source_name=options["source"] or DEFAULT_SOURCE, is_dry_run=options["dry_run"])
        except (NotATable, Refusal) as error:
            raise CommandError(str(error), returncode=NOTHING_READ) from error
        if outcome.unknown_columns:
            self.stdout.write(_("Colonnes inconnues, laissées de côté : %s") % ", ".join(outcome.unknown_columns))
        if options["dry_run"]:
            self.stdout.write(_("Essai à blanc : aucune aide n’est écrite."))
        for name in ("read", "created", "updated", "unchanged", "refused"):
            self.stdout.write(f"{name}: {getattr(outcome, name)}")
        if outcome.gone:
            self.stdout.write(_("Aides que la source ne donne plus, à regarder : %s") % outcome.gone)
        if outcome.warning:
            self.stdout.write(outcome.warning)
        if outcome.refused_path:
            self.stdout.write(_("Lignes refusées, avec leurs raisons : %s") % outcome.refused_path)
            sys.exit(SOME_REFUSED)
