"""The page that explains how to show a part of the site elsewhere, and writes the line to paste."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from frenchimpact.atlas.embedding import Embedding, kinds
from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render


@open_door
@require_safe
def embedding(request: HttpRequest) -> HttpResponse:
    """What is chosen stands in the address: it can be sent to who will paste it."""
    made = Embedding(request.GET, request.user)
    response = render(request, "atlas/embedding.html", {"made": made, "kinds": kinds()}, part="results")
    patch_vary_headers(response, ["HX-Request"])
    return response
