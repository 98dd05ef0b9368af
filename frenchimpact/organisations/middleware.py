"""As whom the person acts, known to pages and to the journal, and worked out only when one of them asks."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect
from django.utils.functional import SimpleLazyObject, lazystr

from frenchimpact.organisations.hats import hat_worn
from frenchimpact.organisations.queries import successor_of


class WearHat:
    """`request.hat`, and on the person `acting_as`, the words that the journal freezes."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            hat = SimpleLazyObject(lambda: hat_worn(request))
            setattr(request, "hat", hat)
            setattr(request.user, "acting_as", lazystr(hat))
        return self.handler(request)


class FollowMerges:
    """The address of a sheet that was merged leads to the one that took it in, on pages and in the API."""

    PATH = re.compile(r"^(/(?:en/)?structures/|/api/v1/organisations/)([-a-zA-Z0-9_]{1,80})(/?|/.*)$")

    def __init__(self, handler: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.handler(request)
        if response.status_code in {404, 410} and request.method in {"GET", "HEAD"} and (found := self.PATH.match(request.path)):
            successor = successor_of(found[2])
            if successor is not None:
                query = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
                return HttpResponsePermanentRedirect(f"{found[1]}{successor.slug}{found[3]}{query}")
        return response
