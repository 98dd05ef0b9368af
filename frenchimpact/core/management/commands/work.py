"""Background work, until it is stopped."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand

from frenchimpact.core.queue import FIRST


class Command(BaseCommand):
    """What a killed worker was doing first, then every job that comes."""

    help = "Do background work until it is stopped; what a worker that was killed left is taken up first."

    def handle(self, *args: Any, **options: Any) -> None:
        """Take up, then work."""
        for act in FIRST:
            act()
        call_command("procrastinate", "worker")
