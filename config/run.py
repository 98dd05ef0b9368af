"""`make run`: PostgreSQL, preparation, web server and background worker, as one thing that starts and stops together.

Only the standard library is used here: the processes that it starts load the product.
"""

import contextlib
import http.client
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from config import fingerprint
from config.postgres import server
from config.postgres.diagnosis import ServerRefused

ROOT = Path(__file__).resolve().parent.parent
STOP_SECONDS = 10
READY_SECONDS = 180
MAIL_PORT_AHEAD = 1025
PROVIDER_PORT_AHEAD = 1400
PREPARATION_SETTINGS = {"DEBUG", "DEMO_MODE", "BRAND_SKIN"}
PLAYED = "provider that plays ProConnect"
# What may fail without the rest, and what is missing then.
WITHOUT = {"mail receiver": "mail is not received", PLAYED: "nobody comes in by ProConnect"}
HERE = {"", "localhost", "127.0.0.1", "::1"}
LOCAL = HERE | {"0.0.0.0", "::"}  # noqa: S104 - compared with, never bound to


class Stop(BaseException):
    """Somebody asked to stop."""


class Failure(Exception):
    """It cannot run; the message says why and what to do."""


class Run:
    """One `make run`."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.given = frozenset(variables)
        self.host = variables.get("HOST") or "127.0.0.1"
        self.port = _port(variables.get("PORT") or "8000")
        self.data = Path(variables.get("DATA_DIR") or ROOT / "var").resolve()
        self.pidfile = self.data / f"run-{self.port}.pid"
        name = "127.0.0.1" if self.host in LOCAL else self.host
        self.address = f"http://{f'[{name}]' if ':' in name else name}:{self.port}"
        self.variables = {
            "DEMO_MODE": "1",
            "BASE_URL": self.address,
            "PYTHONUNBUFFERED": "1",
            **variables,
            "DATA_DIR": str(self.data),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        # Answers to mails are received next to the pages; SMTP_LISTEN="" does without.
        if self.variables["DEMO_MODE"] == "1" and self.port + MAIL_PORT_AHEAD < 65536:
            self.variables.setdefault("SMTP_LISTEN", f"127.0.0.1:{self.port + MAIL_PORT_AHEAD}")
        self.provider_port = 0
        self.owns_pidfile = False
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.warden: subprocess.Popen[bytes] | None = None
        self.parent = os.getppid()

    def start(self) -> None:
        """Everything, in order; returns once the first page answered. Raises Failure or ServerRefused."""
        self._claim_port()
        self._look_outside()
        self._play_proconnect()
        try:
            self.data.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Failure(f"{self.data} cannot be made ({error.strerror}). Choose another place: DATA_DIR=/path make run") from error
        self.pidfile.write_text(str(os.getpid()))
        self.owns_pidfile = True
        self.warden = subprocess.Popen(
            [sys.executable, "-m", "config.warden", str(self.data / "postgres")], cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True
        )
        if not self.variables.get("DATABASE_URL"):
            if not self._mark.exists():
                # Nothing was ever prepared here: it loads the product while PostgreSQL is made, then waits for it.
                self._begin_preparation()
            server.ensure(self.data / "postgres")
        self._prepare()
        self._spawn("web server", self._web())
        self._wait_for_first_page()
        self._spawn("background worker", self._worker())
        if self._receives_mail():
            self._spawn("mail receiver", self._receiver())
        if self.provider_port:
            self._spawn(PLAYED, self._provider())

    def watch(self) -> None:
        """Until something ends: the worker is started again, anything else stops everything. Raises Failure."""
        restarts: dict[str, list[float]] = {}
        again = {"background worker": self._worker(), "mail receiver": self._receiver(), PLAYED: self._provider()}
        while True:
            time.sleep(0.5)
            if self.parent != 1 and os.getppid() != self.parent:
                raise Stop
            if (code := self.children["web server"].poll()) is not None:
                raise Failure(f"The web server ended (code {code}); its last words are above. Start again with `make run`.")
            for name, command in again.items():
                if name not in self.children or (code := self.children[name].poll()) is None:
                    continue
                now = time.monotonic()
                restarts[name] = [at for at in restarts.get(name, []) if now - at < 60] + [now]
                if len(restarts[name]) > 5 and name in WITHOUT:
                    _say(f"The {name} ends as soon as it starts (code {code}): {WITHOUT[name]}. Its last words are above.")
                    del self.children[name]
                elif len(restarts[name]) > 5:
                    raise Failure(f"The {name} ends as soon as it starts (code {code}); its last words are above.")
                else:
                    _say(f"The {name} ended (code {code}): it starts again.")
                    self._spawn(name, command)

    def stop(self) -> None:
        """End every process, gently then firmly, and PostgreSQL if nobody else uses it."""
        for process in self.children.values():
            _signal_group(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.children.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            _signal_group(process, signal.SIGKILL)
            process.wait()
        server.leave(self.data / "postgres")
        if self.owns_pidfile:
            self.pidfile.unlink(missing_ok=True)
        if self.warden and self.warden.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.warden.stdin.write(b"bye\n")
                self.warden.stdin.close()
            self.warden.wait()

    def _look_outside(self) -> None:
        """The demonstration lets anyone sign in as anyone: it is shown to others knowingly, or not at all."""
        if self.host in HERE or self.variables["DEMO_MODE"] != "1" or self.variables.get("DEMO_PUBLIC") == "1":
            return
        if self.host not in LOCAL and "BASE_URL" not in self.given:
            raise Failure(
                f"HOST={self.host} shows the demonstration to others, who may sign in as anyone. For yourself: make run.\n"
                "For a public one, with invented data only: DEMO_PUBLIC=1, BASE_URL=https://…, ALLOWED_HOSTS=… and SECRET_KEY=…\n"
                "(docs/operations.md)."
            )
        _say(f"HOST={self.host}: whoever reaches this machine may sign in as anyone in this demonstration. Keep nothing real in it.")

    def _claim_port(self) -> None:
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
                probe.listen(1)
            except PermissionError as error:
                raise Failure(f"Port {self.port} is reserved to the administrator. Choose one above 1024: PORT=8000 make run") from error
            except OSError as error:
                if isinstance(error, socket.gaierror) or error.errno in {99, 49}:  # EADDRNOTAVAIL on Linux, macOS
                    raise Failure(f"HOST={self.host} is not an address of this machine. Try: HOST=127.0.0.1 make run") from error
                other = self.port + 1 if self.port < 65535 else 8000
                raise Failure(
                    f"Port {self.port} is already in use, by another program or by a platform that still runs.\n"
                    f"Stop that one, or choose another port: PORT={other} make run"
                ) from error

    def _play_proconnect(self) -> None:
        """In the demonstration, people may come in by ProConnect: a provider of ours plays it, for browsers of this machine alone.

        Not when a provider is named, even by nothing (PROCONNECT_URL=""), nor when others reach this instance by another address.
        """
        is_local = (urlsplit(self.variables["BASE_URL"]).hostname or "") in LOCAL
        if self.variables["DEMO_MODE"] != "1" or not is_local or "PROCONNECT_URL" in self.variables:
            return
        self.provider_port = _free_port(self.port + PROVIDER_PORT_AHEAD)
        self.variables["PROCONNECT_URL"] = f"http://localhost:{self.provider_port}"
        self.variables["PROCONNECT_CLIENT_ID"] = "demonstration"
        self.variables["PROCONNECT_CLIENT_SECRET"] = secrets.token_urlsafe(32)

    def _prepare(self) -> None:
        """Prepare, unless the last preparation was of these very files, for this cluster and with these settings."""
        if not self.variables.get("DATABASE_URL") and self._mark.exists() and self._mark.read_text() == self._prepared_from():
            return
        process = self.children.get("preparation") or self._begin_preparation()
        code = process.wait()
        del self.children["preparation"]
        if code:
            raise Failure("The preparation failed: the lines above say where. Correct it, then start again; what was done is kept.")
        if not self.variables.get("DATABASE_URL"):
            self._mark.write_text(self._prepared_from())

    @property
    def _mark(self) -> Path:
        return self.data / "prepared-from"

    def _begin_preparation(self) -> subprocess.Popen[bytes]:
        return self._spawn("preparation", [sys.executable, "manage.py", "prepare", "--summary", str(self.data / "summary.txt")])

    def _prepared_from(self) -> str:
        cluster = (self.data / "postgres" / "global" / "pg_control").read_bytes()[:8].hex()
        files = fingerprint.of_files(
            [*fingerprint.files_under(ROOT / "frenchimpact", ROOT / "config", skip=(".mo",)), ROOT / "requirements.txt"]
        )
        settings = {name: value for name, value in self.variables.items() if name in PREPARATION_SETTINGS}
        # The style sheet has a button for ProConnect, or not.
        return f"{cluster} {files} {settings} {bool(self.variables.get('PROCONNECT_URL'))}"

    def _web(self) -> list[str]:
        options = ["--interface", "wsgi", "--host", self.host, "--port", str(self.port), "--workers", "2", "--blocking-threads", "256"]
        options += ["--no-ws", "--respawn-failed-workers", "--log-level", "warning"]
        return [sys.executable, "-m", "granian", *options, "config.wsgi:application"]

    def _worker(self) -> list[str]:
        return [sys.executable, "manage.py", "work"]

    def _receiver(self) -> list[str]:
        return [sys.executable, "manage.py", "receive_mail"]

    def _provider(self) -> list[str]:
        return [sys.executable, "-m", "frenchimpact.demo.identity_provider", str(self.provider_port), self.variables["BASE_URL"]]

    def _receives_mail(self) -> bool:
        return any(self.variables.get(name) for name in ("SMTP_LISTEN", "LMTP_LISTEN", "IMAP_URL"))

    def _spawn(self, name: str, command: list[str]) -> subprocess.Popen[bytes]:
        """A process in its own group, known to the warden, that Ctrl-C reaches only through us."""
        process = subprocess.Popen(command, cwd=ROOT, env=self.variables, stdin=subprocess.DEVNULL, start_new_session=True)
        self.children[name] = process
        if self.warden and self.warden.stdin:
            self.warden.stdin.write(f"{process.pid}\n".encode())
            self.warden.stdin.flush()
        return process

    def _wait_for_first_page(self) -> None:
        name = urlsplit(self.variables["BASE_URL"]).netloc or f"127.0.0.1:{self.port}"
        target = "127.0.0.1" if self.host in LOCAL else self.host
        deadline = time.monotonic() + READY_SECONDS
        said = False
        while time.monotonic() < deadline:
            if (code := self.children["web server"].poll()) is not None:
                raise Failure(f"The web server did not start (code {code}); its last words are above.")
            connection = http.client.HTTPConnection(target, self.port, timeout=READY_SECONDS)
            try:
                connection.request("GET", "/", headers={"Host": name, "X-Forwarded-Proto": urlsplit(self.variables["BASE_URL"]).scheme})
                status = connection.getresponse().status
                if status < 400:
                    return
                if status != 503:
                    raise Failure(f"The first page answers with an error ({status}); what went wrong is above.")
            except OSError:
                time.sleep(0.05)
            finally:
                connection.close()
            if not said and time.monotonic() > deadline - READY_SECONDS + 2:
                said = True
                _say("The web server is starting…")
        raise Failure(f"The web server did not answer within {READY_SECONDS} seconds.")

    def summary(self) -> str:
        """What the person reads once it runs: the address first, then who may sign in."""
        path = self.data / "summary.txt"
        details = path.read_text() if path.exists() else ""
        played = f"ProConnect is played by {self.variables['PROCONNECT_URL']}\n" if self.provider_port else ""
        listens = self.variables.get("SMTP_LISTEN", "")
        answers = f"Answers to mails are received by SMTP at {listens}\n" if listens else ""
        return f"\nReady: {self.address}\n{details}{answers}{played}Data is kept in {self.data}. Ctrl-C stops everything."


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 65536:
        raise Failure(f"PORT={text} is not a port number. Write one between 1 and 65535, such as 8000.")
    return int(text)


def _free_port(wanted: int) -> int:
    """That port of this machine, or any other when it is taken or does not exist."""
    for port in (wanted, 0) if wanted < 65536 else (0,):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    return 0


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)


def _say(words: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, signal.SIG_IGN)
    raise Stop


def main() -> int:
    """Run until stopped. 0 after a stop that was asked for, 1 after a failure that was explained."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    run = None
    try:
        run = Run(os.environ)
        run.start()
        _say(run.summary())
        run.watch()
    except (Failure, ServerRefused) as failure:
        sys.stderr.write(f"\n{failure}\n")
        return 1
    except Stop:
        _say("\nStopping…")
    finally:
        if run is not None:
            run.stop()
    _say("Stopped. The data is kept; `make run` starts again.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
