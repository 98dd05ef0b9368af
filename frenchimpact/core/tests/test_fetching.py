"""An address that somebody typed leads nowhere else than to a public site, whatever that site answers."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from frenchimpact.core.fetching import Guard, Unreachable, is_public

INSIDE = "10.0.0.1"


class Site(BaseHTTPRequestHandler):
    """Answers what its path asks: `/go?ADDRESS` leads there, anything else says who was asked."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        path, _mark, target = self.path.partition("?")
        if path == "/go":
            self.send_response(302)
            self.send_header("Location", target)
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on the terminal."""


@pytest.fixture
def port() -> Iterator[int]:
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port
    server.shutdown()
    server.server_close()
    thread.join()


def guard(port: int, names: dict[str, list[str]] | None = None) -> Guard:
    """As in production, but for a site of this machine that passes for a public one."""
    known = {"public.exemple": ["127.0.0.1"], "inside.exemple": [INSIDE], **(names or {})}
    return Guard(
        allows=lambda address: address == "127.0.0.1" or is_public(address),
        resolve=lambda host, _port: known[host],
        ports=(port,),
        schemes=("http",),
    )


@pytest.mark.parametrize(
    "target",
    [
        "http://inside.exemple:{port}/secret",
        "http://127.0.0.1:{port}/secret",
        "http://[::ffff:127.0.0.1]:{port}/secret",
        "http://169.254.169.254/latest/meta-data/",
        "http://public.exemple:22/",
        "file:///etc/passwd",
        "gopher://public.exemple:{port}/",
        "//inside.exemple:{port}/secret",
        "http://public.exemple:{port}@inside.exemple:{port}/secret",
        "http://user:secret@public.exemple:{port}/secret",
    ],
)
def test_a_redirection_is_judged_like_the_first_address(port: int, target: str) -> None:
    with pytest.raises(Unreachable):
        guard(port).ask(f"http://public.exemple:{port}/go?{target.format(port=port)}", redirections=5)
    assert [one for one in Site.asked if "secret" in one and not one.startswith("/go")] == []


def test_a_good_one_is_followed_only_where_it_is_asked_for(port: int) -> None:
    start = f"http://public.exemple:{port}/go?/there"
    assert guard(port).ask(start).status == 302
    found = guard(port).ask(start, redirections=1)
    assert (found.status, found.content, found.url) == (200, b"ok", f"http://public.exemple:{port}/there")
    with pytest.raises(Unreachable):
        guard(port).ask(f"http://public.exemple:{port}/go?/go?/go?/there", redirections=1)


def test_a_name_is_asked_once_and_the_connection_goes_to_that_very_answer(port: int) -> None:
    """A name that says something else the second time (DNS rebinding) is not asked a second time."""
    answers = iter([["127.0.0.1"], [INSIDE]])
    asked: list[str] = []

    def resolve(host: str, _port: int) -> list[str]:
        asked.append(host)
        return next(answers)

    one = Guard(allows=lambda address: address == "127.0.0.1", resolve=resolve, ports=(port,), schemes=("http",))
    assert one.ask(f"http://public.exemple:{port}/").content == b"ok"
    assert asked == ["public.exemple"]


def test_one_private_answer_among_public_ones_is_enough_to_refuse(port: int) -> None:
    with pytest.raises(Unreachable):
        guard(port, {"both.exemple": ["127.0.0.1", INSIDE]}).ask(f"http://both.exemple:{port}/")
    assert Site.asked == []


@pytest.mark.parametrize(
    "address", ["64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "::127.0.0.1", "2001:0:7f00:1::", "fec0::1"]
)
def test_a_private_address_wrapped_in_another_is_private(address: str) -> None:
    assert not is_public(address)


def test_a_public_one_behind_a_gateway_is_public() -> None:
    assert is_public("64:ff9b::5db8:d822")
