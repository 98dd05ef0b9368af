"""A new version changes tables while people write and a long report reads: the pages pause for seconds, not for as long as the report."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from drills.instance import DRAFTS, ROOT, Broken, Instance, Writer, counts, say, until

REPORT_SECONDS = 10
# What a page may wait for: a try of the migration, its change, and the machine.
MOST_SECONDS = 5.0
SETTINGS = "from config.settings import *\n\nINSTALLED_APPS = [*INSTALLED_APPS, 'next_version']\n"
APP = "from django.apps import AppConfig\n\n\nclass NextVersion(AppConfig):\n    name = 'next_version'\n"
WAITED_FOR = "SELECT 1 FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
COLUMN = """from django.db import migrations


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunSQL("ALTER TABLE projects_declaration ADD COLUMN drill integer NOT NULL DEFAULT 0")]
"""
INDEX = """from django.db import migrations


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("next_version", "0001_column")]
    operations = [migrations.RunSQL("CREATE INDEX CONCURRENTLY drill ON projects_declaration (drill)")]
"""


def run(folder: Path) -> list[str]:
    """Raises Broken."""
    instance = Instance(folder / "var")
    say("Preparing an instance…")
    instance.manage("prepare")
    instance.start("web")
    writers = [Writer(instance.declare, f"page{number}") for number in range(3)]
    try:
        instance.wait_until_ready()
        instance.declare("first@drill.example")
        for writer in writers:
            writer.start()
        time.sleep(3)
        report = threading.Thread(target=_report, args=(instance,))
        report.start()
        time.sleep(0.5)
        begun = time.monotonic()
        said = _next_version(instance, folder / "next")
        seconds = time.monotonic() - begun
        report.join()
        time.sleep(1)
    finally:
        for writer in writers:
            writer.end()
        found = counts(instance.query(DRAFTS)) if instance.postgres.exists() else {}
        is_there = instance.query("SELECT 1 FROM pg_index JOIN pg_class ON indexrelid = oid WHERE relname = 'drill' AND indisvalid")
        instance.stop()
    return _judge(writers, found, bool(is_there), said.count("giving way"), seconds)


def _report(instance: Instance) -> None:
    """Somebody reads that table in a long transaction, which began before the migration and goes on once it is waited for."""
    with instance.connect() as link, link.transaction():
        link.execute("SELECT count(*) FROM projects_declaration")
        until(lambda: instance.query(WAITED_FOR), 120, "the migration")
        time.sleep(REPORT_SECONDS)


def _next_version(instance: Instance, folder: Path) -> str:
    """Its migrations, as `manage.py migrate` applies them; what it said."""
    steps = folder / "next_version" / "migrations"
    steps.mkdir(parents=True)
    for path, text in {
        folder / "next_settings.py": SETTINGS,
        folder / "next_version" / "__init__.py": "",
        folder / "next_version" / "apps.py": APP,
        steps / "__init__.py": "",
        steps / "0001_column.py": COLUMN,
        steps / "0002_index.py": INDEX,
    }.items():
        path.write_text(text)
    variables = {**instance.variables, "DJANGO_SETTINGS_MODULE": "next_settings", "PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    done = subprocess.run([sys.executable, "manage.py", "migrate"], cwd=ROOT, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Broken(f"migrate: {(done.stdout + done.stderr)[-1500:]}")
    return done.stdout + done.stderr


def _judge(writers: list[Writer], found: dict[str, int], is_there: bool, gave_way: int, seconds: float) -> list[str]:
    acknowledged = [one for writer in writers for _at, one in writer.acknowledged]
    lost = [one for one in acknowledged if one not in found]
    longest = max(writer.longest_wait for writer in writers)
    failed = sum(writer.failed for writer in writers)
    if lost or failed or not is_there or not acknowledged:
        raise Broken(f"{len(lost)} of {len(acknowledged)} lost, {failed} refused, index {'made' if is_there else 'not made'}")
    if longest > MOST_SECONDS or not gave_way:
        raise Broken(f"the longest pause was {longest:.1f} s (at most {MOST_SECONDS}); gave way {gave_way} times")
    return [
        f"a column and an index added in {seconds:.1f} s beside a report of {REPORT_SECONDS} s: gave way {gave_way} times",
        f"{len(acknowledged)} drafts saved meanwhile, 0 refused, 0 lost; the longest pause of a writer was {longest:.1f} s",
    ]
