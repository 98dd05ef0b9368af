"""The frame of a territory's space: its header and tabs, and the list of one's territories."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.journal.queries import entries_for, lines
from frenchimpact.territories import queries
from frenchimpact.territories.models import Territory
from frenchimpact.territories.queries.dashboard import dashboard, page
from frenchimpact.territories.sentences import plan_words


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


def space_page(
    request: HttpRequest, territory: Territory, template: str, context: Mapping[str, Any], *, tab: str, status: int = 200
) -> HttpResponse:
    """One page of the space, under its tab."""
    everything = {**queries.space_frame(request.user, territory, f"territories:{tab}"), **context}
    return render(request, f"territories/{template}.html", everything, status=status)


@door(find=queries.find_space)
def territory_space(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The dashboard (TE01)."""
    read = dashboard(territory)
    context = {
        "read": read,
        "plan_words": plan_words,
        "moments": lines(entries_for(territory)[:8]),
        "sheet": page(territory, "steering_pdf", "reviews"),
        "meetings": page(territory, "meetings"),
    }
    return space_page(request, territory, "space_home", context, tab="territory_space")
