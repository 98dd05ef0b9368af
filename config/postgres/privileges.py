"""PostgreSQL refuses to run as root. There it gets a namespace in which it is an ordinary user, or really becomes one."""

import functools
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from config.postgres.diagnosis import ServerRefused

if TYPE_CHECKING:
    from config.postgres.files import Files

# The user without rights that every Unix has.
NOBODY = 65534
_NAMESPACE = ["unshare", "--user", "--map-user=1000", "--map-group=1000"]
_BECOME = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]


@functools.cache
def namespaces_work() -> bool:
    """Whether this system lets root make user namespaces; containers often do not."""
    try:
        return subprocess.run([*_NAMESPACE, "true"], capture_output=True).returncode == 0
    except OSError:
        return False


def becomes_nobody(folder: Path) -> bool:
    """Whether the server of that folder runs as the user without rights: its files say so, or root can do no better."""
    if os.geteuid() != 0:
        return False
    if (folder / "PG_VERSION").exists():
        return folder.stat().st_uid == NOBODY
    return not namespaces_work()


def ordinary(files: "Files") -> list[str]:
    """What to write before a command of PostgreSQL so that it is not run by root.

    Raises ServerRefused when root has no way of doing that here.
    """
    if os.geteuid() != 0:
        return []
    if not becomes_nobody(files.pgdata):
        if not namespaces_work():
            raise ServerRefused(
                f"{files.pgdata} was made with user namespaces, which this system refuses now. "
                "Run as an ordinary user, or set DATABASE_URL to another PostgreSQL."
            )
        return _NAMESPACE
    if shutil.which("setpriv") is None:
        raise ServerRefused(
            "PostgreSQL does not run as root, and this system has neither user namespaces nor setpriv (package util-linux). "
            "Run as an ordinary user, or set DATABASE_URL to another PostgreSQL."
        )
    from config.postgres.files import programs

    for path in (programs() / "postgres", files.pgdata):
        if subprocess.run([*_BECOME, "test", "-r", str(path)], capture_output=True).returncode:
            raise ServerRefused(
                f"PostgreSQL does not run as root, and the user without rights that would run it cannot reach {path}: "
                "a folder above it is closed. Put the checkout and DATA_DIR where everyone may read (such as /srv or /opt), "
                "run as an ordinary user, or set DATABASE_URL to another PostgreSQL."
            )
    return _BECOME


def give(files: "Files", *paths: Path) -> None:
    """Let the user without rights own these, when it is the one that runs this folder's server."""
    if becomes_nobody(files.pgdata):
        for path in paths:
            os.chown(path, NOBODY, NOBODY)


def is_alive(pid: int) -> bool:
    """Whether a process has that number."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(pid)


def is_taken(pid: int) -> bool:
    """Whether the system still knows that number, be it of a dead process that nobody buried."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def works_in(folder: Path) -> bool:
    """Whether a process works in that folder, as all of PostgreSQL's do in their data. Known on Linux only."""
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if link.readlink() == folder:
                return True
        except OSError:
            continue
    return False


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (OSError, IndexError):
        return False


def is_server(pid: int, folder: Path) -> bool:
    """Whether the process of that number lives and is the PostgreSQL server of that folder."""
    if not is_alive(pid):
        return False
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        command = subprocess.run(["ps", "-ww", "-p", str(pid), "-o", "command="], capture_output=True).stdout
    return b"postgres" in command and os.fsencode(folder) in command
