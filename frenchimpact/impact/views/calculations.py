"""The calculations that a project keeps."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.impact import queries, rules
from frenchimpact.impact.actions.calculations import remove_calculation
from frenchimpact.impact.models import KeptCalculation
from frenchimpact.impact.views.space import impact_frame, person
from frenchimpact.projects.models import Project


@require_safe
@door(rules.can_read_change, find=queries.find_space)
def calculations(request: HttpRequest, project: Project) -> HttpResponse:
    """Each with its results, its range, and the way to open it again as it was."""
    kept = project.calculations.filter(removed_at=None).select_related("method_version__method", "by")
    context = {"kept": list(kept), "can_write": rules.can_write_change(request.user, project)}
    return render(request, "impact/calculations.html", {**impact_frame(request, project, "impact:calculations"), **context})


def _find(user: Any, reference: str, pk: int) -> KeptCalculation:
    project = queries.find_space(user, reference)
    found = project.calculations.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.project = project
    return found


@require_POST
@door(lambda user, found: rules.can_write_change(user, found.project), find=_find)
def calculation_remove(request: HttpRequest, found: KeptCalculation) -> HttpResponse:
    """It is no longer listed."""
    remove_calculation(calculation=found, by=person(request))
    messages.success(request, _("Le calcul est retiré. Les valeurs déclarées à partir de lui restent."))
    return redirect("impact:calculations", found.project.reference)
