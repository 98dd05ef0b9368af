"""Whether the service lives, for those who watch it."""

import datetime as dt
import hmac
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from frenchimpact.core import clock, measures
from frenchimpact.core.doors import open_door

# What each room has to say about its health, as numbers or short words; added in its `apps.ready()`.
PULSES: list[Callable[[], dict[str, object]]] = []


@open_door
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain; charset=utf-8")


@open_door
def readyz(request: HttpRequest) -> HttpResponse:
    """The database and the queue answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
            (waiting,) = cursor.fetchone()
        told: dict[str, object] = {}
        for pulse in PULSES:
            told.update(pulse())
    except DatabaseError as error:
        return JsonResponse({"database": "down", "error": type(error).__name__}, status=503)
    return JsonResponse({"database": "ok", "queue": "ok", "jobs_waiting": waiting, **told})


@open_door
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness (RFC 9116); what it says is looked at again within six months."""
    month = clock.today().replace(day=1)
    lines = (
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {month + dt.timedelta(days=215):%Y-%m-%d}T00:00:00Z",
        "Preferred-Languages: fr, en",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    )
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@open_door
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for who holds METRICS_TOKEN; for others the page does not exist."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    if not settings.METRICS_TOKEN or not hmac.compare_digest(request.headers.get("Authorization", "").encode(), expected.encode()):
        raise Http404
    return HttpResponse(measures.as_text(PULSES), content_type="text/plain; version=0.0.4; charset=utf-8")
