"""Write the demonstration's data."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from frenchimpact.demo import seed
from frenchimpact.demo.rules import is_demo_open
from frenchimpact.geo.models import Place


class Command(BaseCommand):
    """People, organisations and projects of the demonstration; run again, it adds nothing."""

    help = "Write the demonstration's data: invented people, organisations and projects, on the real geography."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it."""
        if not is_demo_open():
            raise CommandError("The demonstration is closed: set DEMO_MODE=1 (and DEMO_PUBLIC=1 on an instance that others reach).")
        if not Place.objects.filter(level=Place.Level.COMMUNE).exists():
            raise CommandError("The geography is missing: run `manage.py load_geography` first.")
        for name in seed.MODULES:
            begun = time.monotonic()
            if seed.load(name):
                self.stdout.write(f"  {name}: {time.monotonic() - begun:.1f} s")
