"""Deadlines of aids as a calendar that other software reads (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Aid

TYPE = "text/calendar; charset=utf-8"


def calendar_of(aids: Iterable[Aid], *, name: str) -> HttpResponse:
    """The last days of those that have one, each a whole day."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//{settings.PROGRAMME_NAME}//{host}//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    for aid in aids:
        if aid.closes_on is None:
            continue
        event = icalendar.Event()
        event.add("uid", f"{aid.reference}@{host}")
        event.add("dtstamp", aid.updated_at.astimezone(dt.UTC))
        event.add("dtstart", aid.closes_on)
        event.add("dtend", aid.closes_on + dt.timedelta(days=1))
        event.add("summary", _("Dernier jour : %(title)s") % {"title": aid.title})
        event.add("description", aid.promise or aid.funder_words)
        event.add("url", settings.BASE_URL + reverse("aids:aid", args=[aid.slug]))
        calendar.add_component(event)
    return HttpResponse(calendar.to_ical(), content_type=TYPE)
