"""Generic aids, and the local variants of one."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.http import Http404

from frenchimpact.aids.explaining import place_list
from frenchimpact.aids.models import Aid, VariantProposal
from frenchimpact.aids.rules import visible_aids
from frenchimpact.organisations.rules import Anyone


def generic_aids(*, of: Aid | None = None) -> QuerySet[Aid]:
    """Those of which an aid may be said to be a variant: published ones, and the one that it already has."""
    found = Q(status=Aid.Status.PUBLISHED, is_generic=True)
    if of is not None:
        found = (found | Q(pk=of.generic_id)) & ~Q(pk=of.pk)
    return Aid.objects.filter(found).select_related("funder").order_by("title_fold", "pk")


@dataclass(frozen=True)
class Variant:
    """A local variant, and where it applies in words."""

    aid: Aid
    where: str


@dataclass(frozen=True)
class Variants:
    """Those that apply where the visitor is, then the others, each by territory."""

    here: list[Variant]
    elsewhere: list[Variant]


def variants_of(aid: Aid, places_up: Collection[int] = ()) -> Variants:
    """The published variants of a generic aid. `places_up`: where the visitor is, with all that contains it. Two statements."""
    found = Variants([], [])
    if not aid.is_generic:
        return found
    mine = set(places_up)
    rows = aid.variants.filter(status=Aid.Status.PUBLISHED).select_related("funder", "terms").prefetch_related("aid_places__place")
    for one in rows:
        where = place_list([row.place for row in one.aid_places.all() if not row.is_excluded])
        is_here = bool(mine & set(one.terms.places)) and not mine & set(one.terms.excluded)
        (found.here if is_here else found.elsewhere).append(Variant(one, where))
    for some in (found.here, found.elsewhere):
        some.sort(key=lambda one: (one.where, one.aid.title, one.aid.pk))
    return found


def proposals_waiting() -> QuerySet[VariantProposal]:
    """What waits for an answer: of public aids, for generic ones that are public too."""
    published = Aid.Status.PUBLISHED
    return VariantProposal.objects.filter(
        state=VariantProposal.State.ASKED, aid__status=published, generic__status=published, generic__is_generic=True
    ).order_by("at", "pk")


def proposals_for(generic: Aid, limit: int = 50) -> list[VariantProposal]:
    """Those that ask to be variants of this one, as they are compared with it."""
    found = proposals_waiting().filter(generic=generic).select_related("aid__funder")
    return list(found.prefetch_related("aid__rules", "aid__aid_places__place")[:limit])


def find_proposal(user: Anyone, pk: int) -> VariantProposal:
    """A demand, for who may see the generic aid. Raises Http404."""
    found = VariantProposal.objects.filter(pk=pk, generic__in=visible_aids(user)).select_related("aid", "generic__funder").first()
    if found is None:
        raise Http404
    return found


def proposal_of(aid: Aid) -> VariantProposal | None:
    """What an aid asks at the moment."""
    return aid.proposals.filter(state=VariantProposal.State.ASKED).select_related("generic__funder").first()


def last_proposal(aid: Aid) -> VariantProposal | None:
    """What it asks, or what was refused last: what whoever writes it has to know."""
    found = aid.proposals.select_related("generic__funder").first()
    return found if found and found.state in {VariantProposal.State.ASKED, VariantProposal.State.REFUSED} else None
