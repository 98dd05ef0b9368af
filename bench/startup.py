"""How long `make run` takes to its first page: with nothing prepared, then again."""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Result, of_pairs
from bench.scale import Scale

ROOT = Path(__file__).resolve().parent.parent


def startup(scale: Scale) -> Iterator[Result]:
    """Both by the seconds that they may take; packages are installed."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "DEMO_MODE", "DATABASE_URL"}}
        taken = [_start({**kept, "DATA_DIR": f"{folder}/var"}) for _turn in range(2)]
    yield of_pairs("startup_first", [(30.0, taken[0])], target=1.0, note="packages installed, empty data, to the first page")
    yield of_pairs("startup_second", [(8.0, taken[1])], target=1.0, note="the same again")


def _start(variables: dict[str, str]) -> float:
    port = free_port()
    begun = time.perf_counter()
    command = [sys.executable, "-m", "config.run"]
    with subprocess.Popen(command, cwd=ROOT, env={**variables, "PORT": str(port)}, stdout=subprocess.PIPE, text=True) as process:
        try:
            if process.stdout is None or not any(line.startswith("Ready: ") for line in process.stdout):
                raise AssertionError("make run did not get ready")
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=30) as page:
                page.read()
            return time.perf_counter() - begun
        finally:
            process.terminate()


def free_port() -> int:
    """A port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
