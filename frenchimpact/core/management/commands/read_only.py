"""Make the site one that is read and not written to, and back."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from frenchimpact.core import read_only


class Command(BaseCommand):
    """Pages go on being read; what would write answers that it must come back later."""

    help = "Stop what writes (on), let it again (off), or say how things are (state); at once, on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        """One word."""
        parser.add_argument("state", choices=["on", "off", "state"], nargs="?", default="state")

    def handle(self, *args: Any, **options: Any) -> None:
        """Put the mark, or take it away."""
        if options["state"] == "on":
            read_only.mark().parent.mkdir(parents=True, exist_ok=True)
            read_only.mark().touch()
        elif options["state"] == "off":
            read_only.mark().unlink(missing_ok=True)
            if settings.READ_ONLY:
                self.stderr.write("READ_ONLY=1 holds until the processes start without it.")
        self.stdout.write("read-only" if read_only.is_on() else "open")
