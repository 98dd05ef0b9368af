"""The frame of the plan's pages in a project's space, and a page that asks one thing there."""

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal, Stale, Text
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.core.quantities import euros
from frenchimpact.design.words import day
from frenchimpact.financing import rules
from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import space_frame

TAB = "financing:plan"
PARTS: list[tuple[str, Callable[[], Text]]] = [
    ("plan", lambda: _("Plan")),
    ("plan_needs", lambda: _("Besoins et coûts")),
    ("plan_cash", lambda: _("Trésorerie")),
    ("plan_sharing", lambda: _("Partage")),
]


def person(request: HttpRequest) -> User:
    """Who is signed in: the doors have seen to it."""
    return cast(User, request.user)


def key_in(text: str) -> int:
    """A number that a form sent; 0 for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def plan_page(
    request: HttpRequest, project: Project, template: str, context: Mapping[str, Any], *, part: str = "plan", status: int = 200
) -> HttpResponse:
    """One page of the plan, under its part."""
    everything = {
        **space_frame(request.user, project, TAB),
        "can_write": rules.can_write_plan(request.user, project),
        "can_open_register": project.organisation is not None and rules.can_read_register(request.user, project.organisation),
        "parts": [(words(), reverse(f"financing:{name}", args=[project.reference]), name == part, None) for name, words in PARTS],
        **context,
    }
    return render(request, f"financing/{template}.html", everything, status=status)


def shown_value(form: forms.Form, name: str, value: Any) -> str:
    """A value as a conflict tells it: the words of a choice, euros, a day."""
    field = form.fields[name]
    if value is None or value == "":
        return "–"
    if isinstance(field, forms.ChoiceField):
        return str(dict(cast(Any, field.choices)).get(value, value))
    if isinstance(value, Decimal):
        return euros(value)
    return day(value) if isinstance(value, dt.date) else str(value)


def conflicts_of(form: forms.Form, stale: Stale | None) -> list[tuple[str, str, str, str]]:
    """Who wrote, the field, what is typed here, what they wrote."""
    if stale is None:
        return []
    mine, theirs = cast(dict[str, Any], stale.mine), cast(dict[str, Any], stale.theirs)
    return [
        (stale.by, str(form.fields[name].label), shown_value(form, name, mine[name]), shown_value(form, name, value))
        for name, value in theirs.items()
        if name in form.fields
    ]


def ask(
    request: HttpRequest,
    project: Project,
    form: forms.Form,
    act: Callable[[dict[str, Any], int], object],
    *,
    done: Text,
    back: str,
    seen: int = 0,
    part: str = "plan",
    **page: Any,
) -> HttpResponseBase:
    """Ask for one thing, do it with what was given, and go back; what is refused, or in conflict, comes back with why.

    `act(values, version shown)`; `seen` is the version of what is changed, 0 for something new.
    """
    stale: Stale | None = None
    if request.method == "POST" and form.is_valid():
        try:
            act(cast(Any, form).values() if hasattr(form, "values") else form.cleaned_data, key_in(request.POST.get("version", "")))
        except Stale as refusal:
            stale, seen = refusal, refusal.version
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, str(done))
            return redirect(back)
    elif request.method == "POST":
        seen = key_in(request.POST.get("version", ""))
    context = {
        "form": form,
        "back": back,
        "version": seen,
        "conflicts": conflicts_of(form, stale),
        "text": "",
        "danger": False,
    }
    template = page.pop("template", "asking")
    return plan_page(request, project, template, {**context, **page}, part=part, status=409 if stale else 422 if form.errors else 200)
