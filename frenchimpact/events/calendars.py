"""Events as calendars follow them: an identity that never changes, a number at each change, cancelled ones told as such."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core.calendars import Entry
from frenchimpact.events.models import Event


def where_words(event: Event) -> str:
    """Its place on one line; « à distance » when there is none."""
    parts = [event.venue, event.address, event.place.name if event.place else ""]
    if event.way == Event.Way.REMOTE:
        return _("À distance")
    return ", ".join(part for part in parts if part)


def status_of(event: Event) -> str:
    """What was postponed holds no day until it has one again."""
    return "CANCELLED" if event.state in (Event.State.CANCELLED, Event.State.POSTPONED) else "CONFIRMED"


def entry_of(event: Event, *, remote_url: str = "") -> Entry:
    """One event; `remote_url` for those who hold a seat only."""
    title = event.title
    if event.state == Event.State.POSTPONED:
        title = _("Reporté : %(title)s") % {"title": title}
    elif event.state == Event.State.CANCELLED:
        title = _("Annulé : %(title)s") % {"title": title}
    text = [event.state_reason, event.summary, _("Pour y assister à distance : %(url)s") % {"url": remote_url} if remote_url else ""]
    return Entry(
        key=str(event.uid),
        words=title,
        starts=event.starts_at,
        ends=event.ends_at,
        url=reverse("events:event", args=[event.slug]),
        where=where_words(event),
        text="\n\n".join(part for part in text if part),
        zone=event.time_zone,
        changed_at=event.changed_at,
        sequence=event.sequence,
        status=status_of(event),
        categories=(str(event.get_kind_display()),),
    )


def entries_of(events: Iterable[Event]) -> list[Entry]:
    """The same for many."""
    return [entry_of(event) for event in events]
