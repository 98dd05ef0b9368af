"""What was measured and the figures of the country as open data: those of territories first, then those of projects."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.impact.models import Measure
from frenchimpact.impact.queries import PUBLISHED
from frenchimpact.opendata.datasets.dataset import USUAL, Dataset
from frenchimpact.territories.models import Indicator

# The columns of the import first; the note of a value stays with the people of its territory, as on the pages.
_OF_TERRITORIES = """
SELECT t.reference || '/' || i.number AS indicateur, m.version, m.starts_on AS debut, m.ends_on AS fin, coalesce(p.place, '') AS lieu,
  m.value AS valeur, ''::text AS ventilation, coalesce(k.text, i.method) AS methode, ''::text AS preuve, 'mesure:' || m.id AS id_source,
  t.reference AS territoire, i.name AS nom, i.unit AS unite, i.frequency AS frequence, c.number AS defi,
  coalesce(n.code, '') AS indicateur_national, CASE WHEN i.counts_nationally THEN 'oui' ELSE 'non' END AS compte_pour_le_pays, i.source,
  m.at::date AS mis_a_jour, %(base)s || '/territoires/' || t.slug || '/defis/' || c.number || '/' AS adresse_fiche,
  CASE WHEN t.is_demo THEN 'oui' ELSE 'non' END AS demonstration, ''::text AS projet, ''::text AS etat, 'non'::text AS secret,
  spot.longitude, spot.latitude
FROM territories_measurement m JOIN territories_indicator i ON i.id = m.indicator_id JOIN territories_territory t ON t.id = i.territory_id
JOIN territories_challenge c ON c.id = i.challenge_id LEFT JOIN territories_commonindicator n ON n.id = i.common_id
LEFT JOIN LATERAL (
  SELECT min(u.level || ':' || u.code) AS place FROM territories_territoryplace tp JOIN geo_place u ON u.id = tp.place_id
  WHERE tp.territory_id = t.id AND tp.until IS NULL AND t.perimeter_words = '' HAVING count(*) = 1
) p ON true
LEFT JOIN LATERAL (
  SELECT text FROM territories_method WHERE indicator_id = i.id
  ORDER BY since <= m.ends_on DESC, CASE WHEN since <= m.ends_on THEN -number ELSE number END LIMIT 1
) k ON true
LEFT JOIN LATERAL (
  SELECT g.longitude, g.latitude FROM territories_territoryplace tp JOIN geo_place g ON g.id = tp.place_id
  WHERE tp.territory_id = t.id AND tp.until IS NULL ORDER BY tp.id LIMIT 1
) spot ON true
WHERE m.value IS NOT NULL ORDER BY i.id, m.ends_on
"""

_FIGURES_OF_TERRITORIES = """
SELECT k.code AS indicateur, k.fr AS nom, k.definition_fr AS definition, k.unit_fr AS unite, k.nature, s.year AS annee, s.value AS valeur,
  s.measurement_count AS valeurs, told.declared AS territoires_declarants, told.followed AS territoires_suivis,
  %(programme)s AS source, %(today)s::date AS arrete_le, %(base)s || '/territoires/#chiffres' AS adresse_fiche,
  'territoires'::text AS origine, NULL::int AS version, 'pays'::text AS coupe, 'FR'::text AS code, NULL::numeric AS valeur_verifiee,
  NULL::int AS projets_attendus, NULL::int AS projets_declarants, NULL::int AS projets_verifies, NULL::int AS projets_non_comptes
FROM territories_commonsum s JOIN territories_commonindicator k ON k.id = s.common_id
LEFT JOIN LATERAL (
  SELECT count(*) AS followed, count(*) FILTER (WHERE extract(year FROM last_on) >= s.year) AS declared FROM (
    SELECT max(i.last_on) AS last_on FROM territories_indicator i WHERE i.common_id = k.id AND i.counts_nationally GROUP BY i.territory_id
  ) one
) told ON true
WHERE s.measurement_count > 0 ORDER BY k.position, k.code, s.year DESC
"""

# A value that would tell few people, or give them back, has no number: `secret` says so. Its places are named without their shares.
_OF_PROJECTS = """
SELECT p.reference || '/' || i.code AS indicateur, m.version, m.starts_on AS debut, m.ends_on AS fin, coalesce(spots.keys, '') AS lieu,
  CASE WHEN told.is_hidden THEN NULL ELSE m.value END AS valeur, ''::text AS ventilation,
  coalesce(k.slug || '@' || v.number, '') AS methode,
  CASE WHEN f.evidence_until >= %(today)s THEN f.evidence ELSE 0 END::text AS preuve, 'mesure-projet:' || m.id AS id_source,
  ''::text AS territoire, i.name_fr AS nom, i.unit AS unite, i.frequency AS frequence, NULL::smallint AS defi,
  i.code || '@' || i.version AS indicateur_national, 'oui'::text AS compte_pour_le_pays, ''::text AS source, m.at::date AS mis_a_jour,
  %(base)s || '/impact/' || i.code || '/' AS adresse_fiche, CASE WHEN p.is_demo THEN 'oui' ELSE 'non' END AS demonstration,
  p.reference AS projet, m.state AS etat, CASE WHEN told.is_hidden THEN 'oui' ELSE 'non' END AS secret, spots.longitude, spots.latitude
