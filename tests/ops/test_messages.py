"""Where a request ends is understood in one way: nothing hides behind another (request smuggling), on the server of production."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: here\r\n\r\n"
HEAD = b"POST /seen HTTP/1.1\r\nHost: here\r\n"


def echo(environ: Callable[..., object], start_response: Callable[..., object]) -> list[bytes]:
    """Says which page was asked, once its body is read."""
    values: dict[str, object] = environ  # type: ignore[assignment]  # what WSGI gives
    size = len(values["wsgi.input"].read())  # type: ignore[attr-defined]  # idem
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [f"page={values['PATH_INFO']} size={size}\n".encode()]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    options = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(number), "--no-ws", "--workers", "1", "--no-log"]
    server = subprocess.Popen([sys.executable, "-m", "granian", *options, "tests.ops.test_messages:echo"], cwd=ROOT)
    deadline = time.monotonic() + 60
    while b"page=/ready" not in said(number, b"GET /ready HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"):
        assert time.monotonic() < deadline, "the server does not answer"
        assert server.poll() is None
        time.sleep(0.1)
    yield number
    server.terminate()
    server.wait(30)


def said(port: int, message: bytes) -> bytes:
    """Everything that comes back until the server hangs up; a last honest request asks it to."""
    found = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=20) as link:
            link.sendall(message)
            while piece := link.recv(65_536):
                found += piece
    except OSError:
        pass
    return found


AMBIGUOUS = {
    "two lengths": HEAD + b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "two lengths in one": HEAD + b"Content-Length: 0, %d\r\n\r\n" % len(HIDDEN) + HIDDEN,
    "a length with a sign": HEAD + b"Content-Length: +0\r\n\r\n" + HIDDEN,
    "a length and pieces": HEAD
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % len(HIDDEN)
    + HIDDEN
    + b"\r\n0\r\n\r\n",
    "pieces under another name": HEAD + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "pieces said twice": HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a blank before the colon": HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a line that goes on": HEAD + b"X: a\r\n Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + HIDDEN,
    "a piece of a wrong size": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n" + HIDDEN + b"\r\n0\r\n\r\n",
}
LAST = b"GET /last HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n"


def test_two_requests_that_follow_each_other_are_two(port: int) -> None:
    found = said(port, HEAD + b"Content-Length: 2\r\n\r\nab" + LAST)
    assert found.count(b"HTTP/1.1 200") == 2
    assert b"page=/seen size=2" in found
    assert b"page=/last size=0" in found


@pytest.mark.parametrize("message", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_what_could_be_read_in_two_ways_is_refused_or_read_whole(port: int, message: bytes) -> None:
    found = said(port, message + LAST)
    assert b"HTTP/1.1 " in found
    assert b"page=/hidden" not in found, found.decode()
