"""Generic aids, and the local variants of one."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from frenchimpact.aids.explaining import place_list
from frenchimpact.aids.models import Aid


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
