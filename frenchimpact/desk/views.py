"""The signed-in person's own space."""

from django.http import HttpRequest, HttpResponse

from frenchimpact.core.doors import door
from frenchimpact.core.pages import render


@door()
def home(request: HttpRequest) -> HttpResponse:
    """What is expected of me, what moved, what is mine."""
    return render(request, "desk/home.html")
