"""What a funder sees of the plans of projects in which it has a part: what their teams share, and nothing else."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.financing.models import FinancingPlan
from frenchimpact.financing.queries import shared as reads


@require_safe
@door()
def shared_plans(request: HttpRequest) -> HttpResponse:
    """The plans of which the person sees a part."""
    return render(request, "financing/shared_plans.html", {"plans": reads.shared_with(request.user)})


@require_safe
@door(find=reads.find_shared)
def shared_plan(request: HttpRequest, plan: FinancingPlan) -> HttpResponse:
    """The funder's own lines; the totals, or the whole plan, when the team says so. Never the cash."""
    return render(request, "financing/shared_plan.html", {"plan": plan, "seen": reads.seen_by(request.user, plan)})
