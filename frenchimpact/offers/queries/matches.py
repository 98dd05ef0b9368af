"""Matches: one of them, those that wait, and how long answers take."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.http import Http404

from frenchimpact.core import clock
from frenchimpact.offers import rules
from frenchimpact.offers.models import Match, Offer
from frenchimpact.organisations.rules import Anyone


def whole(rows: QuerySet[Match]) -> QuerySet[Match]:
    """The same with both sides."""
    return rows.select_related(
        "offer__organisation",
        "offer__contact",
        "request__project__organisation",
        "request__organisation",
        "request__territory__lead",
        "request__place",
        "request__created_by",
        "proposed_by_person",
    ).prefetch_related("feedback", "offer__places__place")


def find_match(user: Anyone, pk: int) -> Match:
    """One that the person sees. Raises Http404."""
    found = whole(rules.visible_matches(user)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def matches_of(*, offer: Offer | None = None, request: int | None = None) -> list[Match]:
    """Those of an offer, or of a request: what waits for an answer first."""
    asked = Q(offer=offer) if offer is not None else Q(request=request)
    order = {state: rank for rank, state in enumerate(Match.State.values)}
    return sorted(whole(Match.objects.filter(asked)), key=lambda one: (order[one.state], -one.pk))


# Days before the last one when who is asked is reminded.
DUE_DAYS = 2


@dataclass(frozen=True)
class Delays:
    """How long answers take, and how many came: of one organisation that offers, in a year."""

    answered: int
    silent: int
    days: int | None

    @property
    def has_some(self) -> bool:
        """Whether something was asked."""
        return bool(self.answered or self.silent)


def delays_of(organisation: int) -> Delays:
    """What was asked of it by requests in the last year: answered, left silent, and in how many days on average."""
    since = clock.now() - dt.timedelta(days=365)
    asked = Match.objects.filter(offer__organisation=organisation, proposed_by="request", proposed_at__gte=since)
    took = ExpressionWrapper(F("answered_at") - F("proposed_at"), output_field=DurationField())
    found = asked.aggregate(
        answered=Count("pk", filter=Q(answered_at__isnull=False)),
        silent=Count("pk", filter=Q(state=Match.State.LAPSED, answered_at=None)),
        took=Avg(took, filter=Q(answered_at__isnull=False)),
    )
    days = found["took"]
    return Delays(found["answered"], found["silent"], None if days is None else max(1, round(days / dt.timedelta(days=1))))


def matches_by_key(pk: int) -> Match | None:
    """One, for what is told of it."""
    return whole(Match.objects.filter(pk=pk)).first()


def due_soon() -> QuerySet[Match]:
    """Those that wait for an answer in the two next days."""
    today = clock.today()
    return whole(Match.objects.filter(state=Match.State.PROPOSED, answer_due_on__range=(today, today + dt.timedelta(days=DUE_DAYS))))
