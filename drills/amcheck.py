"""Every table and index of an instance, read by PostgreSQL's own checker."""

import subprocess
from pathlib import Path

from config.postgres import privileges
from config.postgres.files import Files, programs
from drills.instance import Broken


def check(postgres: Path) -> str:
    """What was found. Raises Broken."""
    files = Files(postgres.resolve())
    where = ["-h", str(files.socket_folder), "-U", "app", "frenchimpact"]
    command = [str(programs() / "pg_amcheck"), "--install-missing", "--heapallindexed", *where]
    done = subprocess.run([*privileges.ordinary(files), *command], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Broken(f"pg_amcheck: {(done.stdout + done.stderr)[-1500:]}")
    return "pg_amcheck: clean"
