"""Events as lists and pages read them."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Min, Prefetch, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.http import Http404

from frenchimpact.core import clock
from frenchimpact.core.fields import Fold
from frenchimpact.core.text import clean_line, fold, whole
from frenchimpact.events.clocks import days_of, local
from frenchimpact.events.models import Event, Quota, Session, Speaker, Tour
from frenchimpact.events.rules import can_edit_event, editable_events, visible_events
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import within
from frenchimpact.organisations.rules import Anyone

COMING, PAST, EVERY = "a-venir", "passes", "tous"
WEEKS = 52


def public_events() -> QuerySet[Event]:
    """What everyone sees, cancelled ones included: who meant to come reads why."""
    return Event.objects.filter(state__in=Event.PUBLIC)


def in_period(period: str) -> Q:
    """Those of a period of the list. What was postponed has no date yet: it is still to come."""
    now = clock.now()
    coming = Q(ends_at__gt=now) | Q(state=Event.State.POSTPONED)
    return {COMING: coming, PAST: ~coming, EVERY: Q()}[period]


def listed_events(
    rows: QuerySet[Event],
    *,
    text: str = "",
    kind: str = "",
    theme: str = "",
    way: str = "",
    place: Place | None = None,
    tour: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> QuerySet[Event]:
    """Those that match, with what a line shows. A place keeps what is held in it, and what is held everywhere at a distance."""
    words = fold(clean_line(text)).split()[:6]
    if words:
        told = Concat("reference", Value(" "), "title", Value(" "), "summary", Value(" "), "venue", output_field=TextField())
        rows = rows.alias(told=Fold(told)).filter(*(Q(told__contains=word) for word in words))
    if kind:
        rows = rows.filter(kind=kind)
    if theme:
        rows = rows.filter(themes__contains=[theme])
    if way:
        rows = rows.filter(way__in=(way, Event.Way.HYBRID) if way != Event.Way.HYBRID else (way,))
    if place is not None:
        rows = rows.filter(within(place, "place__") | Q(place=None, way=Event.Way.REMOTE))
    if tour:
        rows = rows.filter(tour__slug=tour)
    # A day counts on the clock of the place: half a day more on each side is read, and the rest is left by `on_days`.
    if since:
        rows = rows.filter(ends_at__gt=dt.datetime.combine(since, dt.time(), tzinfo=dt.UTC) - dt.timedelta(hours=14))
    if until:
        rows = rows.filter(starts_at__lt=dt.datetime.combine(until, dt.time(), tzinfo=dt.UTC) + dt.timedelta(hours=38))
    return rows.select_related("place", "place__region", "place__department", "organiser", "tour")


def in_order(rows: QuerySet[Event], period: str) -> QuerySet[Event]:
    """The next first; what is over, the last first."""
    return rows.order_by("-starts_at", "-pk") if period == PAST else rows.order_by("starts_at", "pk")


def touches(event: Event, since: dt.date | None, until: dt.date | None) -> bool:
    """Whether one of its days, on its own clock, stands between two days."""
    days = days_of(event)
    return (since is None or days[-1] >= since) and (until is None or days[0] <= until)


@dataclass(frozen=True)
class Heat:
    """Fifty-two weeks by kind: how many events begin in each."""

    weeks: list[dt.date]
    counts: Counter[tuple[str, dt.date]]

    def count(self, kind: str, week: dt.date) -> int:
        """Of one kind, in one week."""
        return self.counts[kind, week]

    def total(self, kind: str) -> int:
        """Of one kind, in all."""
        return sum(self.counts[kind, week] for week in self.weeks)

    @property
    def kinds(self) -> list[str]:
        """Those that have some, in the order of the programme."""
        return [kind for kind in Event.Kind.values if self.total(kind)]

    @property
    def months(self) -> list[tuple[dt.date, int]]:
        """The months of these weeks, with how many weeks begin in each."""
        found = Counter(week.replace(day=1) for week in self.weeks)
        return [(month, found[month]) for month in sorted(found)]


def monday_of(day: dt.date) -> dt.date:
    """The first day of its week."""
    return day - dt.timedelta(days=day.weekday())


def heat_of(rows: QuerySet[Event], first: dt.date) -> Heat:
    """The weeks from that Monday on; what is cancelled or has no date yet does not count."""
    weeks = [first + dt.timedelta(weeks=n) for n in range(WEEKS)]
    held = rows.filter(state__in=(Event.State.PUBLISHED, Event.State.ARCHIVED)).select_related(None)
    counts: Counter[tuple[str, dt.date]] = Counter()
    for event in held.only("kind", "starts_at", "time_zone").order_by("pk"):
        counts[event.kind, monday_of(local(event, event.starts_at).date())] += 1
    return Heat(weeks, counts)


def month_of(events: list[Event], month: dt.date) -> list[list[tuple[dt.date, list[Event]]]]:
    """The weeks of a month, each day with its events; days of its neighbours are empty."""
    by_day: dict[dt.date, list[Event]] = {}
    for event in events:
        for on in days_of(event):
            by_day.setdefault(on, []).append(event)
    first = monday_of(month)
    last = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)
    count = (last - first).days // 7 + 1
    days = [[first + dt.timedelta(days=7 * week + n) for n in range(7)] for week in range(count)]
    return [[(on, by_day.get(on, []) if on.month == month.month else []) for on in week] for week in days]


def find_event(user: Anyone, slug: str) -> Event:
    """One, with all that its page tells. Raises Http404."""
    rows = visible_events(user).select_related("place", "place__region", "place__department", "organiser", "tour")
    found = rows.prefetch_related(
        Prefetch("sessions", Session.objects.prefetch_related(Prefetch("speakers", Speaker.objects.order_by("position", "pk")))),
        Prefetch("speakers", Speaker.objects.select_related("session")),
        "changes",
    )
    event = found.filter(slug=slug).first()
    if event is None:
        raise Http404
    return event


def find_public(user: Anyone, slug: str) -> Event:
    """One that everybody sees. Raises Http404."""
    event = public_events().filter(slug=slug).select_related("place", "organiser").first()
    if event is None:
        raise Http404
    return event


def find_own(user: Anyone, reference: str) -> Event:
    """One that the person prepares. Raises Http404."""
    event = editable_events(user).filter(reference=reference).select_related("place", "organiser", "tour").first()
    if event is None:
        raise Http404
    return event


def find_quota(event: Event, pk: int | None) -> Quota | None:
    """One of its quotas; None for everyone's seats. Raises Http404."""
    if pk is None:
        return None
    quota = event.quotas.filter(pk=pk).first()
    if quota is None:
        raise Http404
    return quota


def public_tours() -> QuerySet[Tour]:
    """Tours that everybody sees, with how many stops they have, and when the next one is."""
    shown = Q(stops__state__in=Event.PUBLIC)
    kept = shown & ~Q(stops__state__in=(Event.State.CANCELLED, Event.State.POSTPONED)) & Q(stops__starts_at__gte=clock.now())
    counted = Tour.objects.filter(is_public=True).annotate(count=Count("stops", filter=shown), next_at=Min("stops__starts_at", filter=kept))
    return counted.order_by("-year", "pk")


def find_tour(user: Anyone, slug: str) -> Tour:
    """A tour by its name, or the one of a year. Raises Http404."""
    tours = public_tours()
    year = whole(slug, 4)
    found = tours.filter(slug=slug).first() or (tours.filter(year=year).first() if year else None)
    if found is None:
        raise Http404
    return found


def may_prepare(user: Anyone, event: Event) -> bool:
    """Whether its page leads to its preparation."""
    return user.is_authenticated and can_edit_event(user, event)
