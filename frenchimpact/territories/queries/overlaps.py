"""Territories that share communes: what must not be added up."""

from dataclasses import dataclass

from django.db import connection

from frenchimpact.territories.models import Territory

# Communes shared with each other territory, their inhabitants, and how many communes each of the two has in all.
_OVERLAPS = """
WITH mine AS (SELECT commune_id FROM territories_territorycommune WHERE territory_id = %(territory)s),
shared AS (
  SELECT other.territory_id, count(*) AS communes, coalesce(sum(c.population), 0) AS population
  FROM mine JOIN territories_territorycommune other USING (commune_id) JOIN geo_place c ON c.id = commune_id
  WHERE other.territory_id <> %(territory)s GROUP BY other.territory_id)
SELECT t.id, t.slug, t.name, s.communes, s.population, s.communes = (SELECT count(*) FROM mine),
  s.communes = (SELECT count(*) FROM territories_territorycommune theirs WHERE theirs.territory_id = t.id)
FROM shared s JOIN territories_territory t ON t.id = s.territory_id ORDER BY s.communes DESC, t.name, t.id
"""


@dataclass(frozen=True)
class Overlap:
    """Another territory, and what both cover. `is_inside`: all of this one is in the other; `contains`: all of the other is in this one."""

    territory_id: int
    slug: str
    name: str
    commune_count: int
    population: int
    is_inside: bool
    contains: bool


def overlaps_of(territory: Territory) -> list[Overlap]:
    """The other territories that share communes with it, the most first. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERLAPS, {"territory": territory.pk})
        return [Overlap(*row) for row in cursor.fetchall()]
