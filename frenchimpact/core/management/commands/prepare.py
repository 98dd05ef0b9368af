"""Make the instance ready to serve: everything that is needed, and only that."""

import fcntl
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
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
        to_do = [step for step in preparation.steps() if again or not record.is_done(step)]
        with ThreadPoolExecutor(max_workers=1) as beside:
            apart = {step.name: beside.submit(step.do) for step in to_do if step.is_apart}
            self._one_by_one(to_do, apart, record)

    def _one_by_one(self, to_do: Iterable[preparation.Step], apart: Mapping[str, Future[object]], record: preparation.Record) -> None:
        for step in to_do:
            begun = time.monotonic()
            self.stdout.write(f"{step.words}…")
            self.stdout.flush()
            if step.name in apart:
                apart[step.name].result()
            else:
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
