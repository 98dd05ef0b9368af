"""The tab « Solutions » of a territory: what it takes up, and for each challenge what suits it, with the reasons."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.solutions.queries.adoptions import adoptions_in
from frenchimpact.solutions.queries.suited import for_challenges
from frenchimpact.solutions.views.frame import say
from frenchimpact.territories import queries as territories
from frenchimpact.territories.models import Territory
from frenchimpact.territories.rules import leads

TAB = "solutions:territory_solutions"


@require_safe
@door(find=territories.find_space)
def territory_solutions(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The solutions of a territory, in its space."""
    challenges = list(territory.challenges.order_by("number"))
    for one in challenges:
        one.territory = territory
    context: dict[str, Any] = {
        **territories.space_frame(request.user, territory, TAB),
        "adoptions": list(adoptions_in(territory)[:50]),
        "suited": for_challenges(territory, challenges),
        "may_adopt": leads(request.user, territory),
        "say": say(),
    }
    return render(request, "solutions/territory_solutions.html", context)
