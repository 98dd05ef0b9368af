"""Sites of this machine under public names, for what is read from other sites: whatever they answer, and everything that can go wrong."""

import http.server
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from frenchimpact.core.fetching import Guard

HOST = "flux.exemple"


class Drip:
    """An answer that comes little by little: so many octets whole, then one at a time, for ever or until it hangs up."""

    def __init__(self, start: bytes, *, is_endless: bool = True) -> None:
        self.start, self.is_endless = start, is_endless

    def let_fall(self, wfile: Any, over: threading.Event) -> None:
        wfile.write(self.start)
        while self.is_endless and not over.wait(0.05):
            wfile.write(b"a")


class Site:
    """A site of this machine, under a public name: pages by path, each a function of the request or octets."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.port = 0

    def url(self, path: str) -> str:
        return f"http://{HOST}:{self.port}{path}"

    def guard(self, seconds: float = 5.0, largest: int = 100_000) -> Guard:
        return Guard(
            allows=lambda address: address == "127.0.0.1",
            resolve=lambda host, port: ["127.0.0.1"] if host == HOST else ["10.0.0.1"],
            schemes=("http",),
            ports=(self.port, 80),
            end=time.monotonic() + seconds,
            largest=largest,
        )


@pytest.fixture
def site() -> Iterator[Site]:
    found = Site()
    over = threading.Event()

    class Handler(http.server.BaseHTTPRequestHandler):
        def answer(self) -> None:
            found.asked.append((self.command, self.path, dict(self.headers)))
            page = found.pages.get(self.path, (404, {}, b""))
            if page == "silence":
                over.wait(10)
                return
            if isinstance(page, Drip):
                page.let_fall(self.wfile, over)
                return
            status, headers, content = page if isinstance(page, tuple) else (200, {}, page)
            if headers.get("ETag") and self.headers.get("If-None-Match") == headers["ETag"]:
                status, content = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_HEAD = answer  # noqa: N815  names of the server

        def log_message(self, format: str, *args: Any) -> None:
            """Nothing on the terminal."""

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that hangs up is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield found
    over.set()
    server.shutdown()
    server.server_close()
    thread.join()
