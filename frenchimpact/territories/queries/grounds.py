"""What a territory covers: its communes and inhabitants by department, and the published projects that act there."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from frenchimpact.projects.models import Project
from frenchimpact.projects.queries import public_projects
from frenchimpact.territories.models import Territory

_GROUND = """
SELECT d.code, d.name, r.code, r.name, count(*), coalesce(sum(c.population), 0), count(*) FILTER (WHERE NOT c.is_current)
FROM territories_territorycommune tc JOIN geo_place c ON c.id = tc.commune_id
LEFT JOIN geo_place d ON d.id = c.department_id LEFT JOIN geo_place r ON r.id = c.region_id
WHERE tc.territory_id = %s GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 1
"""
# A project acts there when one of its places is a commune of the territory, one of the units of its perimeter, or a unit narrower
# than a region that has communes of it.
_ACTING = """
SELECT link.project_id FROM projects_projectplace link WHERE link.place_id IN (
  SELECT unnest(ARRAY[c.id, c.epci_id, c.ept_id, c.department_id])
  FROM territories_territorycommune tc JOIN geo_place c ON c.id = tc.commune_id WHERE tc.territory_id = ANY(%s)
  UNION SELECT place_id FROM territories_territoryplace WHERE territory_id = ANY(%s) AND until IS NULL)
"""


@dataclass(frozen=True)
class Part:
    """The communes of a territory in one department (its codes are empty where no unit says them)."""

    department: str
    department_name: str
    region: str
    region_name: str
    commune_count: int
    population: int
    gone_count: int


@dataclass(frozen=True)
class Ground:
    """What the official units of a perimeter make, together."""

    parts: list[Part]

    @property
    def commune_count(self) -> int:
        """How many communes."""
        return sum(part.commune_count for part in self.parts)

    @property
    def population(self) -> int:
        """How many inhabitants, by the last census that the geography holds."""
        return sum(part.population for part in self.parts)

    @property
    def gone_count(self) -> int:
        """Communes that the official geography no longer has."""
        return sum(part.gone_count for part in self.parts)

    @property
    def departments(self) -> dict[str, int]:
        """Its communes by department code."""
        return {part.department: part.commune_count for part in self.parts if part.department}

    @property
    def regions(self) -> dict[str, str]:
        """The names of the regions that it touches, by code."""
        return {part.region: part.region_name for part in self.parts if part.region}


def ground_of(territory: Territory) -> Ground:
    """What it covers, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_GROUND, [territory.pk])
        return Ground([Part(d or "", dn or "", r or "", rn or "", *numbers) for d, dn, r, rn, *numbers in cursor.fetchall()])


def acting(territories: list[int]) -> RawSQL:
    """The keys of the projects that act in these territories, for `filter(pk__in=acting(…))`."""
    return RawSQL(_ACTING, [territories, territories])  # noqa: S611 - a constant of ours


def acting_count(territories: list[int]) -> int:
    """How many published projects act in these territories, each once whatever the territories share."""
    return Project.objects.filter(status=Project.Status.PUBLISHED, pk__in=acting(territories)).count()


def projects_in(territory: Territory) -> QuerySet[Project]:
    """The published projects that act there, latest first."""
    return public_projects().filter(pk__in=acting([territory.pk]))
