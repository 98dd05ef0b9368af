"""A mistake is undone: the database as it was a second before, from a copy and the journal of writes (point-in-time recovery)."""

import shutil
import subprocess
import time
from pathlib import Path

import psycopg

from config.postgres import privileges, server
from config.postgres.files import SOCKET_NAME, Files, programs
from drills.amcheck import check
from drills.instance import Broken, Instance, say, until
from frenchimpact.core.backups.database import Prints, prints, tables


def run(folder: Path) -> list[str]:
    """Copy, write, note the hour, destroy, and find the hour again. Raises Broken."""
    instance = Instance(folder / "var")
    kept, copy = folder / "journal", folder / "copy"
    try:
        say("Preparing an instance…")
        instance.manage("migrate", "--verbosity=0")
        files = Files(instance.postgres.resolve())
        kept.mkdir()
        privileges.give(files, kept)
        with instance.connect() as link:
            link.execute("ALTER SYSTEM SET archive_mode = 'on'")
            link.execute(f"ALTER SYSTEM SET archive_command = 'test ! -f {kept}/%f && cp %p {kept}/%f'")
        server.stop(instance.postgres)
        link = instance.connect()
        base_copy(files, copy)
        link.execute("CREATE TABLE drill AS SELECT n, md5(n::text) AS word FROM generate_series(1, 10000) n")
        before = _every_row(link)
        hour = str(link.execute("SELECT clock_timestamp()").fetchone()[0])  # type: ignore[index]  # one row
        time.sleep(1.1)
        link.execute("TRUNCATE accounts_user CASCADE")
        link.execute("DROP TABLE drill")
        segment = str(link.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()[0])  # type: ignore[index]  # idem
        until((kept / segment).exists, 60, f"{segment} archived")
        link.close()
        begun = time.monotonic()
        after = _recover(folder, copy, kept, hour)
        if after != before:
            raise Broken(f"not as before the mistake: {[name for name in before if before[name] != after.get(name)]}")
        told = f"{len(before)} tables found again, row for row, as at {hour}; recovered in {time.monotonic() - begun:.1f} s"
        return [told, check(folder / "found" / "postgres")]
    finally:
        server.stop(folder / "found" / "postgres")
        instance.stop()


def base_copy(files: Files, target: Path, *options: str) -> None:
    """A copy of a cluster that goes on serving. Raises Broken."""
    target.mkdir(mode=0o700)
    privileges.give(files, target)
    command = [str(programs() / "pg_basebackup"), "-D", str(target), "-h", str(files.socket_folder), "-U", "app", "-c", "fast", *options]
    done = subprocess.run([*privileges.ordinary(files), *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Broken(f"pg_basebackup: {done.stderr[-1500:]}")
    # The packaged server keeps its socket among its files: the copy's own is still to be made.
    (target / f"{SOCKET_NAME}.lock").unlink(missing_ok=True)


def _every_row(link: psycopg.Connection[tuple[object, ...]]) -> Prints:
    return prints(link, tables(link))


def _recover(folder: Path, copy: Path, kept: Path, hour: str) -> Prints:
    found = folder / "found" / "postgres"
    found.parent.mkdir()
    shutil.copytree(copy, found, copy_function=shutil.copy2)
    found.chmod(0o700)
    with open(found / "postgresql.auto.conf", "a") as settings:
        settings.write(f"\nrestore_command = 'cp {kept}/%f %p'\nrecovery_target_time = '{hour}'\nrecovery_target_action = 'promote'\n")
    (found / "recovery.signal").touch()
    where = server.ensure(found)

    def promoted() -> Prints | None:
        with psycopg.connect(host=where["HOST"], user=where["USER"], dbname="frenchimpact") as link:
            row = link.execute("SELECT pg_is_in_recovery()").fetchone()
            return _every_row(link) if row and not row[0] else None

    return until(promoted, 60, "recovery") or {}
