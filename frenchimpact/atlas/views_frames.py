"""The directory inside another site, as a map or as a list, and the script that gives a frame the height of what it holds."""

from dataclasses import replace
from pathlib import Path

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import conditional_page, require_safe

from frenchimpact.atlas import lists
from frenchimpact.atlas.asked import Asked, read, sizes_of
from frenchimpact.atlas.listing import Listing
from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.design.framing import framed, read_look

# Others keep the script for an hour: its address never changes.
KEPT_SECONDS = 3600


def asked_of(request: HttpRequest) -> Asked:
    """What the address asks of the directory, as the directory itself reads it."""
    is_projects = "projet" in request.GET.getlist("type")
    return read(lists.PROJECTS_IN_DIRECTORY if is_projects else lists.ORGANISATIONS, request.GET)


def _shown(request: HttpRequest, view: str) -> HttpResponseBase:
    asked = asked_of(request)
    listing = Listing(replace(asked, view=view, size=asked.size if asked.size in sizes_of(view) else sizes_of(view)[0]))
    context = {"listing": listing, "look": read_look(request.GET), "whole": listing.url(format="")}
    return render(request, "atlas/frame.html", context)


@framed
@open_door
@require_safe
@conditional_page
def map_frame(request: HttpRequest) -> HttpResponseBase:
    """How many there are by region, or by department of the region asked for."""
    return _shown(request, "carte")


@framed
@open_door
@require_safe
@conditional_page
def list_frame(request: HttpRequest) -> HttpResponseBase:
    """The rows of the directory's page, in its order."""
    return _shown(request, "liste")


@open_door
@require_safe
@conditional_page
def frame_script(_request: HttpRequest) -> HttpResponse:
    """The script that one line pasted elsewhere asks for."""
    found = finders.find("design/frame.js")
    text = Path(str(found)).read_text(encoding="utf-8")
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
