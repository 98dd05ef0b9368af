"""The next event near a place, for pages that show one."""

from dataclasses import dataclass

from frenchimpact.events.calendars import where_words
from frenchimpact.events.clocks import when_words
from frenchimpact.events.models import Event
from frenchimpact.events.queries.events import COMING, in_period, listed_events, public_events
from frenchimpact.geo.models import Place

SAME_DEPARTMENT, SAME_REGION, ELSEWHERE = range(3)
# Looked at among those that come next.
_NEXT = 100


@dataclass(frozen=True)
class Near:
    """One event, in the words of a line, and how far it is."""

    slug: str
    title: str
    summary: str
    facts: list[str]
    far: int


def next_event_near(place: Place | None) -> Near | None:
    """The closest that is announced, then the first; without a place, the first. One query."""
    coming = public_events().filter(in_period(COMING), state=Event.State.PUBLISHED)
    rows = list(listed_events(coming).order_by("starts_at", "pk")[:_NEXT])
    if not rows:
        return None
    found = min(rows, key=lambda one: how_far(one.place, place))
    return Near(found.slug, found.title, found.summary, [when_words(found), where_words(found)], how_far(found.place, place))


def how_far(one: Place | None, place: Place | None) -> int:
    """Whether something is in the same department, the same region, or elsewhere."""
    if one is None or place is None:
        return ELSEWHERE
    if (area := _department(place)) is not None and _department(one) == area:
        return SAME_DEPARTMENT
    return SAME_REGION if (area := _region(place)) is not None and _region(one) == area else ELSEWHERE


def _department(place: Place) -> Place | None:
    return place if place.level == Place.Level.DEPARTMENT else place.department


def _region(place: Place) -> Place | None:
    return place if place.level == Place.Level.REGION else place.region
