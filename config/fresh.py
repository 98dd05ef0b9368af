"""`make fresh`: stop what runs on the local data, and forget that data."""

import os
import shutil
import signal
import sys
import time
from pathlib import Path

from config.postgres import server

ROOT = Path(__file__).resolve().parent.parent
# What the platform writes in its data folder.
OURS = {
    "postgres",
    "postgres.lock",
    "postgres.users",
    "postgres.log",
    "postgres.unfinished",
    "static",
    "made",
    "files",
    "prepared.json",
    "prepared-from",
    "prepare.lock",
    "summary.txt",
    "tests",
    "bench",
}


def why_not(data: Path) -> str:
    """Why this folder may not be removed; empty when it may."""
    if data in (ROOT, Path.home(), Path(data.anchor)) or data in ROOT.parents:
        return f"DATA_DIR={data} holds more than the platform's data."
    strangers = sorted(path.name for path in data.iterdir() if path.name not in OURS and not path.match("run-*.pid"))
    if strangers and data != ROOT / "var":
        return (
            f"{data} also holds {', '.join(strangers[:5])}, which the platform did not write. Remove the folder yourself if that is meant."
        )
    return ""


def main() -> int:
    """Stop and remove."""
    data = Path(os.environ.get("DATA_DIR") or ROOT / "var").resolve()
    if not data.is_dir():
        print(f"Nothing to forget: {data} does not exist.")
        return 0
    if reason := why_not(data):
        print(f"Nothing was removed. {reason}", file=sys.stderr)
        return 1
    _stop_run(data)
    server.stop(data / "postgres")
    shutil.rmtree(data)
    print(f"Forgotten: {data}")
    return 0


def _stop_run(data: Path) -> None:
    """End every `make run` that uses this folder."""
    for pidfile in data.glob("run-*.pid"):
        try:
            pid = int(pidfile.read_text())
            command = Path(f"/proc/{pid}/cmdline")
            if command.exists() and b"config.run" not in command.read_bytes():
                continue
            os.kill(pid, signal.SIGTERM)
            for _ in range(200):
                os.kill(pid, 0)
                time.sleep(0.1)
        except (OSError, ValueError):
            continue


if __name__ == "__main__":
    sys.exit(main())
