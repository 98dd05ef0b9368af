"""How many requests are worked on at once: two, a queue behind them, and a clear refusal beyond.

More than two threads in one interpreter only slow each other down; a queue without end makes everybody wait for answers that
nobody reads any more. What is sent piece by piece (files, exports) leaves its place once it has begun: a slow reader holds nobody.
"""

import json
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

# The server gives a thread to each request, 256 in each process: four more than there are places and seats, to refuse with.
RUNNING, WAITING, SECONDS = 2, 250, 30.0
RETRY_AFTER = "5"
# Read from the disk, without any work of ours; and who watches must be answered.
FREE = ("/static/", "/healthz")
# Words for people and for machines, in both languages: no page is made when there is no room to make one.
BUSY = (
    "<!doctype html><html lang=fr><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Trop de demandes</title>"
    "<h1>Trop de personnes demandent une page en ce moment</h1><p>Rien de ce que vous avez écrit n’a été enregistré par cette demande. "
    "Revenez en arrière, et recommencez dans quelques secondes.</p><p lang=en>Too many people are asking for a page right now. "
    "Go back and try again in a few seconds.</p>"
).encode()

# The same for programs, under the addresses of the API: a problem (RFC 9457), in the language asked as the API itself understands it.
PROBLEMS = {
    "fr": ("Service indisponible", "Trop de demandes arrivent en ce moment. Rien n’a été enregistré par celle-ci : recommencez."),
    "en": ("Service unavailable", "Too many requests are coming in right now. Nothing was saved by this one: try again."),
}

type Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Gate:
    """A WSGI application before which people wait for their turn, not too many and not too long."""

    def __init__(self, application: Application, *, running: int = RUNNING, waiting: int = WAITING, seconds: float = SECONDS) -> None:
        self.application, self.seconds = application, seconds
        self.places = threading.BoundedSemaphore(running)
        self.seats = threading.BoundedSemaphore(running + waiting)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO", "").startswith(FREE):
            return self.application(environ, start_response)
        if not self.seats.acquire(blocking=False):
            return _refuse(environ, start_response)
        try:
            if not self.places.acquire(timeout=self.seconds):
                return _refuse(environ, start_response)
            try:
                return self.application(environ, start_response)
            finally:
                self.places.release()
        finally:
            self.seats.release()


def _refuse(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    path = environ.get("PATH_INFO", "")
    is_api = path.startswith("/api/") and not path.startswith("/api/v1/docs")
    body, headers = _problem(_language(environ)) if is_api else (BUSY, [("Content-Type", "text/html; charset=utf-8")])
    headers += [("Retry-After", RETRY_AFTER), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
    start_response("503 Service Unavailable", [*headers, ("Content-Length", str(len(body)))])
    return [body]


def _problem(language: str) -> tuple[bytes, list[tuple[str, str]]]:
    title, detail = PROBLEMS[language]
    told = {"title": title, "status": 503, "detail": detail, "errors": []}
    headers = [("Content-Type", "application/problem+json"), ("Content-Language", language), ("Vary", "Accept-Language")]
    open_to_all = [("Access-Control-Allow-Origin", "*"), ("Access-Control-Expose-Headers", "Retry-After")]
    return json.dumps(told, ensure_ascii=False).encode(), headers + open_to_all


def _language(environ: dict[str, Any]) -> str:
    """That of `lang`, or the first of ours that the reader names: no more of it is needed to say that there is no room."""
    asked = parse_qs(str(environ.get("QUERY_STRING", ""))).get("lang", [])
    if known := [one for one in asked if one in PROBLEMS]:
        return known[0]
    named = (one.split(";")[0].strip().lower()[:2] for one in str(environ.get("HTTP_ACCEPT_LANGUAGE", "")).split(","))
    return next((one for one in named if one in PROBLEMS), "fr")
