"""What every request goes through: it gets a name, damaged input is refused with words, refusals become pages."""

import logging
import time
from collections.abc import Callable
from contextlib import suppress

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from frenchimpact.core import logs, looking, read_only, slow
from frenchimpact.core.errors import LATER

type Handler = Callable[[HttpRequest], HttpResponseBase]


# What pages know: PATCH saves what is being typed. Machines have more, at their addresses and where files are sent.
PAGE_METHODS = ("GET", "HEAD", "OPTIONS", "PATCH", "POST")
MACHINE_METHODS = (*PAGE_METHODS, "DELETE", "PUT")
MACHINE_ADDRESSES = ("/api/", "/fichiers/envois/")


# What one sends without writing anything: a question too long for an address.
QUESTIONS = ("/api/v1/matches",)
_REQUESTS = logging.getLogger("frenchimpact.requests")


class FollowRequests:
    """Each request has a name, given back (`X-Request-ID`), written on every line of the log and on the page of an incident."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        name = logs.request_id_of(request.META.get("HTTP_X_REQUEST_ID", ""))
        setattr(request, "request_id", name)
        kept, begun = logs.CURRENT.set(name), time.perf_counter()
        try:
            response = self.handler(request)
            response["X-Request-ID"] = name
            spent = round((time.perf_counter() - begun) * 1000, 1)
            if spent > slow.SLOW_MS:
                slow.note_slow(logs.route_of(request), spent)
            if _REQUESTS.isEnabledFor(logging.INFO):
                fields = {
                    "method": (request.method or "")[:10],
                    "route": logs.route_of(request),
                    "status": response.status_code,
                    "ms": spent,
                }
                _REQUESTS.info("request", extra={"fields": fields})
            return response
        finally:
            logs.CURRENT.reset(kept)


class KeepReadOnly:
    """While the site is only read, whatever would write says so, and when to come back."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method in {"GET", "HEAD", "OPTIONS"} or request.path in QUESTIONS or not read_only.is_on():
            return self.handler(request)
        from frenchimpact.core.pages import render

        with suppress(Resolver404):
            request.resolver_match = resolve(request.path_info)
        if (look := looking.current()) is not None:
            return _only_looks(request, look)
        context = {
            "title": _("Le site est en lecture seule un moment"),
            "message": _(
                "Rien n’a été enregistré. Revenez en arrière avec votre navigateur : votre texte est encore là. Réessayez plus tard."
            ),
            "back": _came_from(request),
        }
        response = render(request, "design/refusal.html", context, status=503)
        response["Retry-After"] = str(read_only.RETRY_SECONDS)
        # Meant, and no failure: Django does not write it down as one.
        setattr(response, "_has_been_logged", True)
        return response


def _only_looks(request: HttpRequest, look: looking.Looking) -> HttpResponse:
    """Nothing is done in the name of a person whose eyes one borrows."""
    from frenchimpact.core.pages import render

    context = {
        "title": _("Vous regardez, sans rien changer"),
        "message": _("Rien n’a été enregistré : vous voyez le site comme %(person)s. Revenez à votre compte pour agir en votre nom.")
        % {"person": look.person},
        "back": _came_from(request),
    }
    return render(request, "design/refusal.html", context, status=403)


class RefuseDamagedInput:
    """A null character can reach no table: the page of a damaged request says so instead of failing later; unknown methods do nothing."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("null character")
        known = MACHINE_METHODS if request.path.startswith(MACHINE_ADDRESSES) else PAGE_METHODS
        if request.method not in known:
            return HttpResponseNotAllowed(known)
        return self.handler(request)


class HostCookies:
    """Under https, cookies bear the prefix that browsers keep to this very host: a neighbour cannot write ours (RFC 6265bis, 4.1.3.2)."""

    PREFIX = "__Host-"

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        ours = {name.removeprefix(self.PREFIX): value for name, value in request.COOKIES.items() if name.startswith(self.PREFIX)}
        request.COOKIES = ours
        response = self.handler(request)
        for name in list(response.cookies):
            cookie = response.cookies.pop(name)
            cookie.set(self.PREFIX + name, cookie.value, cookie.coded_value)
            cookie["secure"], cookie["path"], cookie["domain"] = True, "/", ""
            dict.__setitem__(response.cookies, self.PREFIX + name, cookie)
        return response


class ExplainRefusals:
    """A refusal that no view caught becomes a page that says what is wrong and what to do; « too often » always says until when."""

    UNKNOWN_SECONDS = 60

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        LATER.set(0)
        response = self.handler(request)
        if response.status_code == 429 and not response.has_header("Retry-After"):
            response["Retry-After"] = str(LATER.get() or self.UNKNOWN_SECONDS)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Turn our own exceptions into pages; leave the rest to Django."""
        from frenchimpact.core.doors import ProofNeeded, SignInNeeded
        from frenchimpact.core.errors import Refusal
        from frenchimpact.core.pages import render

        if isinstance(error, PermissionDenied):
            logs.note("door_refused", route=logs.route_of(request), person=request.user.pk)
        if isinstance(error, SignInNeeded):
            from frenchimpact.core.resume import ask_to_sign_in

            return ask_to_sign_in(request, error)
        if isinstance(error, ProofNeeded):
            from frenchimpact.core.resume import ask_to_prove

            return ask_to_prove(request)
        if isinstance(error, Refusal):
            return render(request, "design/refusal.html", {"message": error.message, "back": _came_from(request)}, status=error.status)
        return None


def _came_from(request: HttpRequest) -> str | None:
    """The page of ours that held the refused form: there it can be corrected."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return page if page and is_ours and page != request.build_absolute_uri() else None
