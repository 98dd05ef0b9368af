"""`make run`, as someone types it: serves, explains a busy port, leaves nothing behind however it ends."""

import contextlib
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import fresh, run
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

    def played(self) -> str:
        """Where ProConnect is played, once it answers."""
        found = re.search(r"ProConnect is played by (\S+)", self.log.read_text())
        assert found
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{found[1]}/jwks", timeout=5):
                break
            time.sleep(0.1)
        return found[1]

    def children(self) -> list[int]:
        found = subprocess.run(["ps", "-axwwo", "pid=,command="], capture_output=True, text=True, check=True).stdout
        marks = rf"--port {self.port} |identity_provider {self.port + 1400} |-D {re.escape(str(self.data))}/postgres"
        wanted = re.compile(rf"^\s*(\d+) .*({marks})", re.MULTILINE)
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
    # It plays ProConnect next to the pages, for as long as it runs.
    played = first.played()
    assert played == f"http://localhost:{first.port + 1400}"
    with urllib.request.urlopen(f"{played}/.well-known/openid-configuration", timeout=20) as answer:
        assert json.loads(answer.read())["issuer"] == played

    # A second one on the same port says which and what to type.
    busy = Running(data, first.port)
    assert busy.process.wait(30) == 1
    assert f"PORT={first.port + 1} make run" in busy.log.read_text()

    first.process.send_signal(signal.SIGINT)
    assert first.process.wait(30) == 0
    assert first.children() == []
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(f"{played}/jwks", timeout=5)

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


def play(**variables: str) -> run.Run:
    ready = run.Run({"PORT": "8000", **variables})
    ready._play_proconnect()
    return ready


def test_proconnect_is_played_on_another_port_when_its_own_is_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ready = play(PORT=str(port - 1400))
    assert ready.provider_port not in {0, port}
    assert ready.variables["PROCONNECT_URL"] == f"http://localhost:{ready.provider_port}"
    assert len(ready.variables["PROCONNECT_CLIENT_SECRET"]) > 40
    # Past the last port, any other serves.
    assert 0 < play(PORT="65000").provider_port < 65536


@pytest.mark.parametrize(
    "variables",
    [{"DEMO_MODE": "0"}, {"BASE_URL": "https://demo.exemple.fr"}, {"PROCONNECT_URL": ""}, {"PROCONNECT_URL": "https://ailleurs.exemple"}],
)
def test_proconnect_is_played_for_a_local_demonstration_alone(variables: dict[str, str]) -> None:
    ready = play(**variables)
    assert ready.provider_port == 0
    assert ready.variables.get("PROCONNECT_URL", "") == variables.get("PROCONNECT_URL", "")
    assert "PROCONNECT_CLIENT_SECRET" not in ready.variables


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
