"""What was measured and the figures of the country as open data: those of territories first, then those of projects."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from frenchimpact.impact.models import Measure
from frenchimpact.impact.queries import PUBLISHED
from frenchimpact.opendata.datasets.dataset import USUAL, Change, Dataset
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

# Readings of the observatory in force; `figures`: what each figure is. Of goals and themes, the parts that projects give.
FIGURES = """
SELECT d.indicateur, d.nom, d.definition, d.unite, d.nature, nullif(r.period, '')::int AS annee, r.value AS valeur,
  r.measurements AS valeurs, CASE d.origine WHEN 'territoires' THEN r.reported END AS territoires_declarants,
  CASE d.origine WHEN 'territoires' THEN r.expected END AS territoires_suivis, %(programme)s AS source, %(today)s::date AS arrete_le,
  %(base)s || d.adresse AS adresse_fiche, d.origine, CASE WHEN d.origine <> 'territoires' THEN r.version::int END AS version,
  CASE WHEN r.part LIKE '%%:%%' THEN split_part(r.part, ':', 1) ELSE r.level END AS coupe,
  CASE WHEN r.part LIKE '%%:%%' THEN split_part(r.part, ':', 2) ELSE r.code END AS code, r.verified_value AS valeur_verifiee,
  CASE d.origine WHEN 'projets' THEN r.expected END AS projets_attendus, CASE d.origine WHEN 'projets' THEN r.reported END
    AS projets_declarants, r.verified AS projets_verifies, CASE d.origine WHEN 'projets' THEN r.left_out END AS projets_non_comptes,
  CASE WHEN r.part LIKE '%%:%%' THEN '' ELSE r.part END AS part, r.low AS bas, r.high AS haut,
  CASE d.origine WHEN 'observatoire' THEN r.reported END AS dossiers, r.known_from AS connu_depuis,
  r.proven AS projets_preuve_2_ou_plus, r.partial AS projets_annee_incomplete,
  d.indicateur || CASE d.origine WHEN 'projets' THEN '-v' || r.version ELSE '' END
    || CASE WHEN r.period = '' THEN '' ELSE '-' || r.period END
    || CASE WHEN r.level = 'pays' THEN '' ELSE '--' || r.level || '-' || r.code END
    || CASE WHEN r.part = '' THEN '' ELSE '--' || replace(r.part, ':', '-') END AS identifiant
FROM observatory_reading r JOIN jsonb_to_recordset(%(figures)s::jsonb) AS d (figure text, indicateur text, nom text, definition text,
  unite text, nature text, origine text, adresse text, rang int) ON d.figure = r.figure
WHERE r.known_until IS NULL ORDER BY d.rang, r.figure, r.version DESC, r.period DESC, r.level, r.code, r.part
"""


def _one_after_the_other(first: str, second: str) -> str:
    return f"SELECT * FROM ({first}) a UNION ALL SELECT * FROM ({second}) b"  # noqa: S608  statements of this module


MEASUREMENTS = _one_after_the_other(_OF_TERRITORIES, _OF_PROJECTS.replace("<published>", PUBLISHED))

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
        _("Tous les chiffres de l’observatoire : argent, projets, délais, freins, solutions, et ce que projets et territoires mesurent."),
        FIGURES,
        forms=USUAL,
        known_now="r.known_until IS NULL",
        state="SELECT (SELECT count(*) FROM observatory_reading WHERE known_until IS NULL), (SELECT max(at) FROM observatory_round)",
        key=("identifiant",),
        collection="figures",
        changes=(
            Change(dt.date(2026, 12, 1), _("Colonne « identifiant » : la clé de la ligne, la même que dans l’API.")),
            Change(
                dt.date(2026, 12, 1),
                _("Colonnes « projets_preuve_2_ou_plus » et « projets_annee_incomplete » : ce que vaut un chiffre de projets."),
            ),
        ),
        columns={
            "indicateur": _("Code de l’indicateur."),
            "nom": _("Nom de l’indicateur."),
            "definition": _("Définition de ce qui est compté."),
            "nature": _("Comment les valeurs se réunissent : un flux s’additionne, un stock prend la dernière."),
            "annee": _("Année ; vide pour ce qui dit où l’on en est."),
            "valeurs": _("Nombre de valeurs réunies."),
            "territoires_declarants": _("Territoires qui ont donné une valeur pour cette année ou une suivante."),
            "territoires_suivis": _("Territoires qui suivent l’indicateur."),
            "arrete_le": _("Jour où le chiffre est calculé."),
            "origine": _("« territoires », « projets » ou « observatoire » : qui compte."),
            "version": _("Version de la définition."),
            "coupe": _("Ce que la ligne regarde : pays, région, objectif ou thème."),
            "code": _("Code de ce que la ligne regarde."),
            "valeur_verifiee": _("Part de la valeur que quelqu’un a vérifiée."),
            "projets_attendus": _("Projets qui suivent l’indicateur."),
            "projets_declarants": _("Projets qui ont donné une valeur."),
            "projets_verifies": _("Projets dont la valeur est vérifiée."),
            "projets_non_comptes": _("Projets laissés de côté, car ils comptent trop peu de personnes."),
            "part": _("Part du chiffre : étape, thème, issue ; vide pour le tout."),
            "bas": _("D’un délai, huit dossiers sur dix sont entre cette valeur et la suivante."),
            "haut": _("Voir « bas »."),
            "dossiers": _("Nombre de dossiers d’où vient un délai."),
            "connu_depuis": _("Instant depuis lequel cette valeur est celle que l’on connaît."),
            "projets_preuve_2_ou_plus": _("Projets déclarants dont le niveau de preuve est de 2 ou plus, sur 5."),
            "identifiant": _("Ce qui nomme la ligne : celui du même chiffre dans l’API."),
            "projets_annee_incomplete": _("Projets déclarants qui n’ont donné de valeurs que pour une partie de l’année."),
        },
    ),
)
