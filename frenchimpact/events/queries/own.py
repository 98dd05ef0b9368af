"""The events that one goes to, as one's own agenda shows them."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.calendars import Entry
from frenchimpact.events import clocks
from frenchimpact.events.calendars import entry_of
from frenchimpact.events.models import Event, Registration

State = Registration.State


@dataclass(frozen=True)
class Going:
    """One event: its first day there, how a list says it, and what a calendar reads. What is called off stays in calendars alone."""

    on: dt.date
    words: str
    entry: Entry
    is_off: bool


def going_to(person: User) -> list[Going]:
    """Those to come where the person has a seat or waits for one, by their account or their address; one query."""
    rows = Registration.objects.filter(Q(person=person) | Q(email__iexact=person.email), state__in=(State.CONFIRMED, State.WAITLISTED))
    rows = rows.filter(
        event__ends_at__gt=clock.now(), event__state__in=(Event.State.PUBLISHED, Event.State.POSTPONED, Event.State.CANCELLED)
    )
    found = rows.select_related("event", "event__place", "event__organiser").order_by("event__starts_at", "pk")
    return [_going(one) for one in {one.event_id: one for one in found}.values()]


def _going(one: Registration) -> Going:
    event = one.event
    is_off = event.state != Event.State.PUBLISHED
    has_seat = one.state == State.CONFIRMED
    entry = entry_of(event, remote_url=event.remote_url if has_seat else "")
    hours = clocks.hours_between(event.there(event.starts_at), event.there(event.ends_at))
    said = {"title": event.title, "hours": hours, "there": f", {there}" if (there := clocks.there_words(event)) else ""}
    if not has_seat:
        words = _("Liste d’attente : %(title)s") % said
        # A calendar does not hold the hours of a seat that is not there yet.
        entry = replace(entry, words=words, status=entry.status if is_off else "TENTATIVE")
        return Going(clocks.on_of(event), words, entry, is_off)
    return Going(clocks.on_of(event), _("%(title)s (%(hours)s%(there)s)") % said, entry, is_off)
