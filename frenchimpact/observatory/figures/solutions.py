"""Which solutions spread."""

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.design.figures import REGIONS
from frenchimpact.observatory.figures.counts import rows
from frenchimpact.observatory.figures.definition import Definition, Value, by_region, whole
from frenchimpact.solutions.models import Adoption

QUESTION = "solutions"
_KITS = _("Les fiches des solutions à reprendre, et ce que disent ceux qui les reprennent.")


def _states() -> Mapping[str, Text]:
    return dict(Adoption.State.choices)


DEFINITIONS = (
    Definition(
        "reprises",
        QUESTION,
        _("Reprises d’une solution"),
        _("Les lieux qui reprennent une solution née ailleurs, de l’envie à la fin, échecs compris."),
        _("On compte les reprises d’une solution publiée, chacune dans un seul état ; le lieu est celui où elle a lieu."),
        _("France entière, outre-mer compris."),
        _KITS,
        lines="/solutions/",
        parts=_states,
        parts_title=_("Où elles en sont"),
        has_regions=True,
    ),
    Definition(
        "solutions-publiees",
        QUESTION,
        _("Solutions à reprendre"),
        _("Les solutions éprouvées dont l’équipe a publié le mode d’emploi."),
        _("On compte les fiches publiées et non retirées."),
        _("France entière, outre-mer compris."),
        _KITS,
        lines="/solutions/",
    ),
)

_PUBLISHED = "SELECT 'published', count(*) FROM solutions_solution WHERE state = 'published'"
_ADOPTIONS = """
SELECT a.state, count(*) FROM solutions_adoption a JOIN solutions_solution s ON s.id = a.solution_id
WHERE s.state = 'published' GROUP BY 1
"""
_BY_REGION = """
SELECT r.code, count(*) FROM solutions_adoption a JOIN solutions_solution s ON s.id = a.solution_id
JOIN geo_place g ON g.id = a.place_id JOIN geo_place r ON r.id = CASE g.level WHEN 'region' THEN g.id ELSE g.region_id END
WHERE s.state = 'published' GROUP BY 1
"""


def look() -> Iterator[Value]:
    """What there is now."""
    found = dict(rows(_ADOPTIONS))
    yield from whole("reprises", sum(found.values()), found)
    yield from by_region("reprises", dict(rows(_BY_REGION)), REGIONS)
    yield Value("solutions-publiees", dict(rows(_PUBLISHED))["published"])
