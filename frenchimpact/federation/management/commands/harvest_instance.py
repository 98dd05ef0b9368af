"""Read another instance now, from the command line."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.federation.actions.harvests import harvest_peer
from frenchimpact.federation.actions.peers import add_peer
from frenchimpact.federation.models import Peer
from frenchimpact.federation.reading.catalogues import origin_of

NOTHING_READ, SOME_REFUSED = 2, 3


class Command(BaseCommand):
    """Harvest the catalogue of an instance; the first time, it is added, and read every day from then on."""

    help = (
        "Harvest another instance: its organisations, offers, precedents and methods. Exit code: 0 all taken, 3 some refused, 2 unreadable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("address", metavar="ADDRESS", help="Its home page, such as https://impact.exemple.fr.")
        parser.add_argument("--name", default="", help="The name written beside what comes from it; its host otherwise.")
        parser.add_argument("--every", type=int, default=24, metavar="HOURS", help="How often it is read from now on.")
        parser.add_argument("--sure", action="store_true", help="What it no longer gives is withdrawn, however much that is.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        site = origin_of(options["address"])
        peer = Peer.objects.filter(url=site).first()
        try:
            if peer is None:
                name = options["name"] or site.partition("://")[2]
                peer = add_peer(name=name, url=options["address"], every_hours=options["every"], by=None)
            run = harvest_peer(peer, is_sure=options["sure"])
        except Incomplete as refusal:
            raise CommandError(" ".join(map(str, refusal.missing.values())), returncode=NOTHING_READ) from refusal
        except OutOfTurn as refusal:
            raise CommandError(str(refusal), returncode=NOTHING_READ) from refusal
        if run.error:
            raise CommandError(run.error, returncode=NOTHING_READ)
        for name in ("read", "new", "changed", "same", "refused", "withdrawn", "recognised"):
            self.stdout.write(f"{name}: {getattr(run, f'{name}_count')}")
        if run.warning:
            self.stdout.write(run.warning)
        for one in run.refusals.all():
            self.stdout.write(f"{one.kind} {one.line}: {one.reason}")
        if run.refused_count:
            sys.exit(SOME_REFUSED)
