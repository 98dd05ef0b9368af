"""Bring a file of grants in."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from frenchimpact.commitments.imports.columns import FIELDS
from frenchimpact.commitments.imports.run import import_grants
from frenchimpact.core.columns import told_by
from frenchimpact.core.tables import NotATable

NOTHING_READ = 2
SOME_REFUSED = 3


class Command(BaseCommand):
    """Create and refresh commitments from a file of grants; list the lines refused, with the reason of each."""

    help = (
        "Import grants: SCDL « Subventions » of any version (CSV, xls, xlsx, ods) or 360Giving (JSON)."
        " Exit code: 0 all taken, 3 some refused, 2 unreadable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=["auto", "scdl", "360giving"], default="auto")
        parser.add_argument("--sheet", default="", help="Which one to read in a spreadsheet; the first that has grants otherwise.")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=name",
            help=f"What a column of the file is, when its own name does not tell; again for others. Names: {', '.join(FIELDS)}.",
        )
        parser.add_argument("--dry-run", action="store_true", help="Check everything, write no commitment.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        try:
            outcome = import_grants(
                options["file"],
                form=options["format"],
                is_dry_run=options["dry_run"],
                sheet=options["sheet"],
                told=told_by(options["map"], FIELDS),
            )
        except NotATable as error:
            raise CommandError(str(error), returncode=NOTHING_READ) from error
        for ours, theirs in outcome.mapping.items():
            self.stdout.write(f"  {ours} ← {theirs}")
        if outcome.unknown_columns:
            self.stdout.write(_("Colonnes inconnues, laissées de côté : %s") % ", ".join(outcome.unknown_columns))
        if outcome.other_sheets:
            told = {"sheet": outcome.sheet, "others": ", ".join(outcome.other_sheets)}
            self.stdout.write(_("Feuille lue : « %(sheet)s ». Non lues : %(others)s.") % told)
        if options["dry_run"]:
            self.stdout.write(_("Essai à blanc : aucun engagement n’est écrit."))
        for name in ("read", "created", "updated", "unchanged", "refused"):
            self.stdout.write(f"{name}: {getattr(outcome, name)}")
        if outcome.recognised:
            self.stdout.write(_("Déjà enregistrées ici, non comptées une seconde fois : %s") % outcome.recognised)
        if outcome.through:
            self.stdout.write(_("D’un fonds ou programme suivi ici, ou vers lui, comptées une seule fois : %s") % outcome.through)
        if outcome.totals:
            self.stdout.write(_("Lignes de total, sans bénéficiaire, laissées de côté : %s") % outcome.totals)
        if outcome.numbers_lost:
            self.stdout.write(_("Numéros détruits par un tableur, lignes prises par leur nom : %s") % outcome.numbers_lost)
        if outcome.refused_path:
            self.stdout.write(_("Lignes refusées, avec leurs raisons : %s") % outcome.refused_path)
            sys.exit(SOME_REFUSED)
