"""An instance of the product in a folder of its own, its processes one by one, and the people who write to it."""

import contextlib
import http.client
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from config.postgres import server
from config.postgres.files import Files

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 120


class Broken(Exception):
    """A promise does not hold; the message says which."""


def say(words: str) -> None:
    """What is being done, apart from what is found."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until[Found](found: Callable[[], Found], seconds: float, what: str) -> Found:
    """The first truth that comes within that time. Raises Broken."""
    deadline = time.monotonic() + seconds
    while True:
        with contextlib.suppress(OSError, psycopg.Error, http.client.HTTPException):
            if value := found():
                return value
        if time.monotonic() > deadline:
            raise Broken(f"{what}: not within {seconds:.0f} seconds")
        time.sleep(0.05)


class Instance:
    """Data in `folder`; processes that are started, killed and started again by name."""

    def __init__(self, folder: Path, **variables: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.port, self.smtp = free_port(), free_port()
        kept = {name: value for name, value in os.environ.items() if name not in {"DEBUG", "DEMO_MODE", "DATABASE_URL", "BRAND_SKIN"}}
        self.variables = {
            **kept,
            "DATA_DIR": str(folder),
            "BASE_URL": f"http://127.0.0.1:{self.port}",
            "SMTP_LISTEN": f"127.0.0.1:{self.smtp}",
            "REPLY_ADDRESS": "@reponse.drill.example",
            "REGISTRY_URL": "",
            "PYTHONUNBUFFERED": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **variables,
        }
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.log = folder / "drill.log"

    @property
    def postgres(self) -> Path:
        """The folder of its packaged PostgreSQL."""
        return self.folder / "postgres"

    def manage(self, *words: str) -> str:
        """What a command says. Raises Broken when it fails."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.variables, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Broken(f"manage.py {' '.join(words)}: {(done.stdout + done.stderr)[-1500:]}")
        return done.stdout

    def commands(self) -> dict[str, list[str]]:
        """The processes of an instance, as docs/operations.md starts them."""
        web = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port), "--workers", "2", "--blocking-threads", "256"]
        return {
            "web": [
                sys.executable,
                "-m",
                "granian",
                *web,
                "--no-ws",
                "--respawn-failed-workers",
                "--log-level",
                "error",
                "config.wsgi:application",
            ],
            "worker": [sys.executable, "manage.py", "work"],
            "receiver": [sys.executable, "manage.py", "receive_mail"],
        }

    def start(self, *names: str) -> None:
        """Start these processes, in a group of their own."""
        for name in names:
            with open(self.log, "ab") as log:
                self.processes[name] = subprocess.Popen(
                    self.commands()[name],
                    cwd=ROOT,
                    env=self.variables,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )

    def kill(self, name: str) -> None:
        """Without a word to them, and all their children with them."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.processes[name].pid, signal.SIGKILL)
        self.processes[name].wait()

    def kill_postgres(self) -> None:
        """The packaged server, in the middle of whatever it writes."""
        pid = Files(self.postgres).pid()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    def keep_alive(self) -> None:
        """What a supervisor does: start again what ended, PostgreSQL included."""
        server.ensure(self.postgres)
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self.start(name)

    def stop(self) -> None:
        """End everything, PostgreSQL included."""
        for name in self.processes:
            self.kill(name)
        if self.postgres.exists():
            server.leave(self.postgres)
            server.stop(self.postgres)

    def wait_until_ready(self) -> None:
        """Until a page answers."""
        until(lambda: self.get("/readyz")[0] == http.client.OK, READY_SECONDS, "the first page")

    def connect(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection to its database."""
        where = server.ensure(self.postgres)
        return psycopg.connect(host=where["HOST"], user=where["USER"], dbname="frenchimpact", autocommit=True)

    def query(self, statement: str) -> list[tuple[object, ...]]:
        """The rows of a statement."""
        with self.connect() as link:
            return link.execute(statement).fetchall()

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            link.request("GET", path)
            answer = link.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            link.close()

    def declare(self, email: str, port: int = 0) -> bool:
        """Somebody without an account begins a declaration and saves its draft; whether the product said that it is kept."""
        link = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=10)
        try:
            link.request("GET", "/projets/declarer/")
            answer = link.getresponse()
            page = answer.read().decode(errors="replace")
            token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
            cookies = "; ".join(one.split(";")[0] for one in answer.headers.get_all("Set-Cookie") or [])
            if answer.status != http.client.OK or token is None:
                return False
            body = urlencode({"csrfmiddlewaretoken": token[1], "email": email, "holder": "none", "draft": "1"})
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies, "Referer": f"{self.variables['BASE_URL']}/"}
            link.request("POST", "/projets/declarer/", body, headers)
            answer = link.getresponse()
            answer.read()
            return answer.status == http.client.FOUND
        except (OSError, http.client.HTTPException):
            return False
        finally:
            link.close()


DRAFTS = "SELECT answers->>'email', count(*) FROM projects_declaration WHERE answers->>'email' LIKE '%@drill.example' GROUP BY 1"


def counts(rows: Iterable[tuple[object, ...]]) -> dict[str, int]:
    """How many of each word: rows of (word, number)."""
    return {str(word): int(str(number)) for word, number in rows}


class Writer(threading.Thread):
    """Writes without end, each time something new; keeps what was acknowledged, and when."""

    def __init__(self, write: Callable[[str], bool], name: str) -> None:
        super().__init__(daemon=True, name=name)
        self.write = write
        self.acknowledged: list[tuple[float, str]] = []
        self.failed = 0
        self._over = threading.Event()

    def run(self) -> None:
        """Until it is told to end; what failed is not tried again."""
        number = 0
        while not self._over.is_set():
            number += 1
            what = f"{self.name}-{number}@drill.example"
            if self.write(what):
                self.acknowledged.append((time.monotonic(), what))
            else:
                self.failed += 1
                time.sleep(0.1)

    def end(self) -> None:
        """After what it is doing."""
        self._over.set()
        self.join(60)

    @property
    def longest_wait(self) -> float:
        """Seconds between two acknowledgements, at most."""
        times = [at for at, _what in self.acknowledged]
        return max((later - earlier for earlier, later in itertools.pairwise(times)), default=0.0)
