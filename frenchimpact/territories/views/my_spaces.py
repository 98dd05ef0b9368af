"""The list of one's territories."""

from django.http import HttpRequest, HttpResponse

from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.territories import queries
from frenchimpact.territories.views.pages import page_of


@door()
def territory_spaces(request: HttpRequest) -> HttpResponse:
    """The territories whose space one enters."""
    return render(request, "territories/spaces.html", {"page": page_of(request, queries.spaces_for(request.user))})
