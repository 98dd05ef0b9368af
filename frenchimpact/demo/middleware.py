"""The demonstration's clock, around each request."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponseBase

from frenchimpact.core import clock


class LiveAhead:
    """In demonstration mode every page lives at the demonstration's time. Elsewhere this is not even in the way."""

    def __init__(self, handler: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.DEMO_MODE:
            raise MiddlewareNotUsed
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with clock.running():
            return self.handler(request)
