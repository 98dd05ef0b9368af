"""Deadlines of aids as a calendar that other software reads (RFC 5545)."""

import datetime as dt
from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Aid
from frenchimpact.core.calendars import Entry, calendar_bytes, calendar_response


def calendar_of(request: HttpRequest, aids: Iterable[Aid], *, name: str) -> HttpResponse:
    """The last days of those that have one, each a whole day."""
    entries = [
        Entry(
            key=aid.reference,
            words=_("Dernier jour : %(title)s") % {"title": aid.title},
            starts=aid.closes_on,
            ends=aid.closes_on + dt.timedelta(days=1),
            url=reverse("aids:aid", args=[aid.slug]),
            text=aid.promise or aid.funder_words,
            changed_at=aid.updated_at,
        )
        for aid in aids
        if aid.closes_on is not None
    ]
    return calendar_response(request, calendar_bytes(entries, name=name))
