"""Make the search index again."""

from typing import Any

from django.core.management.base import BaseCommand

from frenchimpact.atlas import actions


class Command(BaseCommand):
    help = "Compute the search index again from the published sheets. Not needed day to day: the database keeps it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild entries, counts and words."""
        self.stdout.write(f"entries {actions.rebuild_index()}")
        self.stdout.write(f"words {actions.rebuild_words()}")
