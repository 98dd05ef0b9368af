"""Search over everything, and what is proposed while one types."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import patch_vary_headers

from frenchimpact.atlas import lists
from frenchimpact.atlas.asked import read
from frenchimpact.atlas.direct import direct
from frenchimpact.atlas.exports import export
from frenchimpact.atlas.listing import Listing
from frenchimpact.atlas.suggestions import suggestions
from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.core.text import clean_line


@open_door
def search(request: HttpRequest) -> HttpResponseBase:
    """One box over everything."""
    asked = read(lists.EVERYTHING, request.GET)
    if asked.format:
        return export(asked, Listing(asked, limit=1).wish)
    listing = Listing(asked)
    context = {"listing": listing, "asked": listing.asked, "direct": direct(asked.text) if asked.text else []}
    response = render(request, "atlas/search.html", context, part="results")
    patch_vary_headers(response, ["HX-Request"])
    return response


@open_door
def search_suggestions(request: HttpRequest) -> HttpResponse:
    """Lines for under a search box: HTML, or JSON when it is asked."""
    lines = suggestions(clean_line(request.GET.get("q", ""))[:120])
    if request.GET.get("format") == "json":
        response: HttpResponse = JsonResponse({"results": [{"words": one.words, "kind": one.kind, "href": one.href} for one in lines]})
    else:
        response = render(request, "atlas/suggestions.html", {"lines": lines})
    response["Cache-Control"] = "public, max-age=60"
    return response
