"""The list of territories, narrowed by what they cover and by what their challenges are about."""

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet

from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import within
from frenchimpact.labels.models import Label
from frenchimpact.territories.models import Challenge, Territory, TerritoryCommune, TerritoryPlace
from frenchimpact.territories.queries.territories import public_territories

# Places that bear the same name.
MOST_NAMESAKES = 10


def _touching(place: Place) -> Q:
    communes = TerritoryCommune.objects.filter(commune__in=Place.objects.filter(within(place), level=Place.Level.COMMUNE))
    units = TerritoryPlace.objects.filter(until=None, place=place.pk)
    return Q(pk__in=communes.values("territory")) | Q(pk__in=units.values("territory"))


def listed_territories(
    *, text: str = "", theme: str = "", kind: str = "", status: str = "", places: Iterable[Place] = ()
) -> QuerySet[Territory]:
    """Those that match, each once, by name: the name, the reference or a place by its name, a theme or a kind of its challenges, the
    status of one of its labels, and every place asked for.

    A territory touches a place when it has communes of it, or when the place is in one of its units.
    """
    found = public_territories().prefetch_related(Prefetch("challenges", Challenge.objects.order_by("number")))
    if words := fold(text):
        named = Q(name_fold__contains=words) | Q(reference__iexact=text.strip())
        for place in Place.objects.filter(name_fold=words, is_current=True).order_by("pk")[:MOST_NAMESAKES]:
            named |= _touching(place)
        found = found.filter(named)
    elif text.strip():
        found = found.none()
    if theme:
        found = found.filter(pk__in=Challenge.objects.filter(themes__contains=[theme]).values("territory"))
    if kind:
        found = found.filter(pk__in=Challenge.objects.filter(kinds__contains=[kind]).values("territory"))
    if status:
        found = found.filter(pk__in=Label.objects.filter(status=status).values("territory_link__territory"))
    for place in places:
        found = found.filter(_touching(place))
    return found.order_by("name_fold", "pk")


def territories_by_region() -> dict[str, int]:
    """How many territories have communes in each region, by its code. One that touches several counts in each."""
    rows = TerritoryCommune.objects.filter(commune__region__isnull=False).values_list("commune__region__code", "territory").distinct()
    found: dict[str, int] = {}
    for code, _territory in rows:
        found[code] = found.get(code, 0) + 1
    return found
