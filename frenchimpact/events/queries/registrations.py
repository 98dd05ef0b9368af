"""Who comes, who waits, whom to tell."""

import datetime as dt
import uuid

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.http import Http404

from frenchimpact.core import clock
from frenchimpact.events.models import Event, EventChange, Feedback, Letter, Registration
from frenchimpact.events.rules import editable_events
from frenchimpact.organisations.rules import Anyone

State = Registration.State
DAY = dt.timedelta(days=1)


def whole_registrations() -> QuerySet[Registration]:
    """Registrations with what a mail says."""
    return Registration.objects.select_related("event", "event__place", "event__place__department", "event__organiser", "quota")


def to_tell(event: Event) -> QuerySet[Registration]:
    """Who is told of a change: those who hold a seat, and those who wait for one."""
    return event.registrations.filter(state__in=(State.CONFIRMED, State.WAITLISTED))


def told_of(change: EventChange) -> QuerySet[Registration]:
    """The same for one change; a cancellation also ends the waiting of those who were in the list."""
    who = Q(state__in=(State.CONFIRMED, State.WAITLISTED))
    if change.verb == "cancel":
        who |= Q(state=State.CANCELLED, cancelled_at__gte=change.at)
    return whole_registrations().filter(who, event=change.event_id).order_by("pk")


def due_reminders(days: int) -> QuerySet[Registration]:
    """Who is reminded now, so many days before; late when nothing ran meanwhile. Who took their seat since has just been told."""
    now, before = clock.now(), dt.timedelta(days=days)
    since = now + max(before - 2 * DAY, dt.timedelta())
    rows = whole_registrations().filter(state=State.CONFIRMED, event__state=Event.State.PUBLISHED)
    rows = rows.filter(event__starts_at__gt=since, event__starts_at__lte=now + before)
    told = Letter.objects.filter(
        registration=OuterRef("pk"), what__startswith=f"reminder-{days}:", at__gte=OuterRef("event__starts_at") - Value(before)
    )
    return rows.filter(~Exists(told), confirmed_at__lte=F("event__starts_at") - Value(before)).order_by("pk")


def due_thanks() -> QuerySet[Registration]:
    """Who is thanked now: who came, or who was expected where nobody was checked in. From the next morning on, for a month."""
    now = clock.now()
    over = Event.objects.filter(
        state=Event.State.PUBLISHED, ends_at__lte=now - dt.timedelta(hours=12), ends_at__gt=now - dt.timedelta(days=30)
    )
    counted = over.annotate(came=Count("registrations", filter=Q(registrations__state=State.ATTENDED)))
    came = Q(state=State.ATTENDED, event__in=over) | Q(state=State.CONFIRMED, event__in=counted.filter(came=0))
    return whole_registrations().filter(came).exclude(letters__what="thanks").order_by("pk")


def counts_of(event: Event) -> dict[str, int]:
    """How many in each state."""
    rows = event.registrations.values_list("state").annotate(count=Count("pk")).order_by("state")
    return dict.fromkeys(State.values, 0) | dict(rows)


def find_registration(user: Anyone, reference: str, pk: int) -> Registration:
    """One of an event that the person prepares. Raises Http404."""
    rows = whole_registrations().filter(event__in=editable_events(user), event__reference=reference)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def by_code(event: Event, typed: str) -> Registration | None:
    """Whose code is typed at the door; None when it is nobody's, or might be two people's."""
    start = "".join(char for char in typed.lower() if char in "0123456789abcdef")
    if len(start) != 8:
        return None
    low, high = uuid.UUID(hex=start + "0" * 24), uuid.UUID(hex=start + "f" * 24)
    found = list(event.registrations.filter(key__range=(low, high)).select_related("event", "quota").order_by("pk")[:2])
    return found[0] if len(found) == 1 else None


def feedback_of(event: Event) -> QuerySet[Feedback]:
    """What those who came say of it."""
    return Feedback.objects.filter(registration__event=event).order_by("-at", "pk")
