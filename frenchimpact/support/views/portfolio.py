"""The portfolio of a structure (OR03, OR04): what was asked, what is followed, one message to several teams, a file."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.listings import csv_file
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.support import rules
from frenchimpact.support.actions.batches import write_to_teams
from frenchimpact.support.forms import BatchForm
from frenchimpact.support.models import Support
from frenchimpact.support.queries.supports import Line, delays_of, portfolio
from frenchimpact.support.views.projects import person

State = Support.State
LIVE = ""
VIEWS = (LIVE, State.REQUESTED, State.ENDED, State.DECLINED, State.HANDED_OVER)


def _words(state: str) -> str:
    named: dict[str, str] = {
        LIVE: _("Projets accompagnés"),
        State.REQUESTED: _("Demandes reçues"),
        State.ENDED: _("Terminés"),
        State.DECLINED: _("Déclinées"),
        State.HANDED_OVER: _("Transmis"),
    }
    return named[state]


def _page(request: HttpRequest, state: str, form: BatchForm | None = None, status: int = 200) -> HttpResponse:
    here = reverse("support:portfolio")
    lines = portfolio(request.user, state)
    structures = list(rules.structures_of(request.user))
    context: dict[str, Any] = {
        "lines": lines,
        "state": state,
        "tabs": [(_words(one), f"{here}?etat={one}" if one else here, one == state, None) for one in VIEWS],
        "form": form or BatchForm(),
        "chosen": request.POST.getlist("projets"),
        "delays": [(one, delay) for one in structures if (delay := delays_of(structures).get(one.pk))],
        "can_write": state == LIVE and bool(lines),
    }
    return render(request, "support/portfolio.html", context, status=status)


@require_safe
@door(rules.is_portfolio_reader)
def portfolio_page(request: HttpRequest) -> HttpResponse:
    """Each project with what comes next, what is late first; `?format=csv` gives the file."""
    state = request.GET.get("etat", LIVE)
    state = state if state in VIEWS else LIVE
    if request.GET.get("format") == "csv":
        return _file(portfolio(request.user, state))
    return _page(request, state)


def _file(lines: list[Line]) -> HttpResponse:
    names = [
        _("Accompagnement"),
        _("Projet"),
        _("Structure"),
        _("État"),
        _("Dernier échange"),
        _("À faire"),
        _("Pour le"),
        _("Étapes faites"),
    ]
    rows = [
        (
            one.support.reference,
            one.support.project.name,
            one.support.structure.name,
            one.support.get_state_display(),
            one.support.last_contact_on,
            one.next_words,
            one.next_on,
            f"{one.steps_done}/{one.steps_count}",
        )
        for one in lines
    ]
    return csv_file([names, *rows], name="accompagnements")


@require_POST
@door(rules.is_portfolio_reader)
@once
def portfolio_message(request: HttpRequest) -> HttpResponseBase:
    """One message to the teams that are ticked, each alone."""
    form = BatchForm(request.POST)
    chosen = request.POST.getlist("projets")
    if form.is_valid() and not chosen:
        form.add_error(None, _("Cochez au moins un projet : personne n’est encore destinataire."))
    if not form.is_valid():
        return _page(request, LIVE, form, 422)
    count = write_to_teams(user=person(request), references=chosen, text=form.cleaned_data["text"], batch=uuid.uuid4())
    words = ngettext("Le message est parti à %(count)d équipe.", "Le message est parti à %(count)d équipes.", count) % {"count": count}
    messages.success(request, words)
    return redirect("support:portfolio")
