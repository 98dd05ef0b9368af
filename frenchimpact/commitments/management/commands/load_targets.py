"""Load the targets of the programme."""

from typing import Any

from django.core.management.base import BaseCommand

from frenchimpact.commitments import actions


class Command(BaseCommand):
    help = "Add the targets against which committed money is set. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Targets: {actions.load_targets()} read.")
