"""The results of a call, for everyone."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from frenchimpact.calls.models import Call
from frenchimpact.calls.queries import find_call
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.reviews import queries


@require_safe
@door(find=find_call, visitors=True)
def results(request: HttpRequest, call: Call) -> HttpResponse:
    """Who was selected in each wave, out of how many, on what."""
    return render(request, "reviews/results.html", {"call": call, "waves": queries.results_of(call)})
