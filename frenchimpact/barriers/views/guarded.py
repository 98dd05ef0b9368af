"""Forms whose words are read by others: names are refused with the words, and one press takes them out."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import HttpRequest

from frenchimpact.barriers.actions.names import NamesLeft, masked
from frenchimpact.barriers.models import Case


def given(request: HttpRequest, fields: Iterable[str], cases: Iterable[Case]) -> tuple[Any, bool]:
    """What was sent, and whether it is only to be shown again, its names hidden. None when nothing was sent."""
    if request.method != "POST":
        return None, False
    if "masquer_noms" in request.POST:
        return masked(request.POST, fields, cases), True
    return request.POST, False


def kept_in(request: HttpRequest) -> list[str]:
    """What somebody said is no name."""
    return [one[:200] for one in request.POST.getlist("garder_noms")[:50]]


def mark(form: forms.Form, request: HttpRequest, refusal: Exception | None = None) -> None:
    """Let the form offer to hide what was found, and remember what was kept."""
    marked: Any = form
    marked.names_kept = kept_in(request)
    marked.names_left = refusal.found if isinstance(refusal, NamesLeft) else []
