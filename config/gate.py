"""How many requests are worked on at once: two, a queue behind them, and a clear refusal beyond.

More than two threads in one interpreter only slow each other down; a queue without end makes everybody wait for answers that
nobody reads any more. What is sent piece by piece (files, exports) leaves its place once it has begun: a slow reader holds nobody.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Any

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
            return _refuse(start_response)
        try:
            if not self.places.acquire(timeout=self.seconds):
                return _refuse(start_response)
            try:
                return self.application(environ, start_response)
            finally:
                self.places.release()
        finally:
            self.seats.release()


def _refuse(start_response: Callable[..., Any]) -> list[bytes]:
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Retry-After", RETRY_AFTER), ("Cache-Control", "no-store")]
    start_response("503 Service Unavailable", [*headers, ("Content-Length", str(len(BUSY))), ("X-Content-Type-Options", "nosniff")])
    return [BUSY]
