"""The frame of a territory's space: its header and tabs, and the list of one's territories."""

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Incomplete, Refusal, Text
from frenchimpact.core.pages import render
from frenchimpact.journal.queries import entries_for, lines
from frenchimpact.territories import queries, rules
from frenchimpact.territories.models import Territory
from frenchimpact.territories.queries.dashboard import dashboard, page
from frenchimpact.territories.sentences import plan_words

TABS: list[tuple[str, Callable[[], Text]]] = [
    ("territory_space", lambda: _("Tableau de bord")),
    ("challenges", lambda: _("Défis")),
    ("plan", lambda: _("Plan d’action")),
    ("indicators", lambda: _("Indicateurs")),
    ("commitments", lambda: _("Promesses")),
    ("collective", lambda: _("Collectif")),
    ("meetings", lambda: _("Réunions")),
    ("reviews", lambda: _("Bilans")),
    ("support", lambda: _("Soutien")),
]


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def explain(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal where the person reads it: at its fields, or on top."""
    placed = False
    if isinstance(refusal, Incomplete):
        for name, words in refusal.missing.items():
            if name in form.fields:
                form.add_error(name, str(words))
                placed = True
    if not placed:
        form.add_error(None, str(refusal.message))


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


def _tabs(territory: Territory, current: str) -> list[tuple[Text, str, bool, None]]:
    found: list[tuple[Text, str, bool, None]] = []
    for name, words in TABS:
        try:
            found.append((words(), reverse(f"territories:{name}", args=[territory.reference]), name == current, None))
        except NoReverseMatch:
            continue
    return found


def space_page(
    request: HttpRequest, territory: Territory, template: str, context: Mapping[str, Any], *, tab: str, status: int = 200
) -> HttpResponse:
    """One page of the space, under its tab."""
    everything = {
        "territory": territory,
        "tabs": _tabs(territory, tab),
        "label": queries.label_of(territory),
        "can_run": rules.can_run(request.user, territory),
        **context,
    }
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
