"""Requests that took more than a second, one line each in a file of this machine: no database is asked when it is what is slow."""

import time
from pathlib import Path

from django.conf import settings

SLOW_MS = 1_000
# Past that size the file is put aside, and the one before it goes, in bytes.
MOST_BYTES = 500_000


def _file() -> Path:
    return Path(settings.DATA_DIR) / "slow-requests.log"


def note_slow(route: str, spent_ms: float) -> None:
    """Write it down: when, how long, and the address of the product, never the page itself. What cannot be written is left."""
    try:
        path = _file()
        if path.exists() and path.stat().st_size > MOST_BYTES:
            path.replace(path.with_suffix(".1.log"))
        with path.open("a", encoding="utf-8") as kept:
            kept.write(f"{time.time():.0f} {spent_ms:.0f} {route}\n")
    except OSError:
        return


def slow_lines() -> list[str]:
    """The last of them, oldest first."""
    try:
        return [line for line in _file().read_text(encoding="utf-8").splitlines() if line.count(" ") >= 2]
    except OSError:
        return []
