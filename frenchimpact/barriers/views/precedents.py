"""A published answer, and what anyone does with it."""

from django.http import HttpRequest, HttpResponse

from frenchimpact.barriers.models import Precedent
from frenchimpact.barriers.queries.precedents import find_precedent
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render


def anyone(_user: object, _precedent: Precedent) -> bool:
    """Who sees an answer may read it."""
    return True


@door(anyone, find=find_precedent, visitors=True)
def precedent(request: HttpRequest, found: Precedent) -> HttpResponse:
    """What was asked, what was answered, by whom, and whether it still holds."""
    return render(request, "barriers/precedent.html", {"one": found})
