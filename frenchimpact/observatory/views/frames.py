"""One figure inside another site."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.design.framing import framed, read_look
from frenchimpact.observatory.figures import Definition
from frenchimpact.observatory.queries.sentences import sentence
from frenchimpact.observatory.queries.telling import tell
from frenchimpact.observatory.views.asked import asked_moment
from frenchimpact.observatory.views.sheets import find_figure, map_of


@framed
@require_safe
@door(find=find_figure, visitors=True)
@conditional_page
def figure_frame(request: HttpRequest, definition: Definition) -> HttpResponseBase:
    """What there is, of when, by region where it is told; `au` holds it at a day for ever."""
    moment, context = asked_moment(request)
    told = tell([definition.code], moment, level=None)[definition.code]
    shown, counted = map_of(told)
    page = reverse("observatory:figure", args=[definition.code])
    context |= {
        "told": told,
        "definition": definition,
        "sentence": sentence(told),
        "map": shown,
        "counted": counted,
        "look": read_look(request.GET),
        "whole": f"{page}?au={moment.asked}" if moment.asked else page,
    }
    return render(request, "observatory/frame.html", context)
