"""The same national indicator elsewhere: a mean in the region and in the country, for the same period, never of fewer than three."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from frenchimpact.design.period_words import period_name
from frenchimpact.territories.models import Territory

FEWEST = 3

# The region of a territory: the one that has most of its communes.
_REGION = """
SELECT r.id, r.name FROM territories_territorycommune tc JOIN geo_place c ON c.id = tc.commune_id JOIN geo_place r ON r.id = c.region_id
WHERE tc.territory_id = %s GROUP BY r.id, r.name ORDER BY count(*) DESC, r.id LIMIT 1
"""
# One value per other territory (its first indicator of the kind), for each period that the indicator itself has a value for.
_ELSEWHERE = """
WITH told AS (
  SELECT DISTINCT ON (o.id, m.ends_on, i.territory_id) o.id AS own, o.frequency, m.ends_on, i.territory_id, m.value, mine.value AS here
  FROM territories_indicator o JOIN territories_measurement mine ON mine.indicator_id = o.id AND mine.value IS NOT NULL
  JOIN territories_indicator i ON i.common_id = o.common_id AND i.frequency = o.frequency AND i.territory_id <> o.territory_id
    AND i.ended_on IS NULL
  JOIN territories_measurement m ON m.indicator_id = i.id AND m.ends_on = mine.ends_on AND m.value IS NOT NULL
  WHERE o.id = ANY(%(indicators)s) AND mine.ends_on > (o.last_on - interval '3 years') ORDER BY o.id, m.ends_on, i.territory_id, i.number),
ground AS (
  SELECT tc.territory_id, sum(c.population) AS population, bool_or(c.region_id = %(region)s) AS is_near
  FROM territories_territorycommune tc JOIN geo_place c ON c.id = tc.commune_id
  WHERE tc.territory_id IN (SELECT territory_id FROM told) OR tc.territory_id = %(territory)s GROUP BY tc.territory_id)
SELECT told.own, told.frequency, told.ends_on, told.here, (SELECT population FROM ground WHERE territory_id = %(territory)s),
  count(*), avg(value), 1000 * sum(value) FILTER (WHERE population > 0) / sum(population) FILTER (WHERE population > 0),
  count(*) FILTER (WHERE is_near), avg(value) FILTER (WHERE is_near),
  1000 * sum(value) FILTER (WHERE is_near AND population > 0) / sum(population) FILTER (WHERE is_near AND population > 0)
FROM told LEFT JOIN ground USING (territory_id)
GROUP BY told.own, told.frequency, told.ends_on, told.here ORDER BY told.own, told.ends_on DESC
"""


@dataclass(frozen=True)
class Mean:
    """What so many other territories measured, one by one, and for a thousand inhabitants of them all together."""

    count: int
    value: Decimal
    per_thousand: Decimal | None


@dataclass(frozen=True)
class Comparison:
    """One indicator beside the same one elsewhere, for the last period that three others at least measured too."""

    period: str
    here: Decimal
    here_per_thousand: Decimal | None
    country: Mean
    region_name: str
    # None when fewer than three others of the region measured it.
    region: Mean | None


def comparisons_of(territory: Territory, indicators: Collection[int]) -> dict[int, Comparison]:
    """By indicator, those that can be compared; in two statements, none without an indicator that is national."""
    found: dict[int, Comparison] = {}
    if not indicators:
        return found
    with connection.cursor() as cursor:
        cursor.execute(_REGION, [territory.pk])
        region, region_name = cursor.fetchone() or (None, "")
        cursor.execute(_ELSEWHERE, {"indicators": list(indicators), "territory": territory.pk, "region": region})
        for own, frequency, ends_on, here, people, count, mean, share, near_count, near_mean, near_share in cursor.fetchall():
            if own in found or count < FEWEST:
                continue
            near = Mean(near_count, _short(near_mean), _short(near_share)) if near_count >= FEWEST else None
            per_thousand = _short(1000 * here / people) if people else None
            country = Mean(count, _short(mean), _short(share))
            found[own] = Comparison(period_name(ends_on, frequency), here.normalize(), per_thousand, country, region_name, near)
    return found


def _short(value: Decimal | None) -> Decimal:
    """Three figures that mean something, no more: a mean is not measured to the gram."""
    if not value:
        return Decimal(0)
    places = max(0, 2 - value.adjusted())
    return round(value, min(places, 4)).normalize() + 0
