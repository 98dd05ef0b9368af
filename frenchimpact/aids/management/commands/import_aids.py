"""Bring a file of aids in."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from frenchimpact.aids.actions.harvest import DEFAULT_SOURCE, import_aids
from frenchimpact.aids.harvest.columns import ALL
from frenchimpact.core.columns import told_by
from frenchimpact.core.errors import Refusal
from frenchimpact.core.tables import NotATable

NOTHING_READ = 2
SOME_REFUSED = 3


class Command(BaseCommand):
    """Create and refresh aids from a file of the State's form, or of another catalogue; list the lines refused, with their reasons."""

    help = (
        "Import aids from a file in the State's form « dispositif-aide » (CSV, spreadsheet or JSON), or from the JSON of a catalogue."
        f" Columns, in any order: {', '.join(ALL)}."
        " Exit code: 0 all taken, 3 some refused, 2 unreadable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument(
            "--source", default="", help="Name of the source. With one, the aids that it gave before and no longer gives are told."
        )
        parser.add_argument("--sheet", default="", help="Which one to read in a spreadsheet; the first that has aids otherwise.")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=name",
            help="What a column of the file is, when its own name does not tell; again for others.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Check everything, write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        try:
            outcome = import_aids(
                options["file"],
                source_name=options["source"] or DEFAULT_SOURCE,
                is_dry_run=options["dry_run"],
                sheet=options["sheet"],
                told=told_by(options["map"], ALL),
            )
        except (NotATable, Refusal) as error:
            raise CommandError(str(error), returncode=NOTHING_READ) from error
        for ours, theirs in outcome.mapping.items():
            self.stdout.write(f"  {ours} ← {theirs}")
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
