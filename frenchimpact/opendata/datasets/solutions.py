"""Solutions as open data: what the public list shows, a row each, where the first team works."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.opendata.datasets.dataset import Dataset
from frenchimpact.solutions.models import Solution

SOLUTIONS = """
SELECT s.reference, s.title AS titre, s.summary AS resume, p.reference AS projet, p.name AS projet_nom, coalesce(o.name, '') AS structure,
  s.mode, s.licence, array_to_string(s.themes, '|') AS themes, array_to_string(s.publics, '|') AS publics,
  array_to_string(s.surroundings, '|') AS milieux, s.population_min AS habitants_min, s.population_max AS habitants_max,
  array_to_string(s.actors, '|') AS acteurs, trim_scale(s.start_min) AS demarrage_min, trim_scale(s.start_max) AS demarrage_max,
  trim_scale(s.yearly_min) AS annuel_min, trim_scale(s.yearly_max) AS annuel_max, k.number AS version, k.before AS avant, k.after AS apres,
  k.fixed AS ne_change_pas, k.free AS adaptable, k.prerequisites AS conditions, k.risks AS risques,
  coalesce((SELECT string_agg(step->>'title', '|' ORDER BY at)
    FROM jsonb_array_elements(k.steps) WITH ORDINALITY x(step, at)), '') AS etapes,
  coalesce((SELECT string_agg(i.code || '@' || i.version, '|' ORDER BY i.code) FROM solutions_solution_indicators l
    JOIN methods_indicator i ON i.id = l.indicator_id WHERE l.solution_id = s.id), '') AS indicateurs,
  coalesce((SELECT string_agg(a.reference, '|' ORDER BY a.reference) FROM solutions_solution_precedents l
    JOIN barriers_precedent a ON a.id = l.precedent_id WHERE l.solution_id = s.id AND a.published_at IS NOT NULL), '') AS freins_leves,
  taken.launched AS reprises_lancees, taken.running AS reprises_en_cours, taken.stopped AS reprises_arretees,
  (s.published_at AT TIME ZONE %(zone)s)::date AS publiee_le, %(base)s || '/solutions/' || s.slug || '/' AS adresse_fiche,
  CASE WHEN s.is_demo THEN 'oui' ELSE 'non' END AS demonstration, spot.longitude, spot.latitude
FROM solutions_solution s JOIN projects_project p ON p.id = s.project_id
LEFT JOIN organisations_organisation o ON o.id = p.organisation_id AND o.is_published
JOIN LATERAL (
  SELECT * FROM solutions_kit k WHERE k.solution_id = s.id AND k.published_at IS NOT NULL ORDER BY number DESC LIMIT 1
) k ON true
LEFT JOIN LATERAL (
  SELECT count(*) FILTER (WHERE launched_on IS NOT NULL) AS launched, count(*) FILTER (WHERE state IN ('launched', 'running')) AS running,
    count(*) FILTER (WHERE state = 'closed' AND ending = 'stopped') AS stopped FROM solutions_adoption a WHERE a.solution_id = s.id
) taken ON true
LEFT JOIN LATERAL (
  SELECT g.longitude, g.latitude FROM projects_projectplace l JOIN geo_place g ON g.id = l.place_id
  WHERE l.project_id = p.id ORDER BY l.id LIMIT 1
) spot ON true
WHERE s.state = 'published' ORDER BY s.id
"""

OPEN = (
    Dataset(
        "solutions",
        _("Solutions à reprendre"),
        _("Ce qui a fait ses preuves quelque part : kit, coûts, conditions, où cela convient, combien l’ont repris, combien ont arrêté."),
        SOLUTIONS,
        key=("reference",),
        collection="solutions",
        columns={
            "projet_nom": _("Nom du projet d’où vient la solution."),
            "structure": _("Nom de la structure qui porte ce projet."),
            "mode": _("Façon de la reprendre."),
            "licence": _("Licence ou charte."),
            "milieux": _("Milieux où elle convient, séparés par « | ». Vide : tous."),
            "habitants_min": _("À partir de combien d’habitants ; vide : sans minimum."),
            "habitants_max": _("Jusqu’à combien d’habitants ; vide : sans maximum."),
            "acteurs": _("Formes de structures qu’il faut sur place, séparées par « | »."),
            "demarrage_min": _("Coût de démarrage au moins, en euros ; vide s’il n’est pas dit."),
            "demarrage_max": _("Coût de démarrage au plus, en euros."),
            "annuel_min": _("Coût par an au moins, en euros ; vide s’il n’est pas dit."),
            "annuel_max": _("Coût par an au plus, en euros."),
            "version": _("Numéro de la version du kit en vigueur."),
            "avant": _("La situation sans la solution."),
            "apres": _("Ce qui a changé avec elle."),
            "ne_change_pas": _("Ce sans quoi ce n’est plus la même solution."),
            "adaptable": _("Ce que chacun adapte."),
            "conditions": _("Ce qu’il faut avant de commencer."),
            "risques": _("Ce qui peut mal tourner."),
            "etapes": _("Titres des étapes, dans l’ordre, séparés par « | »."),
            "indicateurs": _("Indicateurs que chacun mesure, en « code@version », séparés par « | »."),
            "freins_leves": _("Références des réponses publiées qui lèvent des freins, séparées par « | »."),
            "reprises_lancees": _("Combien de fois elle fut lancée ailleurs."),
            "reprises_en_cours": _("Combien de reprises lancées ou en fonctionnement aujourd’hui."),
            "reprises_arretees": _("Combien de reprises arrêtées."),
        },
        codes={"mode": (Solution, "mode"), "milieux": (Solution, "surroundings"), "acteurs": (Solution, "actors")},
    ),
)
