"""Counting what is read: a number by day, and nothing of who reads."""

import re
import threading
import time
from collections import Counter
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponseBase

from frenchimpact.core import clock
from frenchimpact.observatory.actions import count_uses

# Robots that say so are left out; those that do not are counted, which the page says.
_ROBOT = re.compile(r"bot|crawl|spider|slurp|fetch|preview|monitor|curl|wget|python|httpx|java/|go-http|scrapy", re.IGNORECASE)
# What stands inside other sites is not a page that somebody opened here: it counts apart, by kind.
_FRAMED = re.compile(r"(?:/[a-z]{2})?/(?:integrer/(carte|liste|calendrier|chiffre)|labels/[^/]+/(cadre))/")
# The site of a partner counts for itself, wherever it stands.
_SITE = re.compile(r"(?:/[a-z]{2})?/sites/([-a-z0-9_]{1,60})/$")
# Numbers are kept in memory for so many seconds: writing each would cost more than the page.
KEEP = 30.0


class CountUse:
    """Adds one to the number of pages, of answers of the API or of files of the day. Neither address, nor person, nor cookie."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.handler = handler
        self.lock = threading.Lock()
        self.counts: Counter[str] = Counter()
        self.written_at = time.monotonic()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.handler(request)
        if settings.COUNT_USE and request.method == "GET" and response.status_code in (200, 304):
            self.count(kind_of(request, response))
        return response

    def count(self, what: str) -> None:
        """One more of it; all are written when it is time."""
        if not what:
            return
        with self.lock:
            self.counts[what] += 1
            if time.monotonic() - self.written_at < KEEP:
                return
            counts, self.counts, self.written_at = self.counts, Counter(), time.monotonic()
        try:
            count_uses(day=clock.today(), counts=counts)
        except DatabaseError:
            # A database that cannot write still serves pages: they are counted later.
            with self.lock:
                self.counts.update(counts)


def kind_of(request: HttpRequest, response: HttpResponseBase) -> str:
    """A page that a person reads, an answer of the API, a file; empty for anything else."""
    path = request.path
    if path.startswith("/api/"):
        return "api"
    if (path.startswith("/donnees/") and "." in path.rpartition("/")[2]) or request.GET.get("format"):
        return "files"
    is_page = response.get("Content-Type", "text/html").startswith("text/html")
    if not is_page or request.headers.get("HX-Request") or _ROBOT.search(request.headers.get("User-Agent", "bot")):
        return ""
    if site := _SITE.match(path):
        return f"site-{site[1]}"
    return f"frames-{framed[1] or framed[2]}" if (framed := _FRAMED.match(path)) else "pages"
