"""Labelled territories and their plans: our own columns, and the State's form « projets de collectivités »."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.labels.models import Label
from frenchimpact.opendata.datasets.dataset import Dataset, Standard
from frenchimpact.territories.models import Action

# Its units with their keys, its label (the one that holds, or else the latest), its challenges in words. No address of a person.
TERRITORIES = """
SELECT t.reference, t.name AS nom, CASE WHEN o.is_published THEN o.slug ELSE '' END AS porte_par, coalesce(o.name, '') AS porteur_nom,
  coalesce(o.siren, '') AS siren, coalesce(places.keys, '') AS lieux, t.perimeter_words AS perimetre_libre, t.vintage AS millesime,
  coalesce(ground.communes, 0) AS communes, coalesce(ground.population, 0) AS population, coalesce(l.reference, '') AS label,
  coalesce(l.status, '') AS statut, l.granted_on AS attribue_le, l.valid_until AS fin,
  (SELECT count(*) FROM territories_member m WHERE m.territory_id = t.id AND m.until IS NULL) AS membres,
  coalesce((SELECT string_agg(c.title, '|' ORDER BY c.number) FROM territories_challenge c WHERE c.territory_id = t.id), '') AS defis,
  coalesce((SELECT string_agg(DISTINCT theme, '|' ORDER BY theme) FROM territories_challenge c, unnest(c.themes) theme
    WHERE c.territory_id = t.id), '') AS themes,
  t.source, (t.changed_at AT TIME ZONE %(zone)s)::date AS mis_a_jour,
  %(base)s || '/territoires/' || t.slug || '/' AS adresse_fiche,
  CASE WHEN t.is_demo THEN 'oui' ELSE 'non' END AS demonstration, places.longitude, places.latitude
FROM territories_territory t LEFT JOIN organisations_organisation o ON o.id = t.lead_id
LEFT JOIN LATERAL (
  SELECT l.* FROM territories_territorylabel tl JOIN labels_label l ON l.id = tl.label_id WHERE tl.territory_id = t.id
  ORDER BY l.status IN ('active', 'observed') DESC, l.granted_on DESC, l.id DESC LIMIT 1
) l ON true
LEFT JOIN LATERAL (
  SELECT string_agg(g.level || ':' || g.code || CASE WHEN tp.is_confirmed THEN '' ELSE '?' END, '|' ORDER BY tp.id) AS keys,
    (array_agg(g.longitude ORDER BY tp.id))[1] AS longitude, (array_agg(g.latitude ORDER BY tp.id))[1] AS latitude
  FROM territories_territoryplace tp JOIN geo_place g ON g.id = tp.place_id WHERE tp.territory_id = t.id AND tp.until IS NULL
) places ON true
LEFT JOIN LATERAL (
  SELECT count(*) AS communes, sum(g.population) AS population
  FROM territories_territorycommune tc JOIN geo_place g ON g.id = tc.commune_id WHERE tc.territory_id = t.id
) ground ON true
ORDER BY t.id
"""

# Organisations and figures; no pilot, who is a person.
ACTIONS = """
SELECT t.reference AS territoire, 'A-' || lpad(a.number::text, greatest(2, length(a.number::text)), '0') AS action, a.title AS titre,
  a.description, c.number AS defi, c.title AS defi_titre, b.title AS objectif, a.state AS etat, a.progress AS avancement,
  coalesce(o.name, '') AS responsable, coalesce(o.siren, '') AS siren, a.starts_on AS debut, a.ends_on AS fin,
  coalesce(money.planned, 0) AS budget_prevu, coalesce(money.secured, 0) AS budget_acquis, coalesce(money.spent, 0) AS budget_depense,
  (a.changed_at AT TIME ZONE %(zone)s)::date AS mis_a_jour,
  %(base)s || '/territoires/' || t.slug || '/defis/' || c.number || '/' AS adresse_fiche,
  CASE WHEN t.is_demo THEN 'oui' ELSE 'non' END AS demonstration, spot.longitude, spot.latitude
