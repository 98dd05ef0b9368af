"""Whether the service lives, for those who watch it."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from frenchimpact.core.doors import open_door


@open_door
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@open_door
def readyz(request: HttpRequest) -> HttpResponse:
    """The database and the queue answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
            (waiting,) = cursor.fetchone()
    except DatabaseError as error:
        return JsonResponse({"database": "down", "error": type(error).__name__}, status=503)
    return JsonResponse({"database": "ok", "queue": "ok", "jobs_waiting": waiting})
