"""From what PostgreSQL says in its log to what is wrong and what to do."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from config.postgres.files import Files


class ServerRefused(RuntimeError):
    """The embedded PostgreSQL cannot serve; the message says why and what to do."""


def disk_full(folder: Path) -> str:
    """No room left."""
    return f"The disk that holds {folder} is full, or nearly so. Make room there, or choose another place with DATA_DIR, then start again."


def of_folder(folder: Path, error: OSError) -> str:
    """A folder that cannot be made or written."""
    return f"{folder} cannot be written ({error.strerror}). Correct its permissions, or choose another place with DATA_DIR."


def of_log(log: str, files: "Files") -> str:
    """Why it did not start, from its own words."""
    for pattern, words in _KNOWN:
        found = re.search(pattern, log)
        if found:
            return words.format(folder=files.pgdata, log=files.log, parent=files.pgdata.parent, **found.groupdict())
    lines = [line for line in log.splitlines() if re.search(r"FATAL|PANIC|ERROR|initdb: error|pg_ctl", line)] or log.splitlines()[-3:]
    said = "\n  ".join(lines[-5:]) or "(nothing)"
    return f"PostgreSQL did not start. It says:\n  {said}\nThe whole of it is in {files.log}."


_KNOWN = [
    (
        r"No space left on device",
        "The disk that holds {parent} is full. Make room, or choose another place with DATA_DIR, then start again: nothing is lost.",
    ),
    (
        r"initialized by PostgreSQL version (?P<old>[\d.]*\d), which is not compatible with this version (?P<new>[\d.]*\d)",
        "The data in {folder} was written by PostgreSQL {old}, and this is PostgreSQL {new}. Go back to the earlier version of the "
        "platform and make a backup there; or, if the local data may go, run `make fresh`.",
    ),
    (
        r"pre-existing shared memory block",
        "Processes of a PostgreSQL that crashed are still working on {folder}. Wait a minute and start again; if they stay, "
        "end them (`ps aux | grep postgres`).",
    ),
    (
        r"could not (create|map|resize) .*shared memory",
        "The system refuses shared memory to PostgreSQL. In a container, give more (`--shm-size=256m`); or set DATABASE_URL.",
    ),
    (
        r"(Permission denied|has wrong ownership|invalid permissions)",
        "PostgreSQL may not read or write {folder}: it belongs to another user or is too open. Start as the user who made it, "
        "or choose another place with DATA_DIR.",
    ),
    (
        r"(could not locate a valid checkpoint record|invalid checkpoint record|could not (read|open) file .*pg_control)",
        "The files in {folder} are damaged. Restore a backup; or, if the local data may go, run `make fresh`. Its own words are in {log}.",
    ),
    (
        r"(error while loading shared libraries|Exec format error|GLIBC_)",
        "The packaged PostgreSQL does not run on this system (its own words are in {log}). "
        "Set DATABASE_URL to another PostgreSQL, 15 or later.",
    ),
]
