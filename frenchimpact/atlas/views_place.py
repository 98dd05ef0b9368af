"""A place and what exists there: one address to give for a commune, an intermunicipality, a department or a region."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import conditional_page

from frenchimpact.atlas.place_page import PlacePage, read_radius
from frenchimpact.atlas.places import PARAMETER, place_url
from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import find_place


@open_door
@conditional_page
def place(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """What exists there. A commune of before a merger leads to the one of today."""
    found = find_place(f"{level}:{code.upper()}")
    if found.level not in PARAMETER:
        raise Http404
    if found.code != code:
        return redirect(place_url(found), permanent=True)
    page = PlacePage(found, read_radius(request.GET.get("rayon", "")))
    return render(request, "atlas/place.html", {"page": page, "place": found, "levels": Place.Level})
