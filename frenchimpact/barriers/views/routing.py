"""Who follows a case: chosen with reasons, accepted or declined by a page, handed over."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.barriers import rules
from frenchimpact.barriers.actions import routing as actions
from frenchimpact.barriers.forms.desk import DeclineForm, HandOverForm, TieForm
from frenchimpact.barriers.messages.routing import ANSWER
from frenchimpact.barriers.models import Assigned, Case
from frenchimpact.barriers.queries import routing as queries
from frenchimpact.barriers.queries.cases import find_case_of_desk
from frenchimpact.barriers.queries.minimum import asks_for, minimum_of
from frenchimpact.barriers.views.queue import person
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import OutOfTurn, Refusal, Text
from frenchimpact.core.explained import explain
from frenchimpact.core.links import read_key
from frenchimpact.core.pages import render
from frenchimpact.core.text import whole
from frenchimpact.journal.actions import once

Role = Assigned.Role


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_route_case, find=find_case_of_desk)
@once
def case_route(request: HttpRequest, case: Case) -> HttpResponseBase:
    """Every hacker beside the case, those who fit best first, with why; those who cannot, with why not."""
    trouble: Text = ""
    if request.method == "POST":
        role = Role.SECOND if request.POST.get("role") == Role.SECOND else Role.FIRST
        chosen = next((one for one in queries.candidates(case) if str(one.user.pk) == request.POST.get("hacker", "")), None)
        if chosen is None:
            raise Http404
        try:
            actions.propose(case=case, user=chosen.user, by=person(request), role=role, reasons=chosen.reasons)
        except Refusal as refusal:
            trouble = refusal.message
        else:
            messages.success(request, _("%(name)s reçoit la proposition, et a trois jours ouvrés pour répondre.") % {"name": chosen.user})
            return redirect("barriers:case", case.reference)
    running = queries.running_of(case)
    first = next((one for one in running if one.role == Role.FIRST), None)
    context = {
        "case": case,
        "rows": queries.candidates(case),
        "running": running,
        "first": first,
        "role": Role.SECOND if first is not None and first.state == Assigned.State.ACCEPTED else Role.FIRST,
        "past": list(case.assigned.exclude(state__in=("proposed", "accepted")).select_related("user")[:20]),
        "trouble": trouble,
        "is_open": case.state in Case.OPEN,
    }
    return render(request, "barriers/case_route.html", context, status=409 if trouble else 200)


def _find_running(user: Any, reference: str, number: int) -> Assigned:
    case = find_case_of_desk(user, reference)
    found = Assigned.objects.filter(case=case, pk=number, state__in=("proposed", "accepted")).select_related("user").first()
    if found is None:
        raise Http404
    found.case = case
    return found


def _can_hand_over(user: Any, assigned: Assigned) -> bool:
    return rules.can_route_case(user, assigned.case) or (assigned.user_id == user.pk and rules.can_run_case(user, assigned.case))


@require_http_methods(["GET", "HEAD", "POST"])
@door(_can_hand_over, find=_find_running)
@once
def case_hand_over(request: HttpRequest, assigned: Assigned) -> HttpResponseBase:
    """Pass a case on, with what the next person must know."""
    case = assigned.case
    people = [one.user for one in queries.candidates(case) if not one.hindrance]
    form = HandOverForm(request.POST or None, people=people, label_suffix="")
    if request.method == "POST" and form.is_valid():
        to = next((one for one in people if one.pk == whole(form.cleaned_data["to"])), None)
        try:
            actions.hand_over(assigned=assigned, by=person(request), handover=form.cleaned_data["handover"], to=to)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("La main est passée. Votre note est dans l’histoire du cas."))
            still = rules.can_read_case(request.user, case)
            return redirect("barriers:case", case.reference) if still else redirect("barriers:queue")
    context = {"case": case, "assigned": assigned, "form": form}
    return render(request, "barriers/case_hand_over.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@open_door
@once
def proposal(request: HttpRequest, key: str) -> HttpResponse:
    """The link of a proposal: who holds it is who was asked. A mail gateway that opens it does nothing: two buttons do."""
    parts = read_key(ANSWER, key)
    asked = (
        Assigned.objects.select_related(
            "case__place__department", "case__barrier", "case__organisation", "case__project__organisation", "user"
        )
        .filter(pk=parts[0])
        .first()
        if parts
        else None
    )
    if asked is None:
        return render(request, "barriers/proposal_gone.html", {"asked": None}, status=410)
    return _answer(request, asked)


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_answer_proposal, find=_find_running)
@once
def case_proposal(request: HttpRequest, assigned: Assigned) -> HttpResponse:
    """The same, signed in."""
    return _answer(request, assigned)


def _answer(request: HttpRequest, asked: Assigned) -> HttpResponse:
    if asked.state != Assigned.State.PROPOSED:
        return render(request, "barriers/proposal_gone.html", {"asked": asked}, status=409 if request.method == "POST" else 200)
    says_no = request.method == "POST" and request.POST.get("act") == "decline"
    tie = TieForm(request.POST if request.method == "POST" and not says_no else None, label_suffix="")
    reason = DeclineForm(request.POST if says_no else None, label_suffix="")
    form = reason if says_no else tie
    if request.method == "POST" and form.is_valid():
        try:
            if says_no:
                asked = actions.decline(assigned=asked, by=asked.user, reason=form.cleaned_data["reason"])
            else:
                asked = actions.accept(assigned=asked, by=asked.user, ties=form.cleaned_data["ties"])
        except OutOfTurn:
            asked.refresh_from_db()
        except Refusal as refusal:
            explain(form, refusal)
        if not form.errors:
            return render(request, "barriers/proposal_gone.html", {"asked": asked})
    case = asked.case
    context = {"asked": asked, "case": case, "minimum": minimum_of(case), "asks": asks_for(case), "tie": tie, "reason": reason}
    return render(request, "barriers/proposal.html", context, status=422 if form.errors else 200)
