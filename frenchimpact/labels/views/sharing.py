"""Showing a label on other sites: a frame, a picture, and the page where their code is copied."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe
from markupsafe import Markup

from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.design.framing import framed, read_look
from frenchimpact.labels import queries
from frenchimpact.labels.credentials import drawing
from frenchimpact.labels.models import Label
from frenchimpact.labels.views.register import as_picture

# Enough for a name on three lines; a longer one scrolls.
_FRAME, _WIDTH = (360, 230), 360


def _whole(name: str, label: Label) -> str:
    return settings.BASE_URL + reverse(f"labels:{name}", args=[label.reference])


@framed
@door(find=queries.find_label, visitors=True)
@require_safe
@conditional_page
def label_frame(request: HttpRequest, found: Label) -> HttpResponse:
    """The label as it stands today, in a frame of any site: text, two links, nothing else."""
    context: dict[str, Any] = {
        "label": found,
        "title": drawing.title_of(found),
        "said": queries.said_today(found),
        "tone": queries.tone_of(found),
        "page": _whole("label", found),
        "verify": _whole("verify_reference", found),
        "look": read_look(request.GET),
    }
    return render(request, "labels/frame.html", context)


@door(find=queries.find_label, visitors=True)
@require_safe
@conditional_page
def label_state(request: HttpRequest, found: Label) -> HttpResponse:
    """The same as a picture: unlike the badge, it is shown whatever the label has become, and says so."""
    return as_picture(drawing.state_svg(found, said=queries.said_today(found), tone=queries.tone_of(found)), "image/svg+xml")


@door(find=queries.find_label, visitors=True)
@require_safe
def label_share(request: HttpRequest, found: Label) -> HttpResponse:
    """The code to copy, beside what it shows."""
    title = _("Label « %(kind)s » de %(holder)s : état du jour") % {"kind": found.kind, "holder": found.holder_name}
    frame = Markup('<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"{}></iframe>')
    picture = Markup('<a href="{}"><img src="{}" alt="{}" width="{}"{}></a>')
    shown = (_whole("label_frame", found), title, *_FRAME)
    pictured = (_whole("verify_reference", found), _whole("label_state", found), title, _WIDTH)
    # Our own pages take no `style=`: what is copied has it, what is shown here has a class.
    context = {
        "label": found,
        "status": queries.status_words(found),
        "frame_code": frame.format(*shown, Markup(' style="border: 0; max-width: 100%"')),
        "frame": frame.format(*shown, Markup(' class="framed"')),
        "picture_code": picture.format(*pictured, Markup(' style="max-width: 100%; height: auto"')),
        "picture": picture.format(*pictured, Markup(' class="framed"')),
    }
    return render(request, "labels/share.html", context)
