"""Tell who may sign in to the demonstration."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from frenchimpact.demo.personas import PERSONAS


class Command(BaseCommand):
    """The page to open, and the eight accounts: one click each, no password."""

    help = "List the demonstration's accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        with translation.override("fr"):
            self.stdout.write(f"Demonstration, one click per account: {settings.BASE_URL}/demo/")
            for persona in PERSONAS:
                self.stdout.write(f"  {persona.email:<20} {persona.title}")
            self.stdout.write(f"Every mail sent: {settings.BASE_URL}/demo/boite-mail/")
