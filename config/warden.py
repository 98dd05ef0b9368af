"""Outlives `make run` by a moment: if that one is killed without a word, ends what it had started.

Reads the numbers of process groups on its standard input, one a line, then "bye". When the input ends
without it, the one who wrote is dead.
"""

import contextlib
import os
import signal
import sys
import time

from config.postgres import server


def main(pgdata: str) -> None:
    """Read until the end; end the groups when no farewell came."""
    groups: list[int] = []
    for line in sys.stdin:
        if line.strip() == "bye":
            return
        groups.append(int(line))
    for number in (signal.SIGTERM, signal.SIGKILL):
        for group in groups:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, number)
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline and any(_lives(group) for group in groups):
            time.sleep(0.05)
    server.abandon(pgdata)


def _lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1])
