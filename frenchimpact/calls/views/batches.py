"""The same thing done to several files of the operators' table: those that could not are told, the others are done."""

import datetime as dt
from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, queries, rules
from frenchimpact.calls.forms_desk import CorrectionForm
from frenchimpact.calls.models import Application, Call
from frenchimpact.calls.views.desk import desk_page
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import operators

MOST_AT_ONCE = 200
# Refusals that are told one by one; how many more is told after them.
MOST_TOLD = 10
ASK, NAME = "ask", "name"
PLAIN: dict[str, Callable[..., object]] = {"take": actions.take_charge, "complete": actions.find_complete, "admit": actions.admit}


def _back(request: HttpRequest, call: Call) -> str:
    query = (request.POST or request.GET).get("back", "")[:500]
    return reverse("calls:instruction", args=[call.slug]) + (f"?{query}" if query else "")


def _wanted(request: HttpRequest, call: Call) -> list[Application]:
    """The files that were ticked. Raises Http404 for one that is not there."""
    references = list(dict.fromkeys((request.POST or request.GET).getlist("file")))[:MOST_AT_ONCE]
    if not all(map(str.isprintable, references)):
        raise Http404
    return [queries.find_instruction(request.user, call.slug, reference) for reference in references]


def _do(request: HttpRequest, files: list[Application], act: Callable[[Application], object]) -> None:
    """Do it to each file, and tell how many were done, and why the others were not."""
    done, refused = 0, []
    for application in files:
        try:
            if not rules.can_check(request.user, application):
                raise Refusal(_("vous êtes lié à ce candidat"))
            act(application)
        except Refusal as refusal:
            refused.append(f"{application.reference} : {refusal.message}")
        else:
            done += 1
    if done:
        messages.success(request, ngettext("%(count)s dossier traité.", "%(count)s dossiers traités.", done) % {"count": done})
    for words in refused[:MOST_TOLD]:
        messages.error(request, words)
    if more := len(refused) - MOST_TOLD if len(refused) > MOST_TOLD else 0:
        messages.error(request, ngettext("Et %(n)s autre dossier refusé.", "Et %(n)s autres dossiers refusés.", more) % {"n": more})


@require_POST
@once
@door(rules.can_manage_calls, find=queries.find_managed_call)
def instruction_batch(request: HttpRequest, call: Call) -> HttpResponse:
    """What the buttons above the table do."""
    back, files, act = _back(request, call), _wanted(request, call), request.POST.get("act", "")
    by = cast(User, request.user)
    if not files or act not in {*PLAIN, ASK, NAME}:
        messages.warning(request, _("Cochez des dossiers, puis choisissez une action."))
        return redirect(back)
    if act == ASK:
        query = urlencode([*(("file", one.reference) for one in files), ("back", request.POST.get("back", "")[:500])])
        return redirect(reverse("calls:batch_correction", args=[call.slug]) + f"?{query}")
    if act == NAME:
        pk = request.POST.get("officer", "")
        officer = operators().filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 18 else None
        if officer is None:
            messages.warning(request, _("Choisissez à qui affecter ces dossiers."))
            return redirect(back)
        _do(request, files, lambda one: actions.name_officer(application=one, officer=officer, by=by))
        return redirect(back)
    _do(request, files, lambda one: PLAIN[act](application=one, by=by))
    return redirect(back)


@require_http_methods(["GET", "POST"])
@once
@door(rules.can_manage_calls, find=queries.find_managed_call)
def batch_correction(request: HttpRequest, call: Call) -> HttpResponse:
    """Ask the same complement of several files: one message, one date, the questions that all of them were asked."""
    files = _wanted(request, call)
    if not files:
        messages.warning(request, _("Cochez des dossiers, puis choisissez une action."))
        return redirect(_back(request, call))
    initial = {"due_on": clock.today() + dt.timedelta(days=15)}
    form = CorrectionForm(files, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data, items = form.cleaned_data, form.items()
        by = cast(User, request.user)
        _do(
            request,
            files,
            lambda one: actions.ask_correction(application=one, message=data["message"], due_on=data["due_on"], items=items, by=by),
        )
        return redirect(_back(request, call))
    asks = Application.FLOW
    context = {
        "form": form,
        "files": files,
        "closed": [one for one in files if not asks.can("ask_correction", one.state)],
        "back": (request.POST or request.GET).get("back", "")[:500],
        "address": _back(request, call),
    }
    return desk_page(request, call, "batch_correction", context, status=422 if form.errors else 200, tab="instruction")
