"""Figures of the country: totals that the database keeps at each value, and how many territories declare them.

Never a sum over territories: what counts is what an indicator says it counts, once in the country.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection
from django.utils.translation import ngettext

from frenchimpact.core.quantities import quantity
from frenchimpact.territories.models import CommonIndicator

# Totals are read as they are kept. Who declares is counted on the indicators that count, by the year of their last value.
_TOTALS = (
    "SELECT common_id, year, value, measurement_count FROM territories_commonsum WHERE measurement_count > 0 ORDER BY common_id, year DESC"
)
_DECLARE = """
SELECT common_id, coalesce(extract(year FROM last_on)::int, 0), count(*) FROM (
  SELECT i.common_id, i.territory_id, max(i.last_on) AS last_on FROM territories_indicator i WHERE i.counts_nationally GROUP BY 1, 2
) told GROUP BY 1, 2
"""


@dataclass(frozen=True)
class NationalFigure:
    """One common indicator in the country, in one year: `declared` territories gave a value for that year or a later one, out of those
    that count it."""

    common: CommonIndicator
    year: int
    value: Decimal
    measurement_count: int
    declared: int
    followed: int

    @property
    def words(self) -> str:
        """« 1 240 tonnes »."""
        return quantity(self.value, self.common.unit)

    @property
    def coverage(self) -> str:
        """« déclaré par 12 territoires sur 27 »."""
        return ngettext("déclaré par %(n)s territoire sur %(all)s", "déclaré par %(n)s territoires sur %(all)s", self.declared) % {
            "n": self.declared,
            "all": self.followed,
        }


def national_figures(year: int | None = None) -> list[NationalFigure]:
    """Each common indicator that somebody declares, by year, the latest first; of one year if it is given. Three statements."""
    commons = {one.pk: one for one in CommonIndicator.objects.all()}
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS)
        totals = [row for row in cursor.fetchall() if year is None or row[1] == year]
        cursor.execute(_DECLARE)
        told: dict[int, dict[int, int]] = {}
        for common, last, count in cursor.fetchall():
            told.setdefault(common, {})[last] = count
    found = [
        NationalFigure(commons[common], when, value, count, *_coverage(told.get(common, {}), when))
        for common, when, value, count in totals
        if common in commons
    ]
    return sorted(found, key=lambda one: (one.common.position, one.common.code, -one.year))


def _coverage(by_last_year: dict[int, int], year: int) -> tuple[int, int]:
    """How many territories declare, and how many would."""
    return sum(count for last, count in by_last_year.items() if last >= year), sum(by_last_year.values())
