"""What the projects of a portfolio change, for the organisation that carries, funds or supports them."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.impact import queries
from frenchimpact.impact.views.figures import SHOWN, asked_year
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.queries import find_organisation
from frenchimpact.organisations.rules import can_read_team


@require_safe
@door(can_read_team, find=find_organisation)
def portfolio(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """The figures of one of its portfolios, the largest unless another is asked."""
    every = queries.portfolios_of(organisation)
    asked = request.GET.get("projets", "")
    chosen = next((one for one in every if one[0].code == asked), next(iter(every), None))
    found = queries.figures_of_year(queries.portfolio(chosen[1]), asked_year(request)) if chosen else None
    here = reverse("impact:portfolio", args=[organisation.slug])
    tabs = [(source.words(), f"{here}?projets={source.code}", source is chosen[0], len(keys)) for source, keys in every] if chosen else []
    context = {"organisation": organisation, "tabs": tabs, "chosen": chosen, "found": found, "here": here, **SHOWN}
    return render(request, "impact/portfolio.html", context)
