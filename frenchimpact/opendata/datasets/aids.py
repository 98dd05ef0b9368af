"""Aids as open data: our own columns, and the State's form « dispositif-aide » 0.2.0 with its extension for professionals."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.aids.models import Aid
from frenchimpact.opendata.datasets.dataset import Dataset, Standard

AIDS = """
SELECT a.reference, a.title AS titre, a.promise AS promesse, a.description, a.eligibility AS eligibilite, a.steps AS etapes,
  array_to_string(a.instruments, '|') AS nature, coalesce(o.name, a.funder_name) AS financeur, coalesce(o.siren, '') AS financeur_siren,
  CASE WHEN o.is_published THEN o.slug ELSE '' END AS organisation, a.origin AS origine, a.regime, coalesce(spot.keys, '') AS lieux,
  coalesce(spot.excluded, '') AS lieux_exclus, coalesce(asked.themes, '') AS themes, coalesce(asked.forms, '') AS formes,
  coalesce(asked.stages, '') AS etapes_du_projet, a.ticket_min AS montant_min, a.ticket_max AS montant_max, a.rate_max AS taux_max,
  a.amounts_note AS montants, a.rhythm AS rythme, a.opens_on AS ouvre_le, a.closes_on AS ferme_le, a.next_opens_on AS prochaine_ouverture,
  a.next_closes_on AS prochaine_fermeture, a.way AS comment, a.apply_url AS demande, a.source_url AS site, a.contact,
  array_to_string(a.programmes, '|') AS programmes, coalesce(s.name, '') AS source,
  (a.checked_at AT TIME ZONE %(zone)s)::date AS verifie_le, (a.published_at AT TIME ZONE %(zone)s)::date AS publie_le,
  (a.updated_at AT TIME ZONE %(zone)s)::date AS mis_a_jour, %(base)s || '/financements/' || a.slug || '/' AS adresse_fiche,
  CASE WHEN a.is_demo THEN 'oui' ELSE 'non' END AS demonstration, CASE WHEN a.is_generic THEN 'oui' ELSE 'non' END AS generique,
  coalesce(frame.reference, '') AS variante_de, spot.longitude, spot.latitude
FROM aids_aid a LEFT JOIN organisations_organisation o ON o.id = a.funder_id LEFT JOIN aids_source s ON s.id = a.source_id
LEFT JOIN aids_aid frame ON frame.id = a.generic_id
LEFT JOIN LATERAL (
  SELECT string_agg(g.level || ':' || g.code, '|' ORDER BY ap.id) FILTER (WHERE NOT ap.is_excluded) AS keys,
    string_agg(g.level || ':' || g.code, '|' ORDER BY ap.id) FILTER (WHERE ap.is_excluded) AS excluded,
    (array_agg(g.longitude ORDER BY ap.is_excluded, ap.id))[1] AS longitude,
    (array_agg(g.latitude ORDER BY ap.is_excluded, ap.id))[1] AS latitude
  FROM aids_aidplace ap JOIN geo_place g ON g.id = ap.place_id WHERE ap.aid_id = a.id
) spot ON true
LEFT JOIN LATERAL (
  SELECT max(array_to_string(values, '|')) FILTER (WHERE subject = 'theme' AND NOT is_wish) AS themes,
    max(array_to_string(values, '|')) FILTER (WHERE subject = 'form') AS forms,
    max(array_to_string(values, '|')) FILTER (WHERE subject = 'stage') AS stages
  FROM aids_rule r WHERE r.aid_id = a.id
) asked ON true
WHERE a.status = 'published' ORDER BY a.id
"""

# A place in the official code. The form has no way to write « 2A » and « 2B »: their departments are given by their
# intermunicipalities, their communes by the one in which they are.
_COG = """
CASE g.level WHEN 'pays' THEN 'PAYS-99100' WHEN 'region' THEN 'REG-' || g.code
  WHEN 'departement' THEN CASE WHEN g.code ~ '^[0-9]+$' THEN 'DEP-' || g.code ELSE coalesce(
    (SELECT string_agg('EPCI-' || e.code, '|' ORDER BY e.code) FROM geo_place e
      WHERE e.level = 'epci' AND e.department_id = g.id AND e.is_current), 'REG-94') END
  WHEN 'commune' THEN CASE WHEN g.code ~ '^[0-9]+$' THEN 'COM-' || g.code ELSE coalesce('EPCI-' || u.code, 'REG-94') END
  ELSE 'EPCI-' || g.code END
"""
_COVERED = f"""
(SELECT string_agg({_COG}, '|' ORDER BY ap.id) FROM aids_aidplace ap JOIN geo_place g ON g.id = ap.place_id
  LEFT JOIN geo_place u ON u.id = g.epci_id WHERE ap.aid_id = a.id AND {{excluded}})
