"""Load what the desk of barriers comes with: words that mean the same."""

from typing import Any

from django.core.management.base import BaseCommand

from frenchimpact.barriers.actions.synonyms import load_synonyms


class Command(BaseCommand):
    help = "Add the synonyms of the search of published answers, where there are none yet. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Barriers: {load_synonyms()} lines of synonyms added.")
