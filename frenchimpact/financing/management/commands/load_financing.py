"""Load the ceilings of de minimis aid and the rules on adding aid up."""

from typing import Any

from django.core.management.base import BaseCommand

from frenchimpact.financing.actions import load_financing


class Command(BaseCommand):
    help = "Add the ceilings of de minimis aid and the rules on adding aid up. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_financing()
        self.stdout.write(f"Financing: {loaded.ceilings} ceilings and {loaded.rules} rules read.")
