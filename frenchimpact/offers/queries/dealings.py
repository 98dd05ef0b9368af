"""Who offered or gave something to whom: what a jury's tie check reads, and the jurors whom it concerns."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from frenchimpact.offers.models import Match, Side
from frenchimpact.organisations.models import Membership
from frenchimpact.reviews.models import Juror, Jury
from frenchimpact.reviews.rules import files_before

# What a house did by itself, or agreed to: being asked and saying no is no dealing.
_DONE = Q(proposed_by=Side.OFFER) | Q(state__in=Match.ENGAGING)


def _with_asker(rows: QuerySet[Match]) -> QuerySet[Any]:
    asker = Coalesce("request__organisation", "request__project__organisation", "request__territory__lead")
    return rows.filter(_DONE).annotate(asker=asker)


def dealings_of(houses: Collection[int]) -> dict[int, str]:
    """By organisation that asked, the reference of the last offer that one of these houses made or gave to it."""
    found = _with_asker(Match.objects.filter(offer__organisation__in=houses)).filter(asker__isnull=False).order_by("pk")
    return dict(found.values_list("asker", "offer__reference"))


def jurors_concerned(match: Match) -> list[Juror]:
    """The members of juries at work who belong to who offers, where who asks is a candidate."""
    asker = _with_asker(Match.objects.filter(pk=match.pk)).values_list("asker", flat=True).first()
    if asker is None:
        return []
    people = Membership.objects.filter(organisation=match.offer.organisation_id, until=None).values("user")
    seats = Juror.objects.filter(user__in=people).exclude(jury__state=Jury.State.CLOSED).select_related("jury__cohort__call", "user")
    return [seat for seat in seats if files_before(seat.jury).filter(organisation=asker).exists()]
