"""Asking the registry: within its limits, for a bounded time, and without making people wait when it is down."""

import http.client
import re
import time
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from frenchimpact.core.text import clean_line
from frenchimpact.organisations.registry import replay
from frenchimpact.organisations.registry.answers import Company, Establishment, Garbage, read

DEMO = "demo:"
MAX_BYTES = 2_000_000
# A person waits a few seconds, a task may wait longer. Between two questions of the whole instance: seven a second at most.
PATIENCE, LONG_PATIENCE, GAP = 5.0, 20.0, 0.15
# After a failure nobody asks for that long: the form says at once that the registry does not answer.
REST = 30
_DOWN = "organisations.registry.down"


class RegistryDown(Exception):
    """No answer that can be used: `reason` is off, unreachable, slow, busy, refused or garbage."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def is_on() -> bool:
    """Whether somebody answers here."""
    return bool(settings.REGISTRY_URL)


def is_demo() -> bool:
    """Whether the answers are invented."""
    return bool(settings.REGISTRY_URL == DEMO)


def search(text: str, *, is_patient: bool = False) -> list[Company]:
    """The organisations that a number or a name means. Raises RegistryDown."""
    text = clean_line(text)[:200]
    number = re.sub(r"[\s.\u00a0\u202f]", "", text).upper()
    asked = number if re.fullmatch(r"[0-9]{9}|[0-9]{14}|W[0-9][0-9A-Z][0-9]{7}", number) else text
    if not is_on():
        raise RegistryDown("off")
    # Too short for the registry, which refuses it.
    if len(asked) < 3:
        return []
    try:
        companies = read(replay.answer(asked) if is_demo() else _ask(asked, LONG_PATIENCE if is_patient else PATIENCE))
    except Garbage as error:
        _rest(REST)
        raise RegistryDown("garbage") from error
    return companies if asked != number else [one for one in companies if number.startswith(one.siren) or one.rna == number]


def find_unit(*, siren: str = "", siret: str = "", rna: str = "", is_patient: bool = False) -> tuple[Company, Establishment | None] | None:
    """The organisation of these numbers, with the establishment that they name or its seat; None when the registry knows none."""
    for company in search(siret or siren or rna, is_patient=is_patient):
        place = company.establishment(siret) if siret else company.seat
        if not siret or place is not None:
            return company, place
    return None


def _rest(seconds: int) -> None:
    cache.set(_DOWN, True, seconds)


def _take_turn(patience: float) -> float:
    """How long to wait before asking, shared by all processes. Raises RegistryDown when the queue is longer than the patience."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO organisations_registrygate (id, next_at) VALUES (1, clock_timestamp() + %(gap)s * interval '1 second')"
            " ON CONFLICT (id) DO UPDATE"
            " SET next_at = greatest(organisations_registrygate.next_at, clock_timestamp()) + %(gap)s * interval '1 second'"
            " RETURNING extract(epoch FROM next_at - clock_timestamp())",
            {"gap": GAP},
        )
        (ahead,) = cursor.fetchone()
    wait = float(ahead) - GAP
    if wait > patience:
        raise RegistryDown("busy")
    return max(0.0, wait)


def _ask(text: str, patience: float) -> bytes:
    """The bytes of the answer, asked once more when that may help."""
    if cache.get(_DOWN):
        raise RegistryDown("unreachable")
    end = time.monotonic() + patience
    trouble = RegistryDown("unreachable")
    for _attempt in range(2):
        left = end - time.monotonic()
        if left <= 0.1:
            break
        time.sleep(_take_turn(left))
        try:
            status, wait, content = _get(text, end)
        except TimeoutError:
            trouble = RegistryDown("slow")
        except (OSError, http.client.HTTPException):
            trouble = RegistryDown("unreachable")
        else:
            if status == 200:
                return content
            if status == 429:
                trouble = RegistryDown("busy")
                if wait > end - time.monotonic():
                    _rest(min(max(1, round(wait)), 300))
                    raise trouble
                time.sleep(wait)
            elif status < 500:
                # It answers, and refuses this question: no use in asking again, nor in letting it rest.
                raise RegistryDown("refused")
            else:
                trouble = RegistryDown("unreachable")
    _rest(REST)
    raise trouble


def _get(text: str, end: float) -> tuple[int, float, bytes]:
    """Status, seconds to wait when it says so, and content: never more than MAX_BYTES, never past `end`."""
    address = urlsplit(settings.REGISTRY_URL)
    opened = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    link = opened(address.hostname or "", address.port, timeout=_left(end))
    try:
        query = urlencode({"q": text, "page": 1, "per_page": 10, "limite_matching_etablissements": 50})
        link.request(
            "GET",
            f"{address.path.rstrip('/')}/search?{query}",
            headers={"User-Agent": f"FrenchImpact/1 (+{settings.BASE_URL})", "Accept": "application/json", "Accept-Encoding": "identity"},
        )
        sock = link.sock
        response = link.getresponse()
        content = b""
        while not response.isclosed():
            sock.settimeout(_left(end))
            piece = response.read1(65_536)
            # Python 3.12 never says that an answer of known length is over: it gives nothing more.
            if not piece:
                break
            content += piece
            if len(content) > MAX_BYTES:
                raise http.client.HTTPException("too long")
        return response.status, _seconds(response.headers.get("Retry-After", "")), content
    finally:
        link.close()


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _seconds(text: str) -> float:
    return float(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1.0
