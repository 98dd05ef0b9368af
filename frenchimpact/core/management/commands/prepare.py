"""Make the instance ready to serve: everything that is needed, and only that."""

import fcntl
import time
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser

from frenchimpact.core import preparation


class Command(BaseCommand):
    """Tables, reference data, demonstration data when it is on, translations, static files."""

    help = "Prepare the instance: tables, reference data, translations, static files. What is already done is not done again."
    requires_system_checks = (Tags.security,)

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the options."""
        parser.add_argument("--again", action="store_true", help="Do every step again.")
        parser.add_argument("--summary", type=Path, help="File in which to write who may sign in to the demonstration.")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, one at a time if several ask together."""
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        with open(settings.DATA_DIR / "prepare.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._steps(again=options["again"])
            if options["summary"]:
                options["summary"].write_text(self._accounts())

    def _steps(self, *, again: bool) -> None:
        record = preparation.Record()
        for step in preparation.steps():
            if not again and record.is_done(step):
                continue
            begun = time.monotonic()
            self.stdout.write(f"{step.words}…")
            self.stdout.flush()
            step.do()
            record = preparation.Record() if step.name == "tables" else record
            record.note(step)
            self.stdout.write(f"  done in {time.monotonic() - begun:.1f} s")

    def _accounts(self) -> str:
        if not settings.DEMO_MODE or preparation.ACCOUNTS not in get_commands():
            return ""
        out = StringIO()
        call_command(preparation.ACCOUNTS, stdout=out)
        return out.getvalue()
