"""Learn the words that mistyped searches are compared with."""

from typing import Any

from django.core.management.base import BaseCommand

from frenchimpact.atlas import actions


class Command(BaseCommand):
    help = "List the words of places, themes and sheets, which mistyped searches are compared with. Done each hour by the worker too."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild the words."""
        self.stdout.write(f"words {actions.rebuild_words()}")
