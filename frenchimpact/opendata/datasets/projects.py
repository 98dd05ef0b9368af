"""Published projects."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.opendata.datasets.dataset import Dataset
from frenchimpact.projects.models import Project

# What a team keeps for some is left out: the default audience of these two sections is everyone.
PROJECTS = """
SELECT p.reference, p.name AS nom, p.stage AS etape, p.problem AS probleme, p.answer AS reponse, array_to_string(p.themes, '|') AS themes,
  CASE WHEN hidden.publics THEN '' ELSE array_to_string(p.publics, '|') END AS publics,
  CASE WHEN hidden.publics THEN '' ELSE array_to_string(p.sdgs, '|') END AS odd,
  CASE WHEN hidden.structure OR NOT coalesce(o.is_published, false) THEN '' ELSE o.slug END AS organisation,
  coalesce(places.keys, '') AS lieux, (p.published_at AT TIME ZONE %(zone)s)::date AS publie_le,
  %(base)s || '/projets/' || p.slug || '/' AS adresse_fiche,
  CASE WHEN p.is_demo THEN 'oui' ELSE 'non' END AS demonstration, places.longitude, places.latitude
FROM projects_project p LEFT JOIN organisations_organisation o ON o.id = p.organisation_id
LEFT JOIN LATERAL (
  SELECT coalesce(bool_or(section = 'publics' AND audience <> 'public'), false) AS publics,
    coalesce(bool_or(section = 'structure' AND audience <> 'public'), false) AS structure
  FROM projects_sectionaudience a WHERE a.project_id = p.id
) hidden ON true
LEFT JOIN LATERAL (
  SELECT string_agg(g.level || ':' || g.code, '|' ORDER BY pp.id) AS keys,
    (array_agg(g.longitude ORDER BY pp.id))[1] AS longitude, (array_agg(g.latitude ORDER BY pp.id))[1] AS latitude
  FROM projects_projectplace pp JOIN geo_place g ON g.id = pp.place_id WHERE pp.project_id = p.id
) places ON true
WHERE p.status = 'published' ORDER BY p.id
"""

OPEN = (
    Dataset(
        "projets",
        _("Projets"),
        _("Les projets publiés : problème, réponse, étape, thèmes, lieux d’action."),
        PROJECTS,
        key=("reference",),
        collection="projects",
        state="SELECT count(*), max(updated_at) FROM projects_project WHERE status = 'published'",
        columns={
            "etape": _("Étape où en est le projet."),
            "probleme": _("Problème auquel le projet répond."),
            "reponse": _("Réponse que le projet apporte."),
        },
        codes={"etape": (Project, "stage")},
    ),
)
