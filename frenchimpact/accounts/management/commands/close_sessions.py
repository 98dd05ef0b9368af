"""Sign people out, from the machine: an account that somebody else holds, a leak."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frenchimpact.accounts import actions, queries
from frenchimpact.accounts.models import OpenSession, User


class Command(BaseCommand):
    """Each browser is out at its next request; accounts stay as they are."""

    help = "Sign one person out of every browser (their address), or everybody (--all)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who."""
        parser.add_argument("email", nargs="?", default="")
        parser.add_argument("--all", action="store_true", dest="everybody")

    def handle(self, *args: Any, **options: Any) -> None:
        """Close, and say how many."""
        if bool(options["email"]) == options["everybody"]:
            raise CommandError("Name one address, or --all.")
        if options["everybody"]:
            people = list(User.objects.filter(pk__in=OpenSession.objects.values("user")))
        else:
            person = queries.person_of(options["email"])
            if person is None:
                raise CommandError("Nobody has that address.")
            people = [person]
        count = sum(actions.close_other_sessions(person=person, but="", by=None) for person in people)
        self.stdout.write(f"{count} sessions closed")