"""  # noqa: S608  constants of this module
_TARGETS = "(professionnels|particuliers|associations|secteur public)"
# What the source said is given back, unless a person wrote over it since.
_BASE = f"""
SELECT a.*, CASE WHEN a.source_key ~* '^[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}$'
    AND count(*) OVER (PARTITION BY lower(a.source_key)) = 1 THEN lower(a.source_key)
    ELSE overlay(overlay(md5(a.reference) placing '8' from 13) placing '8' from 17)::uuid::text END AS uuid,
  coalesce(a.origins->'rules'->>'from', '') LIKE 'source:%%' AS has_their_rules,
  CASE WHEN a.origins->'instruments'->>'from' LIKE 'source:%%' THEN nullif(a.extra->>'types_aides', '') END AS types,
  f.values AS forms, e.minimum AS employees_min, e.maximum AS employees_max, y.minimum AS months_min,
  CASE WHEN a.origins->'rules'->>'from' LIKE 'source:%%' AND lower(a.extra->>'cibles') ~ '^{_TARGETS}(\\|{_TARGETS})*$'
    THEN lower(a.extra->>'cibles')
    WHEN f.values IS NULL THEN 'professionnels|particuliers|associations|secteur public'
    ELSE concat_ws('|', CASE WHEN f.values && '{{entreprise,cooperative,mutuelle,societe_ess}}' THEN 'professionnels' END,
      CASE WHEN f.values && '{{groupe,sans_structure}}' THEN 'particuliers' END,
      CASE WHEN f.values && '{{association,fondation}}' THEN 'associations' END,
      CASE WHEN f.values && '{{collectivite,administration,enseignement_recherche}}' THEN 'secteur public' END) END AS targets
