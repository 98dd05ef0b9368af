"""The list of events inside another site: the same filters, the same rows."""

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import conditional_page, require_safe

from frenchimpact.core.doors import open_door
from frenchimpact.core.pages import render
from frenchimpact.design.framing import framed, read_look
from frenchimpact.events import clocks, grids, presenting
from frenchimpact.events.lists import EventList


@framed
@open_door
@require_safe
@conditional_page
def event_frame(request: HttpRequest) -> HttpResponseBase:
    """Those to come, or a month."""
    asked = EventList(request.GET)
    if asked.view == "chaleur":
        asked.view = "liste"
    context = {
        "asked": asked,
        "look": read_look(request.GET),
        "say": presenting,
        "clocks": clocks,
        "whole": asked.url(),
        **(grids.month_context(asked) if asked.view == "mois" else {}),
    }
    return render(request, "events/frame.html", context)
