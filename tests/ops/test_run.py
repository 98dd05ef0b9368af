"""`make run`, as someone types it: serves, explains a busy port, leaves nothing behind however it ends."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import fresh
from config.postgres import server

ROOT = Path(__file__).resolve().parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


started: list[subprocess.Popen[bytes]] = []


class Running:
    """A `make run` in its own folder."""

    def __init__(self, data: Path, port: int) -> None:
        self.data, self.port = data, port
        self.log = data.parent / f"{port}.log"
        kept = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "DEMO_MODE", "DATABASE_URL"}}
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.run"],
                cwd=ROOT,
                env={**kept, "PORT": str(port), "DATA_DIR": str(data)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

        started.append(self.process)

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 120
        while "Ready: http" not in self.log.read_text():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.1)

    def children(self) -> list[int]:
        found = subprocess.run(["ps", "-axwwo", "pid=,command="], capture_output=True, text=True, check=True).stdout
        wanted = re.compile(rf"^\s*(\d+) .*(--port {self.port} |-D {re.escape(str(self.data))}/postgres)", re.MULTILINE)
        return [int(pid) for pid, _what in wanted.findall(found)]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("run") / "var"
    yield folder
    for process in started:
        process.terminate()
        process.wait(30)
    with contextlib.suppress(OSError):
        server.stop(folder / "postgres")


@pytest.mark.browser
def test_serves_then_stops_cleanly_then_survives_a_kill(data: Path) -> None:
    first = Running(data, free_port())
    first.wait_until_ready()
    with urllib.request.urlopen(f"http://127.0.0.1:{first.port}/", timeout=20) as page:
        assert page.status == 200
        assert b"<html" in page.read()
    assert first.children()

    # A second one on the same port says which and what to type.
    busy = Running(data, first.port)
    assert busy.process.wait(30) == 1
    assert f"PORT={first.port + 1} make run" in busy.log.read_text()

    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(30) == 0
    assert first.children() == []

    second = Running(data, free_port())
    second.wait_until_ready()
    second.process.kill()
    second.process.wait()
    deadline = time.monotonic() + 20
    while second.children() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert second.children() == []

    third = Running(data, second.port)
    third.wait_until_ready()
    third.process.send_signal(signal.SIGTERM)
    assert third.process.wait(30) == 0


def test_a_wrong_port_is_explained(tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "config.run"],
        cwd=ROOT,
        env={**os.environ, "PORT": "http", "DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert ran.returncode == 1
    assert "PORT=http is not a port number" in ran.stderr


def test_fresh_removes_only_what_the_platform_wrote(tmp_path: Path) -> None:
    data = tmp_path / "var"
    data.mkdir()
    (data / "prepared.json").write_text("{}")
    assert fresh.why_not(data) == ""
    (data / "thesis.odt").write_text("years of work")
    assert "thesis.odt" in fresh.why_not(data)
    assert fresh.why_not(ROOT)
    assert fresh.why_not(ROOT.parent)
    assert fresh.why_not(Path.home())
