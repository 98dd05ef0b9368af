"""When the demonstration is open: never by accident."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase

from frenchimpact.core.checks import is_local
from frenchimpact.core.doors import View, open_door


def is_demo_open() -> bool:
    """Only in demonstration mode, and only on this machine unless the instance says that it is a public demonstration."""
    if not settings.DEMO_MODE:
        return False
    return settings.DEMO_PUBLIC or is_local(urlsplit(settings.BASE_URL).hostname or "")


def has_nothing_to_prove(person: Any) -> bool:
    """One of the demonstration's people, while it is open: whoever came in by their card has no mailbox of theirs."""
    return is_demo_open() and bool(getattr(person, "is_demo", False))


def demo_door(view: Callable[..., HttpResponseBase]) -> View:
    """A page of the demonstration: everywhere else it does not exist."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_demo_open():
            raise Http404
        return view(request, *args, **kwargs)

    return open_door(guarded)
