"""What the programme reads before it is public, and what it withdraws or brings back."""

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
from frenchimpact.solutions.actions.solutions import move_solution
from frenchimpact.solutions.forms.solutions import ReasonForm
from frenchimpact.solutions.models import Solution
from frenchimpact.solutions.queries import solutions as reads
from frenchimpact.solutions.queries.results import results_of
from frenchimpact.solutions.views.frame import carried_out, person, say

_WITH_REASON = ("send_back", "withdraw")


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
    """One solution: made public, sent back with what to change, withdrawn, brought back."""
    verb = request.POST.get("do", "")
    form = ReasonForm(request.POST if verb in _WITH_REASON else None, label_suffix="")
    refusal, status = "", 200
    if request.method == "POST":
        words = {
            "publish": _("La solution est publique."),
            "send_back": _("La solution est renvoyée : l’équipe lit ce qu’il faut changer."),
            "withdraw": _("La solution est retirée : l’équipe et ceux qui la reprennent lisent pourquoi."),
            "bring_back": _("La solution est de nouveau publique."),
        }
        if verb in _WITH_REASON:
            if carried_out(form, lambda: move_solution(solution=solution, verb=verb, by=person(request), **form.cleaned_data)):
                return _done(request, words[verb])
            status = 422
        else:
            try:
                if verb not in words:
                    raise Refusal(_("Choisissez une action."))
                move_solution(solution=solution, verb=verb, by=person(request))
            except Refusal as refused:
                refusal, status = str(refused.message), refused.status
            else:
                return _done(request, words[verb])
    context = {
        "solution": solution,
        "kit": reads.kit_of(solution, is_draft=solution.state not in rules.KNOWN),
        "results": results_of(solution, []),
        "can": {one: Solution.FLOW.can(one, solution.state) for one in ("publish", "send_back", "withdraw", "bring_back")},
        "form": form,
        "refusal": refusal,
        "say": say(),
    }
    return render(request, "solutions/solution_review.html", context, status=status)


def _done(request: HttpRequest, words: str) -> HttpResponseBase:
    messages.success(request, words)
    return redirect("solutions:solution_queue")
