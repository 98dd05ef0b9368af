"""Fetching what another issuer publishes, without being led anywhere else: https, public addresses, no redirection, little and quickly.

The address is resolved once, every answer is checked, and the connection goes to that very address: a name that answers
something else the second time leads nowhere.
"""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache

_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
SECONDS, LARGEST = 6.0, 4_000_000
# One verification looks up an identity and a few lists; the whole instance asks so often a minute.
MOST_FETCHES, MOST_A_MINUTE = 6, 60


class Unreachable(Exception):
    """Nothing that can be used came back; the words are for the log."""


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
class Fetcher:
    """What one verification may fetch. Tests give it names and addresses of their own."""

    allows: Callable[[str], bool] = is_public
    resolve: Callable[[str, int], list[str]] = addresses_of
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    ports: tuple[int, ...] = (443,)
    end: float = field(default_factory=lambda: time.monotonic() + SECONDS)
    count: int = 0
    found: dict[str, str] = field(default_factory=dict)

    def get(self, url: str) -> str:
        """The text at an https address. Raises Unreachable."""
        if url not in self.found:
            self.count += 1
            if self.count > MOST_FETCHES:
                raise Unreachable("too many addresses")
            self.found[url] = self._fetch(url)
        return self.found[url]

    def _fetch(self, url: str) -> str:
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port or 443
        except ValueError as error:
            raise Unreachable("not an address") from error
        if parts.scheme != "https" or parts.username or parts.password or port not in self.ports or len(url) > 2000:
            raise Unreachable(f"not an address to follow: {url[:200]}")
        if not _HOST.fullmatch(host) or re.search(r"[\x00-\x20\x7f-\uffff]", url):
            raise Unreachable(f"not a public name: {host[:100]}")
        _take_turn()
        address = self._resolve(host, port)
        try:
            return self._ask(address, host, port, parts.path + (f"?{parts.query}" if parts.query else "") or "/")
        except (OSError, http.client.HTTPException, ValueError) as error:
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

    def _ask(self, address: str, host: str, port: int, path: str) -> str:
        plain = socket.create_connection((address, port), timeout=self._left())
        with plain, self.context.wrap_socket(plain, server_hostname=host) as sock:
            link = http.client.HTTPConnection(host, port)
            link.sock = sock
            headers = {
                "Accept": "application/json, */*;q=0.1",
                "Accept-Encoding": "identity",
                "User-Agent": f"FrenchImpact/1 (+{settings.BASE_URL})",
            }
            sock.settimeout(self._left())
            link.request("GET", path, headers=headers)
            response = link.getresponse()
            if response.status != 200:
                raise Unreachable(f"{host}: answers {response.status}")
            content = b""
            while not response.isclosed():
                sock.settimeout(self._left())
                piece = response.read1(65_536)
                # Python 3.12 never says that an answer of known length is over: it gives nothing more.
                if not piece:
                    break
                content += piece
                if len(content) > LARGEST:
                    raise Unreachable(f"{host}: too long")
            return content.decode()


def _take_turn() -> None:
    """Nobody makes this instance knock on doors at will."""
    key = f"labels.fetches.{int(time.time() // 60)}"
    cache.add(key, 0, 120)
    try:
        count = cache.incr(key)
    except ValueError:
        count = 1
    if count > MOST_A_MINUTE:
        raise Unreachable("too many look-ups in this minute")
