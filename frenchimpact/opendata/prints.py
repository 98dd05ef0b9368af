"""The prints (ETag) that answers of the API had a moment ago, in this process: who asks whether one changed is answered at once.

An answer says itself that it may be kept for a minute: a print of a few seconds is fresher than what it promises.
"""

import datetime as dt
import re
import time
from collections import OrderedDict
from threading import Lock

from django.http import HttpRequest
from django.utils.http import http_date

SECONDS = 5
_MOST = 5000


class Prints:
    """The latest prints by address, the oldest forgotten first."""

    def __init__(self) -> None:
        self._told: OrderedDict[str, tuple[str, str, float]] = OrderedDict()
        self._lock = Lock()

    def remember(self, request: HttpRequest, print_: str, changed: str) -> None:
        """What anybody is answered at that address, from now on: its print, and when what it tells changed last."""
        if not _is_anyone(request):
            return
        path = request.get_full_path()
        with self._lock:
            self._told[path] = (print_, changed, time.monotonic())
            self._told.move_to_end(path)
            while len(self._told) > _MOST:
                self._told.popitem(last=False)

    def unchanged(self, request: HttpRequest) -> tuple[str, str] | None:
        """The print of a moment ago, with its date, when it is the one that is asked about."""
        asked = request.META.get("HTTP_IF_NONE_MATCH")
        if asked is None or request.method not in {"GET", "HEAD"} or not _is_anyone(request):
            return None
        print_, changed, at = self._told.get(request.get_full_path(), ("", "", 0.0))
        return (print_, changed) if print_ and asked == print_ and time.monotonic() - at < SECONDS else None


# As rows say it, whichever they are; in a text that somebody wrote, quotation marks are escaped.
_DATED = re.compile(rb'"(?:updated|changed)_at":\s*"([^"]+)"')


def changed_at(content: bytes) -> str:
    """When the last of the rows that an answer tells was written, for `Last-Modified`; empty where none says it."""
    last = max((dt.datetime.fromisoformat(one.decode()) for one in set(_DATED.findall(content))), default=None)
    return http_date(last.timestamp()) if last is not None and last.timestamp() <= time.time() else ""


def _is_anyone(request: HttpRequest) -> bool:
    """Whether nothing tells who asks."""
    return not request.META.get("HTTP_COOKIE") and not request.META.get("HTTP_AUTHORIZATION")
