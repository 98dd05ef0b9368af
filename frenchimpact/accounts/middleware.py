"""What a signed-in person sees is never kept by a cache or by a shared computer; their session is watched over."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from frenchimpact.accounts import keys, pending, queries, sessions

# Names of what makes an address a secret: whoever holds it reads the page.
SECRETS = {"key", "token"}


class KeepPrivate:
    """Pages answered to a session, or to the holder of a secret address, are not stored anywhere."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.handler(request)
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or bool(
            getattr(request, "session", None) and request.session.modified
        )
        is_secret = bool(request.resolver_match and SECRETS & request.resolver_match.kwargs.keys())
        if (has_session or is_secret) and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class WatchSessions:
    """Every few minutes, the session of who is here is seen; who has come to owe a second proof goes through it first."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated and sessions.is_over(request):
            sessions.go_out(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated and not sessions.refresh(request):
            person = queries.find_person(request.user.pk)
            back = keys.safe_path(request.get_full_path()) if request.method == "GET" else ""
            if person is not None:
                return redirect(pending.wait(request, person, way="mail", next_url=back))
        response = self.handler(request)
        sessions.remember_device(request, response)
        return response
