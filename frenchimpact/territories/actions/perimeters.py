"""The perimeter of a territory: official units of any level, and the communes that they make."""

from collections.abc import Iterable

from django.db import connection, transaction

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import vintage
from frenchimpact.territories import facts
from frenchimpact.territories.models import Territory, TerritoryPlace

# Every commune that is one of the units, or that lies in one: the levels of geography are columns of the commune.
_COMMUNES = """
INSERT INTO territories_territorycommune (territory_id, commune_id)
SELECT DISTINCT tp.territory_id, c.id FROM territories_territoryplace tp
  JOIN geo_place u ON u.id = tp.place_id
  JOIN geo_place c ON c.level = 'commune' AND c.is_current AND (
    (u.level = 'commune' AND c.id = u.id) OR (u.level = 'epci' AND c.epci_id = u.id) OR (u.level = 'ept' AND c.ept_id = u.id)
    OR (u.level = 'departement' AND c.department_id = u.id) OR (u.level = 'region' AND c.region_id = u.id) OR u.level = 'pays')
WHERE tp.until IS NULL AND tp.territory_id = ANY(%s)
"""


@transaction.atomic
def set_perimeter(
    *,
    territory: Territory,
    places: Iterable[Place],
    words: str | None = None,
    by: User | None,
    unconfirmed: Iterable[Place] = (),
    note: str = "",
) -> None:
    """These official units, and the part that no unit says. Units that leave stay in its history with their last day."""
    territory = lock(territory)
    wanted = {place.pk: place for place in places}
    unsure = {place.pk for place in unconfirmed}
    kept = {link.place_id: link for link in territory.territory_places.filter(until=None)}
    today, year = clock.today(), vintage() or clock.today().year
    gone = [link.pk for key, link in kept.items() if key not in wanted]
    TerritoryPlace.objects.filter(pk__in=gone).update(until=today)
    TerritoryPlace.objects.bulk_create(
        TerritoryPlace(territory=territory, place=place, vintage=year, is_confirmed=key not in unsure, note=note if key in unsure else "")
        for key, place in wanted.items()
        if key not in kept
    )
    territory.vintage, territory.changed_at = year, clock.now()
    if words is not None:
        territory.perimeter_words = words
    territory.save(update_fields=["vintage", "changed_at", "perimeter_words"])
    settle_communes(territories=[territory.pk])
    announce(facts.PerimeterChanged(territory_id=territory.pk, place_keys=sorted(place.key for place in wanted.values())), by=by)


@transaction.atomic
def settle_communes(*, territories: Iterable[int]) -> None:
    """Work out again the communes of these territories, from their units."""
    keys = list(territories)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM territories_territorycommune WHERE territory_id = ANY(%s)", [keys])
        cursor.execute(_COMMUNES, [keys])
