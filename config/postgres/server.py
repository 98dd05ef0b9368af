"""Starts and stops the PostgreSQL that comes as a Python package, one per data folder.

The package's own launcher is not used: as root it changes the permissions of every parent folder,
and it never stops a server left by a crash. Only its programs are.

Whoever uses the server holds a shared lock on `<folder>.users`, which the system takes back however
the process ends; the one that leaves last, finding the lock free, stops the server.
"""

import atexit
import fcntl
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from config.postgres import diagnosis, privileges
from config.postgres.diagnosis import ServerRefused
from config.postgres.files import Files, programs

TUNING = {
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "2GB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "max_connections": "100",
    # A backup is put back in one transaction, which holds every table and function.
    "max_locks_per_transaction": "512",
    "listen_addresses": "",
}
DATABASE = "frenchimpact"
START_SECONDS = 120
ORPHAN_SECONDS = 10
ROOM_NEEDED = 300 * 1024 * 1024

# Folders that this process uses, with the file that holds its share of the lock.
_used: dict[Path, int] = {}


def ensure(pgdata: str | Path) -> dict[str, str]:
    """Make sure that the server of this folder runs, until this process ends; give the connection parameters.

    Raises ServerRefused with words that say what is wrong and what to do.
    """
    files = Files(Path(pgdata).resolve())
    if files.pgdata not in _used or not is_running(files.pgdata):
        _prepare_folders(files)
        _join(files)
        with open(files.lock, "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            _initialise(files)
            if not is_running(files.pgdata):
                _start(files)
            _create_database(files)
    return {"HOST": str(files.socket_folder), "PORT": "5432", "USER": "app", "PASSWORD": ""}


def is_running(pgdata: str | Path) -> bool:
    """Whether the server of this folder accepts connections."""
    files = Files(Path(pgdata).resolve())
    return files.status() == "ready" and _answers(files)


def stop(pgdata: str | Path) -> None:
    """Stop the server of this folder, whoever uses it, letting its files be left whole."""
    files = Files(Path(pgdata).resolve())
    pid = files.pid()
    if pid is None or not privileges.is_server(pid, files.pgdata):
        return
    os.kill(pid, signal.SIGINT)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and privileges.is_server(pid, files.pgdata):
        time.sleep(0.02)


def leave(pgdata: str | Path) -> None:
    """This process no longer uses the server; stop it when nobody else does."""
    files = Files(Path(pgdata).resolve())
    share = _used.pop(files.pgdata, None)
    if share is None:
        return
    try:
        fcntl.flock(share, fcntl.LOCK_EX | fcntl.LOCK_NB)
        stop(files.pgdata)
    except OSError:
        pass  # Somebody else uses it.
    finally:
        os.close(share)


def abandon(pgdata: str | Path) -> None:
    """On behalf of users that ended without a word: stop the server when nobody is left."""
    files = Files(Path(pgdata).resolve())
    if files.pgdata.exists():
        _join(files)
        leave(files.pgdata)


def _join(files: Files) -> None:
    """Hold a share of the server; wait while the last user before us stops it."""
    if files.pgdata in _used:
        return
    share = os.open(files.users, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(share, fcntl.LOCK_SH)
    _used[files.pgdata] = share
    if len(_used) == 1:
        atexit.register(_leave_all)


def _leave_all() -> None:
    for pgdata in list(_used):
        leave(pgdata)


def _after_fork() -> None:
    """A child shares its parent's lock without knowing: it takes a share of its own."""
    inherited = dict(_used)
    _used.clear()
    for pgdata, share in inherited.items():
        os.close(share)
        _join(Files(pgdata))


os.register_at_fork(after_in_child=_after_fork)


def _prepare_folders(files: Files) -> None:
    try:
        files.pgdata.parent.mkdir(parents=True, exist_ok=True)
        files.socket_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ServerRefused(diagnosis.of_folder(files.pgdata.parent, error)) from error
    owner = files.socket_folder.stat()
    if files.socket_folder != files.pgdata and (owner.st_uid not in {os.getuid(), privileges.NOBODY} or owner.st_mode & 0o077):
        raise ServerRefused(
            f"The folder {files.socket_folder} belongs to somebody else. Remove it, or choose a shorter path with DATA_DIR."
        )


def _initialise(files: Files) -> None:
    """Make the cluster, all or nothing: one that a crash left half made is made again."""
    if (files.pgdata / "PG_VERSION").exists() and not files.unfinished.exists():
        return
    if any(mark in str(files.pgdata) for mark in '"$`\\'):
        raise ServerRefused(
            f'PostgreSQL cannot live in a folder whose path has one of " $ ` \\: {files.pgdata}. Choose another place with DATA_DIR.'
        )
    files.pgdata.mkdir(mode=0o700, exist_ok=True)
    if not files.unfinished.exists() and any(files.pgdata.iterdir()):
        raise ServerRefused(f"{files.pgdata} holds files that are not PostgreSQL's. Move them, or choose another place with DATA_DIR.")
    if shutil.disk_usage(files.pgdata.parent).free < ROOM_NEEDED:
        raise ServerRefused(diagnosis.disk_full(files.pgdata.parent))
    _say("Preparing PostgreSQL…")
    files.unfinished.touch()
    for leftover in files.pgdata.iterdir():
        shutil.rmtree(leftover) if leftover.is_dir() and not leftover.is_symlink() else leftover.unlink()
    privileges.give(files, files.pgdata)
    command = [
        str(programs() / "initdb"),
        "-D",
        str(files.pgdata),
        "-U",
        "app",
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=PG_UNICODE_FAST",
        "--no-sync",
        "--no-instructions",
    ]
    made = subprocess.run([*privileges.ordinary(files), *command], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if made.returncode:
        raise ServerRefused(diagnosis.of_log(made.stdout + made.stderr, files))
    files.unfinished.unlink()


def _start(files: Files) -> None:
    """Start the server and wait until it answers, a recovery after a crash included."""
    begun = time.monotonic()
    told = False
    tries = 0
    while True:
        if not _lives(files):
            said = files.log_end() if tries else ""
            if tries == 6 or ("FATAL" in said and not re.search("pre-existing shared memory|postmaster.pid", said)):
                raise ServerRefused(diagnosis.of_log(files.log_end(), files))
            tries += 1
            time.sleep(0.5 if tries > 1 else 0)
            _launch(files)
        if _wait(files, seconds=2):
            return
        if files.status() == "ready" and not _answers(files) and not files.socket.exists():
            # Its socket was swept away (temporary folders are): start it again.
            stop(files.pgdata)
        elif not told:
            told = True
            _say("PostgreSQL is starting; after a crash it first puts its files right, which can take a minute…")
        if time.monotonic() - begun > START_SECONDS:
            raise ServerRefused(f"PostgreSQL did not start within {START_SECONDS} seconds. Its own words are in {files.log}.")


def _launch(files: Files) -> None:
    options = " ".join(f"-c {name}={shlex.quote(value)}" for name, value in TUNING.items())
    options += f" -k {shlex.quote(str(files.socket_folder))}"
    files.log.touch(mode=0o600)
    privileges.give(files, files.log, files.socket_folder)
    files.mark_log()
    command = [str(programs() / "pg_ctl"), "-D", str(files.pgdata), "-W", "-l", str(files.log), "-o", options, "start"]
    # pg_ctl's child keeps the pipes open: never capture its output.
    subprocess.run(
        [*privileges.ordinary(files), *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    )


def _wait(files: Files, seconds: float) -> bool:
    """Whether the server answered in that time; ends early when there is no server any more."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_running(files.pgdata):
            return True
        if files.pid() is None and "FATAL" in files.log_end():
            break
        time.sleep(0.02)
    return is_running(files.pgdata)


def _lives(files: Files) -> bool:
    """Whether this folder's server is there, starting or not; forget a number that it no longer has."""
    pid = files.written_pid()
    if pid is None:
        return False
    if privileges.is_server(pid, files.pgdata):
        return True
    if privileges.is_taken(pid):
        # Another program's, or a dead one's: PostgreSQL would take it for its own. First let what a crash left end.
        deadline = time.monotonic() + ORPHAN_SECONDS
        while privileges.works_in(files.pgdata) and time.monotonic() < deadline:
            time.sleep(0.05)
        files.pidfile.unlink(missing_ok=True)
        Path(f"{files.socket}.lock").unlink(missing_ok=True)
    return False


def _answers(files: Files) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as client:
            client.connect(str(files.socket))
    except OSError:
        return False
    return True


def _create_database(files: Files) -> None:
    import psycopg

    with psycopg.connect(host=str(files.socket_folder), user="app", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE}")


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
