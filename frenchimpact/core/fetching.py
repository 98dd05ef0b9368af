"""Asking other sites without being led anywhere else: public addresses only, each redirection judged again, little and quickly.

A name is resolved once, every answer is checked, and the connection goes to that very address: a name that answers something else the
second time leads nowhere.
"""

import datetime as dt
import http
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text

_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")
_PORTS = {"https": 443, "http": 80}
# An IPv4 address inside an IPv6 one, for gateways that lead from one to the other (RFC 6052).
_GATEWAY = ipaddress.IPv6Network("64:ff9b::/96")
SECONDS, LARGEST = 6.0, 4_000_000


class Unreachable(Exception):
    """Nothing that can be used came back: the message is for the log, `told` for a person."""

    def __init__(self, message: str, told: Text = "") -> None:
        super().__init__(message)
        self.told = told or _("Le site ne répond pas.")


_NOWHERE = _("Cette adresse, ou celle où elle mène, n’est pas celle d’un site public.")
_SLOW = _("Le site a mis trop de temps à répondre.")
_CUT = _("La réponse s’est arrêtée avant la fin.")


@dataclass(frozen=True)
class Answer:
    """What a site answered."""

    status: int
    headers: Mapping[str, str]
    content: bytes = b""
    # Where it came from, once redirections are followed.
    url: str = ""


