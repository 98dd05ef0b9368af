"""Finding an aid, and those that resemble it."""

from django.db.models import Q
from django.http import Http404

from frenchimpact.aids.models import Aid, Contest
from frenchimpact.aids.rules import visible_aids
from frenchimpact.core import clock
from frenchimpact.organisations.rules import Anyone


def find_aid(user: Anyone, slug: str) -> Aid:
    """An aid that the person may see, with what its sheet shows. A withdrawn one still answers. Raises Http404."""
    seen = Q(pk__in=visible_aids(user)) | Q(status=Aid.Status.WITHDRAWN)
    found = (
        Aid.objects.filter(seen, slug=slug)
        .select_related("funder", "generic", "merged_into", "source")
        .prefetch_related("rules", "aid_places__place", "variants")
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_editable(user: Anyone, reference: str) -> Aid:
    """An aid that the person may see, by its reference, for its writer's pages. Raises Http404."""
    found = visible_aids(user).filter(reference=reference).select_related("funder").prefetch_related("rules", "aid_places__place").first()
    if found is None:
        raise Http404
    return found


def similar_open(aid: Aid, limit: int = 3) -> list[Aid]:
    """Open aids of the same nature, on the same themes or the same ground: what to look at when this one is over."""
    today = clock.today()
    themes = [code for rule in aid.rules.all() if rule.subject == "theme" for code in rule.values]
    grounds = [row.place_id for row in aid.aid_places.all() if not row.is_excluded]
    near = Q(rules__subject="theme", rules__values__overlap=themes) if themes else Q()
    near |= Q(aid_places__place__in=grounds, aid_places__is_excluded=False)
    found = (
        Aid.objects.filter(Q(closes_on=None) | Q(closes_on__gte=today), Q(opens_on=None) | Q(opens_on__lte=today), near)
        .filter(status=Aid.Status.PUBLISHED, instruments__overlap=aid.instruments)
        .exclude(pk=aid.pk)
        .select_related("funder")
        .distinct()
    )
    return list(found.order_by("closes_on", "-published_at", "pk")[:limit])


def find_contest(_user: Anyone, pk: int) -> Contest:
    """A result contested, for those who answer. Raises Http404."""
    found = Contest.objects.select_related("aid").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
