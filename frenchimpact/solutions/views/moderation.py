"""What the programme reads before it is public, and what it withdraws or brings back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.solutions import rules
from frenchimpact.solutions.actions import solutions as actions
from frenchimpact.solutions.costs import written_costs
from frenchimpact.solutions.forms.solutions import ReasonForm, sheet_changes
from frenchimpact.solutions.models import Solution
from frenchimpact.solutions.queries import solutions as reads
from frenchimpact.solutions.queries.results import results_of
from frenchimpact.solutions.views.frame import carried_out, person, say

_WITH_REASON = ("send_back", "withdraw", "send_version_back")


@require_safe
@door(rules.can_moderate)
def solution_queue(request: HttpRequest) -> HttpResponse:
    """Those to read, then those that everyone may read."""
    context = {"rows": list(reads.waiting_solutions()[:100]), "kept": list(reads.kept_solutions()[:100]), "say": say()}
    return render(request, "solutions/solution_queue.html", context)


@require_http_methods(["GET", "POST"])
@door(rules.can_moderate, find=reads.find_read_solution)
@once
def solution_review(request: HttpRequest, solution: Solution) -> HttpResponseBase:
    """One solution, or its next version: made public, sent back with what to change; withdrawn, brought back."""
    verb = request.POST.get("do", "")
    form = ReasonForm(request.POST if verb in _WITH_REASON else None, label_suffix="")
    refusal, status = "", 200
    if request.method == "POST":
        words = _words()
        if verb in _WITH_REASON:
            if carried_out(form, lambda: _move(solution, verb, request, **form.cleaned_data)):
                return _done(request, words[verb])
            status = 422
        else:
            try:
                if verb not in words:
                    raise Refusal(_("Choisissez une action."))
                _move(solution, verb, request)
            except Refusal as refused:
                refusal, status = str(refused.message), refused.status
            else:
                return _done(request, words[verb])
    return render(request, "solutions/solution_review.html", _review(solution, form, refusal), status=status)


def _words() -> dict[str, str]:
    return {
        "publish": _("La solution est publique."),
        "send_back": _("La solution est renvoyée : l’équipe lit ce qu’il faut changer."),
        "withdraw": _("La solution est retirée : l’équipe et ceux qui la reprennent lisent pourquoi."),
        "bring_back": _("La solution est de nouveau publique."),
        "publish_version": _("La nouvelle version est publique. Ceux qui ont repris la précédente gardent la leur, et sont prévenus."),
        "send_version_back": _("La version est renvoyée : l’équipe lit ce qu’il faut changer, et celle d’avant reste publique."),
    }


def _move(solution: Solution, verb: str, request: HttpRequest, **given: str) -> None:
    by = person(request)
    if verb == "publish_version":
        actions.publish_version(solution=solution, by=by)
    elif verb == "send_version_back":
        actions.send_version_back(solution=solution, by=by, **given)
    else:
        actions.move_solution(solution=solution, verb=verb, by=by, **given)


def _review(solution: Solution, form: ReasonForm, refusal: str) -> dict[str, Any]:
    last = reads.kit_of(solution, is_draft=True)
    version = last if last and last.submitted_at and last.published_at is None and solution.state == Solution.State.PUBLISHED else None
    kit = version or reads.kit_of(solution, is_draft=solution.state not in rules.KNOWN)
    return {
        "solution": solution,
        "version": version,
        "sheet_changes": sheet_changes(solution, version) if version else [],
        "kit": kit,
        "costs": written_costs(kit.costs) if kit else "",
        "results": results_of(solution, []),
        "can": {one: Solution.FLOW.can(one, solution.state) for one in ("publish", "send_back", "withdraw", "bring_back")},
        "form": form,
        "refusal": refusal,
        "say": say(),
    }


def _done(request: HttpRequest, words: str) -> HttpResponseBase:
    messages.success(request, words)
    return redirect("solutions:solution_queue")