def is_public(address: str) -> bool:
    """Whether the whole internet reaches that address: not this machine, not a private network, not a reserved range."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        inside = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF) if found in _GATEWAY else None
        found = found.ipv4_mapped or found.sixtofour or inside or found
    is_site_local = isinstance(found, ipaddress.IPv6Address) and found.is_site_local
    return found.is_global and not found.is_multicast and not found.is_reserved and not is_site_local


def addresses_of(host: str, port: int) -> list[str]:
    """What the system answers for a name."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _told(error: Exception) -> Text:
    """What went wrong on the way, for a person."""
    if isinstance(error, ssl.SSLError):
        return _("Le certificat de sécurité du site n’est pas valable.")
    if isinstance(error, TimeoutError):
        return _SLOW
    return _CUT if isinstance(error, http.client.IncompleteRead | zlib.error) else _("Le site ne répond pas, ou pas comme un site.")


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
    # Of any answer, whatever its status, only its first octets: for who sends, and only looks at what comes back.
    first_octets: int = 0
    # Sites of a private network that whoever runs the server named in its settings: asked as they are. Nobody types one on a page.
    origins: tuple[str, ...] = ()

    def ask(
        self, url: str, *, method: str = "GET", headers: Mapping[str, str] | None = None, redirections: int = 0, body: bytes | None = None
    ) -> Answer:
        """What is answered there, or where it leads after so many redirections at most. Raises Unreachable."""
        for _turn in range(redirections + 1):
            answer = self._visit(url, method, headers or {}, body)
            target = answer.headers.get("location", "")
            if answer.status not in {301, 302, 303, 307, 308} or not target or not redirections:
                return answer
            url = urljoin(url, target)
        raise Unreachable("too many redirections", _("Le site renvoie d’une adresse à l’autre, sans fin."))

    def _visit(self, url: str, method: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").lower(), parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError as error:
            raise Unreachable("not an address", _NOWHERE) from error
        is_named = f"{parts.scheme}://{parts.netloc}" in self.origins
        if not is_named:
            self._check_public(url, parts, port)
        if re.search(r"[\x00-\x20\x7f-\uffff]", url):
            raise Unreachable("not an address", _NOWHERE)
        address = host if is_named else self._resolve(host, port)
        path = parts.path + (f"?{parts.query}" if parts.query else "") or "/"
        try:
            with self._link(address, host, port, is_secret=parts.scheme == "https") as link:
                return replace(self._talk(link, path, method, headers, body), url=url)
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            # Cut by ourselves, it fails in any of these ways.
            self._left()
            raise Unreachable(f"{host}: {type(error).__name__}: {error}"[:300], _told(error)) from error

    def _check_public(self, url: str, parts: SplitResult, port: int) -> None:
        if parts.scheme not in self.schemes or parts.username or parts.password or port not in self.ports or len(url) > 2000:
            raise Unreachable(f"not an address to follow: {url[:200]}", _NOWHERE)
        if not _HOST.fullmatch((parts.hostname or "").lower()):
            raise Unreachable(f"not a public name: {(parts.hostname or '')[:100]}", _NOWHERE)

    def _left(self) -> float:
        left = self.end - time.monotonic()
        if left <= 0:
            raise Unreachable("too slow", _SLOW)
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
            raise Unreachable(f"{host}: unknown name", _("Aucun site ne porte ce nom."))
        if not all(self.allows(address.partition("%")[0]) for address in known):
            raise Unreachable(f"{host}: not a public address", _("Cette adresse mène à un réseau privé : elle n’est pas suivie."))
        return known[0]

    @contextmanager
    def _link(self, address: str, host: str, port: int, *, is_secret: bool) -> Iterator[http.client.HTTPConnection]:
        """A line to that very address, hung up when the time is over."""
        plain = socket.create_connection((address, port), timeout=self._left())
        with plain, self._secret(plain, host) if is_secret else plain as sock, self._cut_at_end(sock):
            if isinstance(sock, ssl.SSLSocket):
                sock.do_handshake()
            link = http.client.HTTPConnection(host, port)
            link.sock = sock
            yield link

    def _talk(self, link: http.client.HTTPConnection, path: str, method: str, headers: Mapping[str, str], body: bytes | None) -> Answer:
        sent = {
            "Accept": "application/json, */*;q=0.1",
            "Accept-Encoding": "identity",
            "User-Agent": f"FrenchImpact/1 (+{settings.BASE_URL})",
            **headers,
        }
        link.request(method, path, body=body, headers=sent)
        response = link.getresponse()
        told = {name.lower(): value for name, value in response.getheaders()}
        if self.first_octets:
            return Answer(response.status, told, response.read(self.first_octets))
        content = b"" if method == "HEAD" or response.status != 200 else self._read(response, link.host)
        if told.get("content-encoding", "identity").lower() not in {"identity", ""} or content.startswith(b"\x1f\x8b"):
            content = self._opened(content, link.host)
        return Answer(response.status, told, content)

    def _secret(self, plain: socket.socket, host: str) -> ssl.SSLSocket:
        plain.settimeout(self._left())
        return self.context.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)

    @contextmanager
    def _cut_at_end(self, sock: socket.socket) -> Iterator[None]:
        """Hang up when the time is over: a site that drips one octet at a time never lets a wait between two of them end."""

        def cut() -> None:
            with suppress(OSError):
                # Not that of a secret socket, which another thread is reading.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

        sock.settimeout(self._left())
        timer = threading.Timer(self._left(), cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _too_long(self, host: str) -> Unreachable:
        size = f"{self.largest / 1e6:g}".replace(".", ",")
        return Unreachable(f"{host}: too long", gettext("La réponse dépasse %(size)s Mo : elle est trop longue.") % {"size": size})

    def _read(self, response: http.client.HTTPResponse, host: str) -> bytes:
        content = bytearray()
        while not response.isclosed():
            piece = response.read1(65_536)
            # Python 3.12 never says that an answer of known length is over: it gives nothing more.
            if not piece:
                break
            content += piece
            if len(content) > self.largest:
                raise self._too_long(host)
        # Hung up by ourselves, or by the site.
        self._left()
        if response.length:
            raise Unreachable(f"{host}: cut short", _CUT)
        return bytes(content)

    def _opened(self, content: bytes, host: str) -> bytes:
        """What was packed, no larger than what one takes plain: a bomb is not opened."""
        opener = zlib.decompressobj(wbits=47)
        found = opener.decompress(content, self.largest + 1)
        if len(found) > self.largest:
            raise self._too_long(host)
        if content and not opener.eof:
            raise Unreachable(f"{host}: cut short", _CUT)
        return found


def status_words(status: int) -> str:
    """What an answer that is not the one expected means."""
    if status in {401, 403}:
        return gettext("Le site refuse l’accès (réponse %s).") % status
    if status in {404, 410}:
        return gettext("Cette adresse n’existe plus (réponse %s).") % status
    if status == http.HTTPStatus.TOO_MANY_REQUESTS:
        return gettext("Le site demande d’espacer les lectures (réponse %s).") % status
    if status >= 500:
        return gettext("Le site est en panne (réponse %s).") % status
    return gettext("Le site ne donne pas ce qui lui est demandé (réponse %s).") % status


# Half a day more at each failure, up to a week.
LONGEST_PAUSE = dt.timedelta(days=7)


def pause_after(failures: int, every_hours: int) -> dt.timedelta:
    """How long a site that answered garbage or nothing so many times in a row is left in peace."""
    return min(dt.timedelta(hours=every_hours) + dt.timedelta(hours=12) * (failures - 1), LONGEST_PAUSE)


def is_followable(url: str) -> bool:
    """Whether an address can be asked at all, before its name is looked up: https, a public name, the usual port, no password."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS["https"]
    except ValueError:
        return False
    is_plain = not (parts.username or parts.password) and len(url) <= 2000 and not re.search(r"[\x00-\x20\x7f-\uffff]", url)
    return is_plain and parts.scheme == "https" and port == _PORTS["https"] and bool(_HOST.fullmatch((parts.hostname or "").lower()))
