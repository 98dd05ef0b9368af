"""`make drill`: each drill says what was done and what was found; 1 when a promise does not hold. ONLY=name for some."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from drills import failover, federation, kill, load, migrate, moment
from drills.instance import Broken, say

DRILLS: dict[str, Callable[[Path], list[str]]] = {
    "kill": kill.run,
    "moment": moment.run,
    "migrate": migrate.run,
    "failover": failover.run,
    "load": load.run,
    "federation": federation.run,
}


def main() -> int:
    """Run the drills asked for. 2 when none has that name."""
    asked = os.environ.get("ONLY", "")
    only = [name for name in asked.split(",") if name] or list(DRILLS)
    if unknown := [name for name in only if name not in DRILLS]:
        say(f"ONLY={asked}: no drill is called {', '.join(unknown)}. There are: {', '.join(DRILLS)}.")
        return 2
    failed = 0
    for name in only:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory(prefix=f"drill-{name}-") as folder:
            try:
                for line in DRILLS[name](Path(folder)):
                    print(f"{name}: {line}", flush=True)
                print(f"{name}: holds ({time.monotonic() - begun:.0f} s)", flush=True)
            except Broken as broken:
                failed = 1
                print(f"{name}: DOES NOT HOLD. {broken}", flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
