"""What an instance needs before it serves: tables, reference data, words, static files. Each step knows whether it is needed."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from config import fingerprint
from frenchimpact.core import catalogue

# Commands that bring data, in the order in which they rely on each other; only those that exist are run.
LOADERS = {
    "load_vocabularies": "Loading the programme's words",
    "load_geography": "Loading the official geography",
    "load_methods": "Publishing the open methods",
    "load_labels": "Loading the register of labels",
    "load_territories": "Opening the territories of these labels",
    "load_targets": "Loading the targets of committed money",
    "load_barriers": "Loading the words of the search of answers",
    "load_financing": "Loading the ceilings and rules of public aid",
    "load_demo": "Writing the demonstration data",
    "learn_words": "Learning the words of the sheets",
}
# The demonstration room's command that tells who may sign in.
ACCOUNTS = "demo_accounts"


@dataclass(frozen=True)
class Step:
    """One thing to do, with what it is made from: done again only when that changes."""

    name: str
    words: str
    made_from: Callable[[], str]
    do: Callable[[], object]
    # Asks nothing of the database nor of another step: done while the others are.
    is_apart: bool = False


def steps() -> list[Step]:
    """Everything, in order."""
    found = [
        Step("tables", "Preparing the tables", _pending_migrations, lambda: call_command("migrate", interactive=False, verbosity=0)),
        # Before the data: what is written with them is written in each language.
        Step("english", "Compiling the translations", _print_of_words, catalogue.compile_all),
    ]
    commands = get_commands()
    for command, words in LOADERS.items():
        if command in commands and (command != "load_demo" or settings.DEMO_MODE):
            # Data made from other data is made again with it.
            sources = [commands[name] for name in LOADERS if name in commands]
            rooms = sources[: sources.index(commands[command]) + 1]
            found.append(Step(command, words, lambda rooms=rooms: _print_of_rooms(rooms), lambda command=command: call_command(command)))  # type: ignore[misc]
    if not settings.DEBUG:
        found.append(Step("static", "Gathering the static files", _print_of_static, _gather_static, is_apart=True))
    return found


class Record:
    """What was done, from what, for which database; kept in the data folder."""

    def __init__(self) -> None:
        self.path = settings.DATA_DIR / "prepared.json"
        try:
            self.done: dict[str, str] = json.loads(self.path.read_text())
        except (OSError, ValueError):
            self.done = {}
        database = _database()
        if self.done.get("database") != database:
            self.done = {"database": database}

    def is_done(self, step: Step) -> bool:
        """Whether nothing changed since the step was last done."""
        return self.done.get(step.name) == step.made_from()

    def note(self, step: Step) -> None:
        """The step is done."""
        self.done[step.name] = step.made_from()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.write_text(json.dumps(self.done, indent=1))
        fresh.replace(self.path)


def _database() -> str:
    """Which database this is: another one, or the same made anew, is not prepared yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT concat_ws('/', system_identifier, oid, to_regclass('django_migrations')::oid)"
            " FROM pg_control_system(), pg_database WHERE datname = current_database()"
        )
        return str(cursor.fetchone()[0])


def _pending_migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return " ".join(f"{migration.app_label}.{migration.name}" for migration, _backwards in plan)


def _print_of_rooms(names: Iterable[str]) -> str:
    roots = [Path(apps.get_app_config(name.rpartition(".")[2]).path) for name in names]
    return fingerprint.of_files(fingerprint.files_under(*roots, skip=(".html", ".css", ".js", ".po", ".mo")))


def _print_of_words() -> str:
    rooms = catalogue.rooms()
    sources = [path for path in map(catalogue.po_path, rooms) if path.exists()]
    compiled = [path for room in rooms for path in catalogue.targets(room) if path.exists()]
    return f"{fingerprint.of_files(sources)} {len(compiled)}"


def _print_of_static() -> str:
    gathered = (settings.STATIC_ROOT / "staticfiles.json").exists()
    found = (Path(storage.path(path)) for finder in finders.get_finders() for path, storage in finder.list([]))
    return fingerprint.of_files(path for path in found if path.is_file()) + f" {gathered}"


def _gather_static() -> None:
    # A process of its own: compressing beside the other steps, in the same interpreter, would slow them by as much.
    command = [sys.executable, "manage.py", "collectstatic", "--no-input", "--verbosity=0", "--ignore=*.map"]
    subprocess.run(command, cwd=settings.ROOT, check=True)  # noqa: S603 - a command of ours
