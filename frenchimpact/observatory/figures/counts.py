"""Projects, organisations, labels, aids: how many there are, as public pages show them."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import Instrument
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.design.figures import REGIONS
from frenchimpact.labels.models import LabelKind
from frenchimpact.labels.queries import holding_by_region, holding_counts
from frenchimpact.observatory.figures.definition import Definition, Value, by_region, whole
from frenchimpact.projects.models import Project, Stage

QUESTION = "projets"
_SHEETS = _("Les fiches de cette plateforme, comptées une par une.")
_PUBLIC = _("France entière, outre-mer compris ; ce que tout le monde peut lire.")


def _stages() -> Mapping[str, Text]:
    return dict(Stage.choices)


def _states() -> Mapping[str, Text]:
    return dict(Project.Status.choices)


def _instruments() -> Mapping[str, Text]:
    return dict(Instrument.choices)


def _holders() -> Mapping[str, Text]:
    return dict(LabelKind.Holder.choices)


DEFINITIONS = (
    Definition(
        "projets-publies",
        QUESTION,
        _("Projets publiés"),
        _("Les projets lus sur la grille du programme et publiés avec l’accord de leur équipe."),
        _("On compte les fiches publiées. Un projet qui agit dans deux régions compte dans chacune : ne les additionnez pas."),
        _PUBLIC,
        _SHEETS,
        lines="/projets/",
        parts=_stages,
        parts_title=_("Étape"),
        has_regions=True,
    ),
    Definition(
        "projets-deposes",
        QUESTION,
        _("Projets déposés"),
        _("Tous les projets déposés, publiés ou non, selon l’état de leur lecture."),
        _("On compte les dépôts, jamais les brouillons. Chaque projet est dans un seul état."),
        _("France entière. Seuls les nombres sont publics : ce qui n’est pas publié ne se lit pas ligne à ligne."),
        _SHEETS,
        parts=_states,
        parts_title=_("État"),
    ),
    Definition(
        "organisations",
        QUESTION,
        _("Organisations de l’annuaire"),
        _("Les structures, entreprises, collectivités et financeurs qui ont une fiche publiée et ne sont pas fermés."),
        _("On compte les fiches, selon la commune du siège. Deux fiches réunies comptent pour une."),
        _PUBLIC,
        _SHEETS,
        lines="/annuaire/",
        has_regions=True,
    ),
    Definition(
        "labels-en-vigueur",
        QUESTION,
        _("Labels en vigueur"),
        _("Les labels donnés par le programme qui tiennent aujourd’hui, sous observation compris."),
        _("On compte les labels en cours ou sous observation. Un label qui couvre deux régions compte dans chacune."),
        _PUBLIC,
        _("Le registre public des labels."),
        lines="/labels/",
        parts=_holders,
        parts_title=_("Titulaire"),
        has_regions=True,
        limits=_("Les labels de 2019, dont la durée n’a pas été publiée, ne comptent pas ici."),
    ),
    Definition(
        "territoires-labellises",
        QUESTION,
        _("Territoires labellisés"),
        _("Les territoires que le programme a labellisés, ceux de 2019 compris."),
        _("On compte les labels de territoires en cours, sous observation ou historiques ; ceux qui ont pris fin ne comptent plus."),
        _PUBLIC,
        _("Le registre public des labels."),
        lines="/territoires/",
        has_regions=True,
        limits=_("Des territoires se recoupent, et certains touchent deux régions : ne les additionnez pas."),
    ),
    Definition(
        "aides-ouvertes",
        QUESTION,
        _("Aides ouvertes"),
        _("Les aides publiées que l’on peut demander aujourd’hui."),
        _("On compte les aides publiées dont la période est ouverte. Une aide de deux natures compte dans chacune."),
        _PUBLIC,
        _("Le catalogue des aides, tenu par leurs financeurs et relu."),
        lines="/financements/",
        parts=_instruments,
        parts_title=_("Forme de l’aide"),
    ),
)

_PROJECTS = "SELECT status, CASE WHEN status = 'published' THEN stage ELSE '' END, count(*) FROM projects_project GROUP BY 1, 2"
_PROJECTS_BY_REGION = """
SELECT r.code, count(DISTINCT p.id) FROM projects_project p JOIN projects_projectplace pp ON pp.project_id = p.id
JOIN geo_place g ON g.id = pp.place_id JOIN geo_place r ON r.id = CASE g.level WHEN 'region' THEN g.id ELSE g.region_id END
WHERE p.status = 'published' GROUP BY 1
"""
_ORGANISATIONS = """
SELECT coalesce(r.code, ''), count(*) FROM organisations_organisation o LEFT JOIN geo_place c ON c.id = o.commune_id
LEFT JOIN geo_place r ON r.id = c.region_id WHERE o.is_published AND o.closed_on IS NULL GROUP BY 1
"""
_LABELS = """
SELECT k.holder, count(*) FROM labels_label l JOIN labels_labelkind k ON k.id = l.kind_id
WHERE l.status IN ('active', 'observed') GROUP BY 1
"""
# Where it says it applies; the seat of who holds it otherwise.
_LABELS_BY_REGION = """
SELECT r.code, count(DISTINCT l.id) FROM labels_label l LEFT JOIN labels_labelplace lp ON lp.label_id = l.id
LEFT JOIN organisations_organisation o ON o.id = l.organisation_id AND lp.id IS NULL
JOIN geo_place g ON g.id = coalesce(lp.place_id, o.commune_id)
JOIN geo_place r ON r.id = CASE g.level WHEN 'region' THEN g.id ELSE g.region_id END
WHERE l.status IN ('active', 'observed') GROUP BY 1
"""
_AIDS = """
SELECT unnest(CASE instruments WHEN '{}' THEN ARRAY[''] ELSE instruments END), count(*) FROM aids_aid
WHERE status = 'published' AND (opens_on IS NULL OR opens_on <= %(today)s) AND (closes_on IS NULL OR closes_on >= %(today)s) GROUP BY 1
"""
_OPEN = """
SELECT 'open', count(*) FROM aids_aid
WHERE status = 'published' AND (opens_on IS NULL OR opens_on <= %(today)s) AND (closes_on IS NULL OR closes_on >= %(today)s)
"""


def look() -> Iterator[Value]:
    """What there is now."""
    yield from _projects()
    yield from _organisations()
    yield from _labels()
    given = {"today": clock.today()}
    count = dict(rows(_OPEN, given))["open"]
    yield from whole("aides-ouvertes", count, {part: n for part, n in rows(_AIDS, given) if part})


def rows(statement: str, given: dict[str, Any] | None = None) -> list[tuple[str, int]]:
    """What a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return [(code, count) for code, count in cursor.fetchall()]


def _projects() -> Iterator[Value]:
    stages: dict[str, int] = {}
    states: dict[str, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(_PROJECTS)
        for status, stage, count in cursor.fetchall():
            states[status] = states.get(status, 0) + count
            if stage:
                stages[stage] = stages.get(stage, 0) + count
    yield from whole("projets-publies", sum(stages.values()), stages)
    yield from whole("projets-deposes", sum(states.values()), states)
    yield from by_region("projets-publies", dict(rows(_PROJECTS_BY_REGION)), REGIONS)


def _organisations() -> Iterator[Value]:
    found = dict(rows(_ORGANISATIONS))
    yield Value("organisations", sum(found.values()))
    yield from by_region("organisations", found, REGIONS)


def _labels() -> Iterator[Value]:
    held = dict(rows(_LABELS))
    yield from whole("labels-en-vigueur", sum(held.values()), held)
    yield from by_region("labels-en-vigueur", dict(rows(_LABELS_BY_REGION)), REGIONS)
    yield Value("territoires-labellises", holding_counts()[1])
    yield from by_region("territoires-labellises", holding_by_region(), REGIONS)
