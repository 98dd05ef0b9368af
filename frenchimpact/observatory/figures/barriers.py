"""What stops projects, and what comes of it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.models import Nature, OutcomeKind
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.design.figures import REGIONS
from frenchimpact.impact.queries import hidden_parts
from frenchimpact.observatory.figures.counts import rows
from frenchimpact.observatory.figures.definition import Definition, Value, by_region, whole

QUESTION = "freins"
_DESK = _("Le guichet unique des freins.")
_SECRET = _("Un nombre de moins de onze personnes n’est pas publié, ni celui qui le rendrait par différence.")


def _kinds() -> Mapping[str, Text]:
    return dict(OutcomeKind.choices)


def _natures() -> Mapping[str, Text]:
    return {**dict(Nature.choices), "a-trier": _("Pas encore triés")}


def _endings() -> Mapping[str, Text]:
    return {"en-cours": _("En cours"), "terminees": _("Terminées, avec une décision"), "a-decider": _("Échues, sans décision encore")}


DEFINITIONS = (
    Definition(
        "freins-issues",
        QUESTION,
        _("Freins qui ont eu une réponse"),
        _("Les cas signalés au guichet qui ont reçu une réponse, selon ce qu’il en est sorti."),
        _("On compte les cas ; chacun pour sa dernière issue. Un cas rouvert attend de nouveau sa réponse."),
        _("Tous les cas reçus, quelle que soit la voie ; ceux rattachés à un autre comptent avec lui."),
        _DESK,
        parts=_kinds,
        parts_title=_("Issue"),
        limits=_SECRET,
    ),
    Definition(
        "freins-recus",
        QUESTION,
        _("Freins signalés"),
        _("Les difficultés de règle ou de procédure signalées au guichet, par la page, par mail ou par un territoire."),
        _("On compte les cas reçus, sans ceux rattachés à un autre ni ceux que la personne a retirés."),
        _("Tous les cas reçus, en France entière."),
        _DESK,
        lines="/freins/",
        parts=_natures,
        parts_title=_("Nature"),
        limits=_SECRET,
    ),
    Definition(
        "reponses-publiees",
        QUESTION,
        _("Réponses publiées en vigueur"),
        _("Les réponses du guichet publiées sans aucun nom, que chacun peut réutiliser."),
        _("On compte les réponses en vigueur : ni celles qui ont expiré, ni celles remplacées ou retirées."),
        _("France entière ; certaines ne valent que dans un lieu."),
        _DESK,
        lines="/freins/",
    ),
    Definition(
        "experimentations",
        QUESTION,
        _("Expérimentations et dérogations"),
        _("Ce qui est essayé en s’écartant d’une règle, pour un temps, et la décision prise à la fin."),
        _("On compte les expérimentations publiques. Celle qui a lieu dans deux régions compte dans chacune."),
        _("Le registre public des expérimentations, en France entière."),
        _("Le registre des expérimentations."),
        lines="/experimentations/",
        parts=_endings,
        parts_title=_("Où elles en sont"),
        has_regions=True,
    ),
)

_OUTCOMES = """
SELECT kind, count(*) FROM (
  SELECT DISTINCT ON (c.id) o.kind FROM barriers_case c JOIN barriers_outcome o ON o.case_id = c.id
  WHERE c.state IN ('outcome', 'follow_up', 'closed') ORDER BY c.id, o.at DESC, o.id DESC
) last GROUP BY 1
"""
_CASES = """
SELECT CASE nature WHEN '' THEN 'a-trier' ELSE nature END, count(*) FROM barriers_case
WHERE state NOT IN ('duplicate', 'withdrawn') GROUP BY 1
"""
_PRECEDENTS = "SELECT 'valid', count(*) FROM barriers_precedent WHERE state = 'valid'"
_EXPERIMENTS = """
SELECT CASE WHEN ending NOT IN ('', 'extended') THEN 'terminees' WHEN ends_on < %(today)s THEN 'a-decider' ELSE 'en-cours' END, count(*)
FROM barriers_experiment WHERE is_public GROUP BY 1
"""
_EXPERIMENTS_BY_REGION = """
SELECT r.code, count(DISTINCT e.id) FROM barriers_experiment e JOIN barriers_experimentplace ep ON ep.experiment_id = e.id
JOIN geo_place g ON g.id = ep.place_id JOIN geo_place r ON r.id = CASE g.level WHEN 'region' THEN g.id ELSE g.region_id END
WHERE e.is_public GROUP BY 1
"""


def look() -> Iterator[Value]:
    """What there is now."""
    yield from _without_few("freins-issues", dict(rows(_OUTCOMES)))
    yield from _without_few("freins-recus", dict(rows(_CASES)))
    yield Value("reponses-publiees", dict(rows(_PRECEDENTS))["valid"])
    found = dict(rows(_EXPERIMENTS, {"today": clock.today()}))
    yield from whole("experimentations", sum(found.values()), found)
    yield from by_region("experimentations", dict(rows(_EXPERIMENTS_BY_REGION)), REGIONS)


def _without_few(figure: str, found: Mapping[str, int]) -> Iterator[Value]:
    """The total, and the parts that may be published beside it."""
    yield Value(figure, sum(found.values()))
    hidden = hidden_parts([Decimal(count) for count in found.values()])
    for at, (part, count) in enumerate(found.items()):
        yield Value(figure, None if at in hidden else count, part, left_out=1 if at in hidden else 0)