FROM (<published>) told JOIN impact_measure m ON m.id = told.id JOIN impact_followed f ON f.id = m.followed_id
JOIN projects_project p ON p.id = f.project_id JOIN methods_indicator i ON i.id = f.indicator_id
LEFT JOIN methods_methodversion v ON v.id = m.method_version_id LEFT JOIN methods_method k ON k.id = v.method_id
LEFT JOIN LATERAL (
  SELECT string_agg(g.level || ':' || g.code, '|' ORDER BY g.level, g.code) AS keys,
    (array_agg(g.longitude ORDER BY g.level, g.code))[1] AS longitude, (array_agg(g.latitude ORDER BY g.level, g.code))[1] AS latitude
  FROM geo_place g WHERE g.id IN (
    SELECT m.place_id UNION ALL SELECT s.place_id FROM impact_measureshare s WHERE s.measure_id = m.id
  )
) spots ON true
ORDER BY p.reference, i.code, i.version, m.ends_on
"""

# `impact`: the figures of projects as they are published, worked out beforehand.
_FIGURES_OF_PROJECTS = """
SELECT indicateur, nom, definition, unite, regle AS nature, annee, valeur, NULL::int AS valeurs, NULL::int AS territoires_declarants,
  NULL::int AS territoires_suivis, %(programme)s AS source, %(today)s::date AS arrete_le,
  %(base)s || '/impact/' || indicateur || '/?version=' || version AS adresse_fiche, 'projets'::text AS origine, version, coupe, code,
  valeur_verifiee, attendus, declarants, verifies, non_comptes
FROM jsonb_to_recordset(%(impact)s::jsonb) AS told (indicateur text, version int, nom text, definition text, unite text, regle text,
  annee int, coupe text, code text, valeur numeric, valeur_verifiee numeric, attendus int, declarants int, verifies int, non_comptes int)
"""


def _one_after_the_other(first: str, second: str) -> str:
    return f"SELECT * FROM ({first}) a UNION ALL SELECT * FROM ({second}) b"  # noqa: S608  statements of this module


MEASUREMENTS = _one_after_the_other(_OF_TERRITORIES, _OF_PROJECTS.replace("<published>", PUBLISHED))
FIGURES = _one_after_the_other(_FIGURES_OF_TERRITORIES, _FIGURES_OF_PROJECTS)

OPEN = (
    Dataset(
        "mesures",
        _("Mesures"),
        _("Ce que les territoires et les projets publics ont mesuré, période par période. Pour le pays, voir les chiffres nationaux."),
        MEASUREMENTS,
        key=("id_source",),
        collection="measurements",
        state="""SELECT a.n + b.n, greatest(a.at, b.at) FROM
          (SELECT count(*) AS n, max(at) AS at FROM territories_measurement WHERE value IS NOT NULL) a,
          (SELECT count(*) AS n, max(m.at) AS at FROM (<published>) told JOIN impact_measure m ON m.id = told.id) b
        """.replace("<published>", PUBLISHED),
        columns={
            "indicateur": _("Ce qui est compté : référence du territoire et numéro, ou référence du projet et code."),
            "debut": _("Premier jour de la période."),
            "fin": _("Dernier jour de la période."),
            "ventilation": _("Toujours vide : chaque catégorie est un indicateur."),
            "methode": _("Comment la valeur est obtenue : méthode ouverte et version, ou texte."),
            "preuve": _("Niveau de preuve du projet, de 0 à 5 ; vide pour un territoire."),
            "territoire": _("Référence du territoire ; vide pour un projet."),
            "nom": _("Nom de l’indicateur."),
            "frequence": _("Tous les combien on compte."),
            "indicateur_national": _("Indicateur commun dont la valeur fait partie ; vide s’il n’y en a pas."),
            "compte_pour_le_pays": _("« oui » si la valeur entre dans le chiffre du pays."),
            "etat": _("État de la valeur d’un projet ; vide pour un territoire."),
            "secret": _("« oui » si la valeur ne peut être dite, car elle désignerait peu de personnes."),
        },
        codes={"frequence": (Indicator, "frequency"), "etat": (Measure, "state")},
    ),
    Dataset(
        "chiffres",
        _("Chiffres nationaux"),
        _("Les indicateurs communs par année ; ceux des projets aussi par région, objectif et thème. Chaque résultat compte une fois."),
        FIGURES,
        forms=USUAL,
        key=("origine", "indicateur", "version", "annee", "coupe", "code"),
        collection="figures",
        columns={
            "indicateur": _("Code de l’indicateur."),
            "nom": _("Nom de l’indicateur."),
            "definition": _("Définition de ce qui est compté."),
            "nature": _("Comment les valeurs se réunissent : un flux s’additionne, un stock prend la dernière."),
            "annee": _("Année."),
            "valeurs": _("Nombre de valeurs réunies."),
            "territoires_declarants": _("Territoires qui ont donné une valeur pour cette année ou une suivante."),
            "territoires_suivis": _("Territoires qui suivent l’indicateur."),
            "arrete_le": _("Jour où le chiffre est calculé."),
            "origine": _("« territoires » ou « projets » : qui a mesuré."),
            "version": _("Version de l’indicateur des projets."),
            "coupe": _("Ce que la ligne regarde : pays, région, objectif ou thème."),
            "code": _("Code de ce que la ligne regarde."),
            "valeur_verifiee": _("Part de la valeur que quelqu’un a vérifiée."),
            "projets_attendus": _("Projets qui suivent l’indicateur."),
            "projets_declarants": _("Projets qui ont donné une valeur."),
            "projets_verifies": _("Projets dont la valeur est vérifiée."),
            "projets_non_comptes": _("Projets laissés de côté, car ils comptent trop peu de personnes."),
        },
    ),
)
