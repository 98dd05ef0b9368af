"""`make bench`: each case as a ratio to its floor, measured in the same run. `name ratio floor_ms ours_ms`."""

import os
import secrets
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run the cases asked for; 1 when one could not be measured, 2 when no case has that name."""
    # The bench has its own data folder: neither it nor `make run` disturbs the other.
    os.environ["DATA_DIR"] = str(Path(os.environ.get("DATA_DIR") or ROOT / "var") / "bench")
    os.environ["DATABASE_URL"] = ""
    os.environ["DEBUG"] = os.environ["DEMO_MODE"] = "0"
    # Measured as in production, which wants a secret.
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(50)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from bench.cases import CASES
    from bench.database import prepare, say
    from bench.scale import Scale

    asked = os.environ.get("ONLY", "")
    only = [name for name in asked.split(",") if name] or list(CASES)
    if unknown := [name for name in only if name not in CASES]:
        say(f"ONLY={asked}: no case is called {', '.join(unknown)}. There are: {', '.join(CASES)}.")
        return 2
    scale = Scale(
        int(os.environ.get("BENCH_ORGANISATIONS", "250000")),
        int(os.environ.get("BENCH_PROJECTS", "100000")),
        int(os.environ.get("BENCH_ROUNDS", "120")),
        int(os.environ.get("BENCH_IMPORTS", "1")),
    )
    prepare()
    failed = 0
    for name in only:
        try:
            for result in CASES[name](scale):
                print(result.line(), flush=True)
        except AssertionError as error:
            failed = 1
            say(f"{name}: not measured. {error}")
    return failed


if __name__ == "__main__":
    sys.exit(main())
