"""Costs told by strangers, read by the desk before they count."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.barriers import rules
from frenchimpact.barriers.actions.costs import judge_cost
from frenchimpact.barriers.models import SameSituation
from frenchimpact.barriers.queries.costs import find_cost, waiting_costs
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.organisations.rules import Anyone


def can_judge_cost(user: Anyone, _situation: SameSituation) -> bool:
    """The desk."""
    return rules.is_of_desk(user)


@require_safe
@door(rules.is_of_desk)
def costs(request: HttpRequest) -> HttpResponse:
    """Those that wait."""
    return render(request, "barriers/costs.html", {"rows": list(waiting_costs()[:100])})


@require_POST
@door(can_judge_cost, find=find_cost)
def cost_judge(request: HttpRequest, situation: SameSituation) -> HttpResponse:
    """Count it, or leave it out."""
    is_kept = request.POST.get("verbe") == "compter"
    judge_cost(situation=situation, is_kept=is_kept)
    messages.success(request, _("Ce coût est compté.") if is_kept else _("Ce coût n’est pas compté ; la personne l’est."))
    return redirect("barriers:costs")
