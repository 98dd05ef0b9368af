"""How the desk goes (HA07)."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from frenchimpact.barriers import rules
from frenchimpact.barriers.queries.delays import delays
from frenchimpact.barriers.queries.routing import hackers
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render


@require_safe
@door(rules.is_of_desk)
def desk_delays(request: HttpRequest) -> HttpResponse:
    """Delays observed, causes of pauses, load, silences: each with its number."""
    return render(request, "barriers/delays.html", {**delays(), "hackers": list(hackers())})
