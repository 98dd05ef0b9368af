"""Pages for everyone: home, search, directory."""

from django.http import HttpRequest, HttpResponse

from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render


@open_door
def home(request: HttpRequest) -> HttpResponse:
    """What exists for me, here, now."""
    return render(request, "atlas/home.html")
