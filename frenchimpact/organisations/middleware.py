"""As whom the person acts, known to pages and to the journal, and worked out only when one of them asks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import SimpleLazyObject, lazystr

from frenchimpact.organisations.hats import hat_worn


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
