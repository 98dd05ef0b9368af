"""The primary dies under load: the standby takes over, and nothing that was acknowledged is missing."""

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import psycopg

from config.postgres import privileges, server
from config.postgres.files import Files, programs
from drills.instance import DRAFTS, ROOT, Broken, Instance, Writer, counts, free_port, say, until
from drills.moment import base_copy

SECONDS = 6


def run(folder: Path) -> list[str]:
    """Two application processes on two clusters, one of which is killed. Raises Broken."""
    first, second = folder / "first", folder / "second"
    primary = server.ensure(first)
    files = Files(first.resolve())
    say("Preparing a primary, a hot standby and two application processes…")
    address = f"postgresql://app@/frenchimpact?host={primary['HOST']},{Files(second).socket_folder}&target_session_attrs=read-write"
    instance = Instance(folder / "var", DATABASE_URL=address)
    other = free_port()
    processes: list[subprocess.Popen[bytes]] = []
    try:
        instance.manage("prepare")
        base_copy(files, second, "-R", "-C", "-S", "second")
        standby = server.ensure(second)
        with _connect(primary) as link:
            link.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            link.execute("SELECT pg_reload_conf()")
            until(lambda: _is_synchronous(link), 30, "a synchronous standby")
        processes = [_serve(instance, instance.port), _serve(instance, other)]
        instance.wait_until_ready()
        writers = [Writer(partial(instance.declare, port=port), f"app{port}") for port in (instance.port, other)]
        return _lose(files, second, standby, writers)
    finally:
        for process in processes:
            os.killpg(process.pid, signal.SIGKILL)
        for cluster in (first, second):
            server.leave(cluster)
            server.stop(cluster)


def _lose(files: Files, second: Path, standby: dict[str, str], writers: list[Writer]) -> list[str]:
    for writer in writers:
        writer.start()
    time.sleep(SECONDS)
    pid = files.pid()
    if pid is None:
        raise Broken("the primary was not there")
    written = sum(len(writer.acknowledged) for writer in writers)
    say("Killing the primary…")
    os.kill(pid, signal.SIGKILL)
    copy = Files(second.resolve())
    command = [str(programs() / "pg_ctl"), "promote", "-w", "-D", str(second)]
    done = subprocess.run([*privileges.ordinary(copy), *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Broken(f"pg_ctl promote: {done.stdout}{done.stderr}")
    time.sleep(SECONDS)
    for writer in writers:
        writer.end()
    with _connect(standby) as link:
        kept = counts(link.execute(DRAFTS).fetchall())
    acknowledged = [what for writer in writers for _at, what in writer.acknowledged]
    lost = [what for what in acknowledged if what not in kept]
    double = [what for what, count in kept.items() if count != 1]
    if lost or double or written == 0 or len(acknowledged) == written:
        raise Broken(
            f"{written} acknowledged before, {len(acknowledged) - written} after: {len(lost)} lost {lost[:3]}, {len(double)} doubled"
        )
    wait, after = max(writer.longest_wait for writer in writers), len(acknowledged) - written
    return [f"{written} changes acknowledged before, {after} after, 0 lost, 0 doubled; nobody could write for {wait:.1f} s"]


def _serve(instance: Instance, port: int) -> subprocess.Popen[bytes]:
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--blocking-threads", "256", "--no-ws"]
    with open(instance.log, "ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "granian", *options, "--log-level", "error", "config.wsgi:application"],
            cwd=ROOT,
            env=instance.variables,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def _connect(where: dict[str, str]) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(host=where["HOST"], user=where["USER"], dbname="frenchimpact", autocommit=True)


def _is_synchronous(link: psycopg.Connection[tuple[object, ...]]) -> bool:
    row = link.execute("SELECT count(*) FROM pg_stat_replication WHERE sync_state IN ('sync', 'quorum')").fetchone()
    return bool(row and row[0])
