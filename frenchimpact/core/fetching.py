"""Asking other sites without being led anywhere else: public addresses only, each redirection judged again, little and quickly.

A name is resolved once, every answer is checked, and the connection goes to that very address: a name that answers something else the
second time leads nowhere.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.conf import settings

_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_PORTS = {"https": 443, "http": 80}
SECONDS, LARGEST = 6.0, 4_000_000


class Unreachable(Exception):
    """Nothing that can be used came back; the words are for the log."""


@dataclass(frozen=True)
class Answer:
    """What a site answered."""

    status: int
    headers: Mapping[str, str]
    content: bytes = b""


def is_public(address: str) -> bool:
    """Whether the whole internet reaches that address: not this machine, not a private network, not a reserved range."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    return found.is_global and not found.is_multicast and not found.is_reserved


def addresses_of(host: str, port: int) -> list[str]:
    """What the system answers for a name."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


@dataclass
class Guard:
    """One visit to other sites, with the time that it may take in all. Tests give it names and addresses of their own."""

    allows: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], list[str]] = addresses_of
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    ports: tuple[int, ...] = (443,)
    end: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    schemes: tuple[str, ...] = ("https",)
    largest: int = LARGEST

    def ask(self, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, redirections: int = 0) -> Answer:
        """What is answered there, or where it leads after so many redirections at most. Raises Unreachable."""
        for _turn in range(redirections + 1):
            answer = self._visit(url, method, headers or {})
            target = answer.headers.get("location", "")
            if answer.status not in {301, 302, 303, 307, 308} or not target or not redirections:
                return answer
            url = urljoin(url, target)
        raise Unreachable("too many redirections")

    def _visit(self, url: str, method: str, headers: Mapping[str, str]) -> Answer:
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise Unreachable("not an address") from error
        if parts.scheme not in self.schemes or parts.username or parts.password or port not in self.ports or len(url) > 2000:
            raise Unreachable(f"not an address to follow: {url[:200]}")
        if not _HOST.fullmatch(host) or re.search(r"[\x00-\x20\x7f-\uffff]", url):
            raise Unreachable(f"not a public name: {host[:100]}")
        address = self._resolve(host, port)
        path = parts.path + (f"?{parts.query}" if parts.query else "") or "/"
        try:
            return self._talk(address, host, port, path, method, headers, parts.scheme == "https")
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            raise Unreachable(f"{host}: {type(error).__name__}: {error}"[:300]) from error

    def _left(self) -> float:
        left = self.end - time.monotonic()
        if left <= 0:
            raise Unreachable("too slow")
        return left

    def _resolve(self, host: str, port: int) -> str:
        """The address to connect to. One that is not public among several is enough to refuse them all."""
        answers: list[str] = []

        def ask() -> None:
            with suppress(OSError, UnicodeError):
                answers.extend(self.resolve(host, port))

        # The system's own look-up has no time limit.
        asking = threading.Thread(target=ask, daemon=True)
        asking.start()
        asking.join(self._left())
        known = list(answers)
        if not known:
            raise Unreachable(f"{host}: unknown name")
        if not all(self.allows(address.partition("%")[0]) for address in known):
            raise Unreachable(f"{host}: not a public address")
        return known[0]

    def _talk(self, address: str, host: str, port: int, path: str, method: str, headers: Mapping[str, str], is_secret: bool) -> Answer:
        plain = socket.create_connection((address, port), timeout=self._left())
        with plain, self.context.wrap_socket(plain, server_hostname=host) if is_secret else plain as sock:
            link = http.client.HTTPConnection(host, port)
            link.sock = sock
            sock.settimeout(self._left())
            sent = {
                "Accept": "application/json, */*;q=0.1",
                "Accept-Encoding": "identity",
                "User-Agent": f"FrenchImpact/1 (+{settings.BASE_URL})",
                **headers,
            }
            link.request(method, path, headers=sent)
            response = link.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            content = b"" if method == "HEAD" or response.status != 200 else self._read(response, sock, host)
            if told.get("content-encoding", "identity").lower() not in {"identity", ""} or content.startswith(b"\x1f\x8b"):
                content = self._opened(content, host)
            return Answer(response.status, told, content)

    def _read(self, response: http.client.HTTPResponse, sock: socket.socket, host: str) -> bytes:
        content = b""
        while not response.isclosed():
            sock.settimeout(self._left())
            piece = response.read1(65_536)
            # Python 3.12 never says that an answer of known length is over: it gives nothing more.
            if not piece:
                break
            content += piece
            if len(content) > self.largest:
                raise Unreachable(f"{host}: too long")
        return content

    def _opened(self, content: bytes, host: str) -> bytes:
        """What was packed, no larger than what one takes plain: a bomb is not opened."""
        opener = zlib.decompressobj(wbits=47)
        found = opener.decompress(content, self.largest + 1)
        if len(found) > self.largest:
            raise Unreachable(f"{host}: too long")
        if content and not opener.eof:
            raise Unreachable(f"{host}: cut short")
        return found
