"""Writing the trail, and handling a form once."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from frenchimpact.core import clock
from frenchimpact.core.facts import Fact
from frenchimpact.journal.models import Entry, Once

KEEP_KEYS_FOR = dt.timedelta(days=7)


def record(fact: Fact, by: Any) -> Entry:
    """Write one entry, inside the transaction of the change that it tells."""
    return Entry.objects.create(
        by=by if by is not None and by.pk else None,
        acting_as=str(getattr(by, "acting_as", ""))[:200],
        # The room, then the name: which file of the room tells it may change.
        fact=f"{type(fact).__module__.split('.')[1]}.{type(fact).__name__}",
        fields=dataclasses.asdict(fact),
        subject_model=fact.subject_model,
        subject_id=fact.subject_id,
    )


def once[**P](view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """Handle a form once: sent again (double click, reload, back button), it leads to the same result.

    The form carries `{{ ui.once() }}`. A second sending that arrives meanwhile waits for the first.
    A form that was refused may be sent again, mended.
    """

    @wraps(view)
    def handled(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request = next(arg for arg in args if isinstance(arg, HttpRequest))
        key = _key_of(request)
        if key is None:
            return view(*args, **kwargs)
        with transaction.atomic():
            # Waits here while the same key is being handled in another transaction.
            if not _is_first(key):
                return _same_result(request, Once.objects.get(pk=key))
            response = view(*args, **kwargs)
            result = _result_of(request, response)
            if result is None:
                Once.objects.filter(pk=key).delete()
            else:
                Once.objects.filter(pk=key).update(result_url=result)
            return response

    return handled


def _key_of(request: HttpRequest) -> uuid.UUID | None:
    if request.method != "POST":
        return None
    try:
        return uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return None


def _is_first(key: uuid.UUID) -> bool:
    try:
        with transaction.atomic():
            Once.objects.create(key=key)
    except IntegrityError:
        return False
    return True


def _result_of(request: HttpRequest, response: HttpResponseBase) -> str | None:
    """Where the result is; None when the form was refused."""
    for header in ("HX-Redirect", "Location"):
        if response.has_header(header):
            return response[header][:2000]
    htmx = getattr(request, "htmx", None)
    if htmx and response.status_code in {200, 204}:
        return (htmx.current_url_abs_path or request.path)[:2000]
    return None


def _same_result(request: HttpRequest, handled: Once) -> HttpResponse:
    if getattr(request, "htmx", None):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = handled.result_url
        return response
    return redirect(handled.result_url)


@transaction.atomic
def forget_old_keys() -> int:
    """Forget the forms of last week. Gives how many."""
    return Once.objects.filter(at__lt=clock.now() - KEEP_KEYS_FOR).delete()[0]
