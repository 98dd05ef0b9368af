"""What the pages of programmes and tools share."""

from collections.abc import Callable, Iterable
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.feeds import atom_text
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.resources import lists
from frenchimpact.resources.models import Sheet


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def carried_out(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the form was right and what it asks was done; what is refused is put where the person reads it."""
    if not form.is_valid():
        return False
    try:
        act()
    except Refusal as refusal:
        explain(form, refusal)
        return False
    return True


def atom(rows: Iterable[Sheet], view: str, title: str, path: str) -> HttpResponseBase:
    """A list as something to follow."""
    entries = [
        {
            "nom": one.title,
            "adresse_fiche": settings.BASE_URL + reverse(view, args=[one.slug]),
            "date": (one.published_at or one.created_at).date().isoformat(),
            "description": one.summary,
            "themes": one.themes,
        }
        for one in rows
    ]
    lines = atom_text(entries, title=title, address=settings.BASE_URL + path, ways={}, language=get_language() or "fr")
    return StreamingHttpResponse(lines, content_type=lists.FORMATS["atom"])


def file_of(kind: str, cells: Any, columns: tuple[str, ...], name: str) -> HttpResponseBase:
    """A list as a file."""
    lines = csv_text(cells, columns=columns) if kind == "csv" else json_text(cells)
    response = StreamingHttpResponse(lines, content_type=lists.FORMATS[kind])
    if kind == "csv":
        response["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.csv"'
    return response
