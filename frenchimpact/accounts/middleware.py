"""What a signed-in person sees is never kept by a cache or by a shared computer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class KeepPrivate:
    """Pages answered to a session are not stored anywhere."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.handler(request)
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or bool(
            getattr(request, "session", None) and request.session.modified
        )
        if has_session and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response
