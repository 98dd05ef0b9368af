"""What the kit takes along, what was captured, and what an event produced."""

import datetime as dt
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from frenchimpact.calls.models import Application
from frenchimpact.core.text import clean_line, fold
from frenchimpact.events.models import Capture, Card, Event, Registration
from frenchimpact.events.queries.registrations import by_code
from frenchimpact.events.rules import editable_events
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project

State = Registration.State
# How long after the end a device may still hold the list.
DAY = dt.timedelta(days=1)
EXPECTED = (State.CONFIRMED, State.ATTENDED, State.ABSENT, State.WAITLISTED)


def forget_at(event: Event) -> dt.datetime:
    """When a device forgets the list: a day after the end."""
    return event.ends_at + DAY


def people_of(event: Event) -> list[dict[str, Any]]:
    """Who is expected, with the least that welcomes them: a name, a code, their public, no photo. Neither address nor needs."""
    rows = event.registrations.filter(state__in=EXPECTED).select_related("quota").order_by("name", "pk")
    return [
        {
            "id": one.pk,
            "name": one.name,
            "code": one.code,
            "note": one.quota.name if one.quota else "",
            "waits": one.state == State.WAITLISTED,
            "photo": one.photo != Registration.Photo.NO,
            "here": one.state == State.ATTENDED,
        }
        for one in rows
    ]


def named(event: Event, typed: str) -> list[Registration]:
    """Who is meant by a code or a name, at most ten; those expected only for a name."""
    found = by_code(event, typed)
    if found is not None:
        return [found]
    words = fold(clean_line(typed)).split()
    if not words:
        return []
    rows = event.registrations.filter(state__in=EXPECTED).order_by("name", "pk")
    return [one for one in rows if all(word in fold(one.name) for word in words)][:10]


def cards_of(event: Event) -> QuerySet[Card]:
    """Its cards, the last first."""
    return Card.objects.filter(capture__event=event).select_related("capture", "declaration__project").order_by("-capture_id")


def wall_of(event: Event) -> list[Card]:
    """Needs, offers, barriers and introductions of the day, for those who hold the kit; neither names nor contacts are read with them."""
    rows = cards_of(event).filter(capture__kind__in=Capture.WALL).exclude(state=Card.State.DISMISSED)
    return list(rows.select_related(None).select_related("capture")[:200])


def find_card(user: Anyone, reference: str, number: int) -> Card:
    """One of an event that the person prepares. Raises Http404."""
    rows = Card.objects.filter(capture__event__in=editable_events(user), capture__event__reference=reference)
    found = rows.select_related("capture__event", "declaration__project").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def counts_by_state(event: Event) -> dict[str, int]:
    """How many cards are to follow, followed, put aside."""
    rows = cards_of(event).order_by().values_list("state").annotate(count=Count("pk"))
    return dict.fromkeys(Card.State.values, 0) | dict(rows)


def counted_by_kind(event: Event) -> dict[str, int]:
    """How many cards of each kind, without those put aside."""
    rows = cards_of(event).exclude(state=Card.State.DISMISSED).order_by().values_list("capture__kind").annotate(count=Count("pk"))
    return dict(rows)


def declared_at(event: Event) -> QuerySet[Project]:
    """The projects that were declared from its cards, whoever may read them."""
    kept = Card.objects.filter(capture__event=event, capture__kind=Capture.Kind.PROJECT).exclude(state=Card.State.DISMISSED)
    references = kept.exclude(reference="").values("reference")
    return Project.objects.filter(Q(declaration__in=kept.values("declaration")) | Q(reference__in=references)).order_by("name", "pk")


def files_of_projects(projects: QuerySet[Project]) -> int:
    """How many applications these projects handed in, whatever became of them."""
    return Application.objects.filter(project__in=projects.order_by(), submitted_at__isnull=False).count()


def public_wall(event: Event) -> list[Card]:
    """What may be read by everyone, by kind: the words alone."""
    rows = cards_of(event).filter(capture__kind__in=Capture.WALL, is_public=True).exclude(state=Card.State.DISMISSED)
    return list(rows.select_related(None).select_related("capture").order_by("capture__kind", "capture__captured_at", "pk")[:200])
