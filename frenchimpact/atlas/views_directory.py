"""Lists for everyone: the directory of organisations, the projects. One address per selection, with or without scripts."""

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import conditional_page, require_safe

from frenchimpact.atlas import lists
from frenchimpact.atlas.asked import Asked, read
from frenchimpact.atlas.cards import prefix
from frenchimpact.atlas.exports import export
from frenchimpact.atlas.listing import Listing
from frenchimpact.atlas.places import LEVELS
from frenchimpact.atlas.typed_place import is_sent
from frenchimpact.core.doors import open_door
from frenchimpact.core.misses import missed
from frenchimpact.core.pages import render


@open_door
@conditional_page
def directory(request: HttpRequest) -> HttpResponseBase:
    """Who acts, and where."""
    is_projects = "projet" in request.GET.getlist("type")
    return _page(request, read(lists.PROJECTS_IN_DIRECTORY if is_projects else lists.ORGANISATIONS, request.GET))


@open_door
@conditional_page
def projects(request: HttpRequest) -> HttpResponseBase:
    """Published projects."""
    return _page(request, read(lists.PROJECTS, request.GET))


@open_door
@require_safe
def structures(request: HttpRequest) -> HttpResponseBase:
    """The address of a sheet cut short by hand: the directory is what one looks for."""
    query = request.META.get("QUERY_STRING", "")
    return redirect(reverse("atlas:directory") + (f"?{query}" if query else ""))


def _page(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    if asked.format:
        return export(request, asked, Listing(asked, limit=1).wish)
    if is_sent(request.GET) and asked.typed_place is None:
        # The form was sent: the address to keep names the place by its code.
        return redirect(prefix() + asked.list.path + asked.query())
    listing = Listing(asked)
    if not listing.results.total:
        _say_missed(listing.asked)
    response = render(request, "atlas/list.html", {"listing": listing, "asked": listing.asked}, part="results")
    patch_vary_headers(response, ["HX-Request"])
    return response


def _say_missed(asked: Asked) -> None:
    """One theme in one place found nothing: it counts, without the words nor the person."""
    themes, places = asked.codes("theme"), [(level, code) for level in LEVELS for code in asked.codes(level)]
    if len(themes) == len(places) == 1:
        missed("annuaire" if asked.list.path == lists.ORGANISATIONS.path else "projets", theme=themes[0], place=":".join(places[0]))