FROM aids_aid a LEFT JOIN aids_rule f ON f.aid_id = a.id AND f.subject = 'form' AND NOT f.is_wish
LEFT JOIN aids_rule e ON e.aid_id = a.id AND e.subject = 'employees' LEFT JOIN aids_rule y ON y.aid_id = a.id AND y.subject = 'age'
WHERE a.status = 'published' AND EXISTS (SELECT 1 FROM aids_aidplace ap WHERE ap.aid_id = a.id AND NOT ap.is_excluded)
"""  # noqa: S608  constants of this module
_COLUMNS = f"""
a.uuid AS id, a.title AS titre, nullif(a.promise, '') AS promesse, coalesce(nullif(a.description, ''), a.title) AS description,
  coalesce(nullif(a.eligibility, ''), 'Les conditions sont sur la fiche : ' || %(base)s || '/financements/' || a.slug || '/')
    AS eligibilite,
  coalesce(a.types, nullif(array_to_string(a.instruments, '|'), ''), 'information') AS types_aides,
  CASE WHEN jsonb_array_length(a.partners) > 0 THEN a.partners ELSE jsonb_build_array(jsonb_build_object(
    'nom', coalesce(o.name, a.funder_name), 'siren', coalesce(o.siren, ''), 'roles', jsonb_build_array('financeur'))) END::text AS porteurs,
  -- The form has no word for a generic aid: it is the programme of its local variants.
  nullif(array_to_string((SELECT array_agg(g.title) FROM aids_aid g WHERE g.id = a.generic_id AND g.title <> ALL(a.programmes))
    || a.programmes, '|'), '') AS programmes_parents,
  coalesce(nullif(a.source_url, ''), nullif(a.apply_url, ''), %(base)s || '/financements/' || a.slug || '/') AS url_source,
  a.targets AS cibles, {_COVERED.format(excluded="NOT ap.is_excluded")} AS eligibilite_geographique,
  {_COVERED.format(excluded="ap.is_excluded")} AS eligibilite_geographique_exclusions,
  to_char(a.opens_on, 'YYYY-MM-DD"T00:00:00Z"') AS date_ouverture, to_char(a.closes_on, 'YYYY-MM-DD"T00:00:00Z"') AS date_cloture,
  to_char(a.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS date_mise_a_jour
"""  # noqa: S608  constants of this module
_FROM = f"FROM ({_BASE}) a LEFT JOIN organisations_organisation o ON o.id = a.funder_id"
STATE_FORM = f"SELECT {_COLUMNS} {_FROM} ORDER BY a.id"

_NAF = "([A-U]|[0-9]{{2}}(\\.[0-9]|\\.[0-9]{{2}}[A-Z]?)?)".replace("{{", "{").replace("}}", "}")


def _listed(name: str, one: str) -> str:
    """A list of the source, when it is written as the form asks."""
    return f"CASE WHEN a.extra->>'{name}' ~ '^{one}(\\|{one})*$' THEN a.extra->>'{name}' END AS {name}"


_WORD = "[^|]+"
PROFESSIONAL_FORM = f"""
SELECT {_COLUMNS}, nullif(a.extra->>'base_juridique', '') AS base_juridique,
  CASE WHEN a.employees_min = trunc(a.employees_min) THEN a.employees_min::bigint END AS eligibilite_effectif_minimal,
  CASE WHEN a.employees_max = trunc(a.employees_max) THEN a.employees_max::bigint END AS eligibilite_effectif_maximal,
  {_listed("eligibilite_categorie_taille_entreprise", "(MIC|PME|ETI|GE)")},
  ceil(a.months_min / 12)::bigint AS eligibilite_annees_existence_minimal,
  {_listed("eligibilite_forme_juridique", _WORD)}, {_listed("eligibilite_forme_juridique_exclusions", _WORD)},
  CASE WHEN a.extra->>'ciblage_secteur_activite' ~ '^{_WORD}(\\|{_WORD})*$' THEN a.extra->>'ciblage_secteur_activite'
    ELSE 'tous secteurs d’activité' END AS ciblage_secteur_activite,
  {_listed("ciblage_naf", _NAF)}, {_listed("ciblage_naf_exclusions", _NAF)}, nullif(a.extra->>'chainage_paiement', '') AS chainage_paiement
{_FROM} WHERE a.targets LIKE '%%professionnels%%' ORDER BY a.id
"""

OPEN = (
    Dataset(
        "aides",
        _("Aides"),
        _("Les aides publiées : financeur, nature, lieux, conditions, dates, montants."),
        AIDS,
        key=("reference",),
        collection="aids",
        state="SELECT count(*), max(updated_at) FROM aids_aid WHERE status = 'published'",
        columns={
            "promesse": _("Ce que l’aide apporte, en une phrase."),
            "eligibilite": _("Conditions, en texte libre : ce que les autres colonnes ne disent pas."),
            "etapes": _("Démarche à suivre."),
            "nature": _("Formes de l’aide, séparées par « | »."),
            "financeur": _("Nom du financeur."),
            "financeur_siren": _("SIREN du financeur."),
            "lieux": _("Lieux où l’aide vaut, en « niveau:code officiel », séparés par « | »."),
            "lieux_exclus": _("Lieux où elle ne vaut pas, de même."),
            "formes": _("Formes de structures acceptées, séparées par « | »."),
            "etapes_du_projet": _("Étapes de projet acceptées, séparées par « | »."),
            "montant_min": _("Montant le plus petit, en euros."),
            "montant_max": _("Montant le plus grand, en euros."),
            "taux_max": _("Part de la dépense que l’aide couvre au plus, en pour cent."),
            "montants": _("Précision sur les montants."),
            "rythme": _("Une fois, toujours ouverte, ou à dates régulières."),
            "ouvre_le": _("Jour de l’ouverture."),
            "ferme_le": _("Jour de la clôture."),
            "prochaine_ouverture": _("Jour de la prochaine ouverture."),
            "prochaine_fermeture": _("Jour de la prochaine clôture."),
            "comment": _("Par un dossier, ou par une mise en relation."),
            "demande": _("Adresse où faire la demande."),
            "site": _("Adresse de la page du financeur."),
            "contact": _("Service à qui parler."),
            "programmes": _("Programmes dont l’aide fait partie, séparés par « | »."),
            "verifie_le": _("Jour de la dernière vérification."),
            "generique": _("« oui » pour un cadre que d’autres adaptent à leur territoire."),
            "variante_de": _("Référence de l’aide dont celle-ci est la variante locale."),
        },
        codes={
            "nature": (Aid, "instruments"),
            "origine": (Aid, "origin"),
            "regime": (Aid, "regime"),
            "rythme": (Aid, "rhythm"),
            "comment": (Aid, "way"),
        },
    ),
    Dataset(
        "dispositifs-aide",
        _("Aides, au format « dispositif-aide »"),
        _("Les mêmes aides, selon le schéma de données de l’État (version 0.2.0)."),
        STATE_FORM,
        standard=Standard("Dispositif d’aide 0.2.0", "https://schema.data.gouv.fr/etalab/dispositif-aide/"),
        forms=("csv",),
    ),
    Dataset(
        "dispositifs-aide-professionnels",
        _("Aides aux professionnels, au format « dispositif-aide-professionnels »"),
        _("Celles qui s’adressent à des professionnels, selon l’extension du schéma de l’État (version 0.2.0)."),
        PROFESSIONAL_FORM,
        standard=Standard(
            "Dispositif d’aide aux professionnels 0.2.0", "https://schema.data.gouv.fr/etalab/dispositif-aide-professionnels/"
        ),
        forms=("csv",),
    ),
)
