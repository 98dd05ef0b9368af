"""The prints (ETag) that answers of the API had a moment ago, in this process: who asks whether one changed is answered at once.

An answer says itself that it may be kept for a minute: a print of a few seconds is fresher than what it promises.
"""

import math
import time
from collections import OrderedDict
from threading import Lock

from django.http import HttpRequest

SECONDS = 5
_MOST = 5000


class Prints:
    """The latest prints by address, the oldest forgotten first."""

    def __init__(self) -> None:
        self._told: OrderedDict[str, tuple[str, float, int]] = OrderedDict()
        self._lock = Lock()

    def remember(self, request: HttpRequest, print_: str) -> int | None:
        """What anybody is answered at that address, from now on. Gives since which second this process knows it to be the same.

        Not at all before that second is over: within it a date does not tell one answer from the next.
        """
        if not _is_anyone(request):
            return None
        now, path = time.time(), request.get_full_path()
        with self._lock:
            known, _at, since = self._told.get(path, ("", 0.0, 0))
            since = since if known == print_ else math.ceil(now)
            self._told[path] = (print_, time.monotonic(), since)
            self._told.move_to_end(path)
            while len(self._told) > _MOST:
                self._told.popitem(last=False)
        return since if since <= now else None

    def unchanged(self, request: HttpRequest) -> tuple[str, int] | None:
        """The print of a moment ago, when it is the one that is asked about."""
        asked = request.META.get("HTTP_IF_NONE_MATCH")
        if asked is None or request.method not in {"GET", "HEAD"} or not _is_anyone(request):
            return None
        print_, at, since = self._told.get(request.get_full_path(), ("", 0.0, 0))
        return (print_, since) if print_ and asked == print_ and time.monotonic() - at < SECONDS else None


def _is_anyone(request: HttpRequest) -> bool:
    """Whether nothing tells who asks."""
    return not request.META.get("HTTP_COOKIE") and not request.META.get("HTTP_AUTHORIZATION")
