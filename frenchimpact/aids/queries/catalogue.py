"""Finding an aid, and those that resemble it."""

from django.db.models import Exists, OuterRef, Q
from django.http import Http404

from frenchimpact.aids.models import Aid, Contest, Rule
from frenchimpact.aids.rules import visible_aids
from frenchimpact.core import clock
from frenchimpact.geo.models import Place
from frenchimpact.organisations.rules import Anyone


def find_aid(user: Anyone, slug: str) -> Aid:
    """An aid that the person may see, with what its sheet shows. A withdrawn one still answers. Raises Http404."""
    seen = Q(pk__in=visible_aids(user)) | Q(status=Aid.Status.WITHDRAWN)
    found = (
        Aid.objects.filter(seen, slug=slug)
        .select_related("funder", "generic", "merged_into", "source")
        .prefetch_related("rules", "aid_places__place")
        .first()
    )
    if found is None:
        raise Http404
    return found


def find_editable(user: Anyone, reference: str) -> Aid:
    """An aid that the person may see, by its reference, for its writer's pages. Raises Http404."""
    found = (
        visible_aids(user)
        .filter(reference=reference)
        .select_related("funder", "generic", "source")
        .prefetch_related("rules", "aid_places__place")
        .first()
    )
    if found is None:
        raise Http404
    return found


def similar_open(aid: Aid, limit: int = 3) -> list[Aid]:
    """Open aids of the same nature, on the same themes or the same ground, larger or smaller: what to look at when this one is over.

    Those on its themes first, then the nearest.
    """
    today = clock.today()
    themes = [code for rule in aid.rules.all() if rule.subject == "theme" for code in rule.values]
    grounds = [row.place for row in aid.aid_places.all() if not row.is_excluded]
    inside = [place.pk for place in grounds]
    around = {pk for place in grounds for pk in (place.pk, place.department_id, place.region_id) if pk}
    around |= set(Place.objects.filter(level=Place.Level.COUNTRY, code="FR").values_list("pk", flat=True))
    near = Q(terms__places_up__overlap=inside) | Q(terms__places__overlap=list(around))
    on_theme = Q(rules__subject="theme", rules__values__overlap=themes, rules__is_wish=False) if themes else Q(pk=None)
    found = (
        Aid.objects.filter(Q(closes_on=None) | Q(closes_on__gte=today), Q(opens_on=None) | Q(opens_on__lte=today), near | on_theme)
        .filter(status=Aid.Status.PUBLISHED, instruments__overlap=aid.instruments)
        .exclude(pk=aid.pk)
        .annotate(is_on_theme=Exists(Rule.objects.filter(aid=OuterRef("pk"), subject="theme", values__overlap=themes)))
        .select_related("funder", "terms")
        .distinct()
    )
    return list(found.order_by("-is_on_theme", "-terms__nearness", "closes_on", "-published_at", "pk")[:limit])


def find_contest(_user: Anyone, pk: int) -> Contest:
    """A result contested, for those who answer. Raises Http404."""
    found = Contest.objects.select_related("aid").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
