"""Keep the English of each room in step with its French."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from frenchimpact.core import catalogue


class Command(BaseCommand):
    """Update the catalogues from the code and templates, list what lacks English, compile."""

    help = "Update frenchimpact/<room>/locale/en, list what lacks English, and compile. --compile only compiles."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("rooms", nargs="*", help="Rooms to update; all of them when none is named.")
        parser.add_argument("--compile", action="store_true", help="Only compile what is there.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if not options["compile"]:
            known = {
                catalogue.key(message): message
                for room in catalogue.rooms()
                for message in catalogue.messages(catalogue.read(room))
                if not catalogue.is_missing(message)
            }
            for room in catalogue.rooms():
                if options["rooms"] and room.name not in options["rooms"]:
                    continue
                count, missing = catalogue.update(room, known)
                if count:
                    self.stdout.write(f"{room.name}: {count} messages, {missing} without English")
        self.stdout.write(f"{catalogue.compile_all()} catalogues compiled")