FROM territories_action a JOIN territories_territory t ON t.id = a.territory_id JOIN territories_objective b ON b.id = a.objective_id
JOIN territories_challenge c ON c.id = b.challenge_id LEFT JOIN organisations_organisation o ON o.id = a.owner_id
LEFT JOIN LATERAL (
  SELECT sum(planned) AS planned, sum(secured) AS secured, sum(spent) AS spent
  FROM territories_budgetline l WHERE l.action_id = a.id AND l.unit = 'eur'
) money ON true
LEFT JOIN LATERAL (
  SELECT g.longitude, g.latitude FROM territories_territoryplace tp JOIN geo_place g ON g.id = tp.place_id
  WHERE tp.territory_id = t.id AND tp.until IS NULL ORDER BY tp.id LIMIT 1
) spot ON true
ORDER BY a.id
"""

# The State's form « projets de collectivités » 0.1.0 (etalab-2.0): its columns in its order, those about a person left empty.
# The identifier is made from the reference, so that an action keeps the same whatever base it is in.
TERRITORY_PROJECTS = """
SELECT overlay(overlay(md5(t.reference || '/' || a.number) placing '8' from 13) placing '8' from 17)::uuid AS id,
  to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "createdAt",
  to_char(a.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "updatedAt",
  a.title AS nom, nullif(a.description, '') AS description, money.planned AS "budgetPrevisionnel",
  to_char(a.starts_on, 'YYYY-MM-DD') AS "dateDebutPrevisionnelle", CASE a.state WHEN 'to_start' THEN 'Étude' ELSE 'Opération' END AS phase,
  CASE WHEN a.state = 'blocked' THEN 'Bloqué' WHEN a.state = 'done' THEN 'Terminé' WHEN a.state = 'dropped' THEN 'Abandonné'
    WHEN a.ends_on < %(today)s THEN 'En retard' ELSE 'En cours' END AS "phaseStatut",
  %(programme)s AS programme,
  (SELECT one.siret FROM organisations_organisation one WHERE one.id IN (a.owner_id, t.lead_id) AND length(one.siret) = 14
    ORDER BY one.id = a.owner_id DESC NULLS LAST LIMIT 1) AS "porteurCodeSiret",
  NULL::text AS "porteurReferentEmail", NULL::text AS "porteurReferentTelephone", NULL::text AS "porteurReferentPrenom",
  NULL::text AS "porteurReferentNom", NULL::text AS "porteurReferentFonction", NULL::text AS competences, NULL::text AS leviers,
  NULL::text AS "mecId", NULL::text AS "tetId", NULL::text AS "recocoId",
  (SELECT json_agg(g.code ORDER BY tp.id)::text FROM territories_territoryplace tp JOIN geo_place g ON g.id = tp.place_id
    WHERE tp.territory_id = t.id AND tp.until IS NULL) AS "collectiviteIds"
FROM territories_action a JOIN territories_territory t ON t.id = a.territory_id
LEFT JOIN LATERAL (
  SELECT round(sum(planned))::bigint AS planned FROM territories_budgetline l WHERE l.action_id = a.id AND l.unit = 'eur'
) money ON true
ORDER BY a.id
"""

OPEN = (
    Dataset(
        "territoires",
        _("Territoires"),
        _("Les territoires labellisés : qui les porte, périmètre, label, défis. Ils se recoupent : ne pas additionner."),
        TERRITORIES,
        key=("reference",),
        collection="territories",
        state="SELECT count(*), max(changed_at) FROM territories_territory",
        columns={
            "porte_par": _("Identifiant de la structure qui porte le collectif ; vide si elle n’est pas publiée."),
            "porteur_nom": _("Nom de la structure qui porte le collectif."),
            "lieux": _("Lieux, en « niveau:code officiel », séparés par « | ». Un « ? » suit un lieu à confirmer."),
            "perimetre_libre": _("Périmètre en mots, quand aucune unité officielle ne le dit."),
            "millesime": _("Année de la géographie employée."),
            "communes": _("Nombre de communes couvertes."),
            "population": _("Habitants des communes couvertes. Les territoires se recoupent : ne pas additionner."),
            "label": _("Référence du label dans le jeu « labels »."),
            "fin": _("Dernier jour où le label vaut ; vide s’il n’y en a pas."),
            "membres": _("Nombre de structures membres."),
            "defis": _("Défis que le territoire s’est donnés, séparés par « | »."),
        },
        codes={"statut": (Label, "status")},
    ),
    Dataset(
        "actions",
        _("Actions"),
        _("Les plans d’action des territoires : état, responsable, dates, budgets."),
        ACTIONS,
        key=("territoire", "action"),
        state="SELECT count(*), max(changed_at) FROM territories_action",
        columns={
            "action": _("Numéro de l’action dans son territoire."),
            "defi_titre": _("Titre du défi."),
            "objectif": _("Objectif que l’action sert."),
            "etat": _("Où en est l’action."),
            "avancement": _("Avancement, en pour cent."),
            "responsable": _("Structure qui en est responsable."),
            "budget_prevu": _("Budget prévu, en euros."),
            "budget_acquis": _("Budget acquis, en euros."),
            "budget_depense": _("Budget dépensé, en euros."),
        },
        codes={"etat": (Action, "state")},
    ),
    Dataset(
        "projets-territoire",
        _("Actions, au format « projets de collectivités »"),
        _("Les mêmes actions, selon le schéma de données de l’État (version 0.1.0)."),
        TERRITORY_PROJECTS,
        standard=Standard("Projets de collectivités 0.1.0", "https://schema.data.gouv.fr/betagouv/projets-territoire/"),
        forms=("csv",),
    ),
)
