"""Money committed as open data: our own columns, and the forms of others (360Giving, SCDL)."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.commitments.models import Commitment
from frenchimpact.opendata.datasets.dataset import Dataset, Standard

COMMITMENTS = """
SELECT c.reference, c.funder_name AS financeur, c.funder_number AS financeur_numero, coalesce(v.name, '') AS fonds_financeur,
  c.beneficiary_name AS beneficiaire, c.beneficiary_number AS beneficiaire_numero, coalesce(w.name, '') AS fonds_beneficiaire,
  CASE WHEN p.status = 'published' THEN p.reference ELSE '' END AS projet, c.title AS objet, c.instrument AS forme, c.origin AS origine,
  c.public_share AS part_publique, CASE WHEN c.is_preexisting THEN 'oui' ELSE 'non' END AS deja_la, c.regime,
  coalesce(r.code, '') AS region, coalesce(r.name, '') AS region_nom, c.theme, coalesce(a.reference, '') AS aide, c.state AS etat,
  c.committed_on AS engage_le, c.signed_on AS signe_le, c.gross AS montant_brut, c.cancelled AS montant_annule,
  c.recovered AS montant_recupere, c.gross - c.cancelled - c.recovered AS montant_net, c.paid AS montant_verse,
  c.justified AS montant_justifie, CASE WHEN c.funder_vehicle_id IS NULL THEN 'oui' ELSE 'non' END AS mobilise,
  CASE WHEN c.beneficiary_vehicle_id IS NULL THEN 'oui' ELSE 'non' END AS deploye, coalesce(t.decision, '') AS decision,
  coalesce(t.source_url, '') AS acte, c.source_name AS source, (c.changed_at AT TIME ZONE %(zone)s)::date AS mis_a_jour,
  %(base)s || '/financements/engagements/' || c.reference || '/' AS adresse_fiche,
  CASE WHEN c.is_demo THEN 'oui' ELSE 'non' END AS demonstration, r.longitude, r.latitude
FROM commitments_commitment c LEFT JOIN commitments_vehicle v ON v.id = c.funder_vehicle_id
LEFT JOIN commitments_vehicle w ON w.id = c.beneficiary_vehicle_id LEFT JOIN projects_project p ON p.id = c.project_id
LEFT JOIN geo_place r ON r.id = c.region_id LEFT JOIN aids_aid a ON a.id = c.aid_id
LEFT JOIN commitments_terms t ON t.commitment_id = c.id
ORDER BY c.id
"""

# What is never given back: gifts, prizes and grants.
_GIVEN = "('subvention', 'prix', 'mecenat_financier', 'mecenat_nature', 'mecenat_competences', 'participatif_don')"
# Who an organisation is for 360Giving: its SIREN in the French register, or else a mark of our own made from its number or its name.
_WHO = """
CASE WHEN c.{side}_number ~ '^[0-9]{{9}}([0-9]{{5}})?$' THEN 'FR-RCS-' || left(c.{side}_number, 9)
  ELSE %(prefix)s || '-org-' || CASE WHEN c.{side}_number <> '' THEN c.{side}_number ELSE left(md5(core_fold(c.{side}_name)), 12) END END
"""
GIVING = f"""
SELECT %(prefix)s || '-' || c.reference AS id, coalesce(nullif(c.title, ''), c.beneficiary_name) AS title,
  coalesce(nullif(c.title, ''), c.beneficiary_name) || CASE WHEN c.is_demo THEN ' (démonstration : tout est inventé)' ELSE '' END
    AS description,
  'EUR' AS currency, c.gross - c.cancelled - c.recovered AS "amountAwarded", c.paid - c.recovered AS "amountDisbursed",
  c.signed_on AS "awardDate", %(base)s || '/financements/engagements/' || c.reference || '/' AS url,
  CASE WHEN t.pays_from IS NOT NULL THEN json_build_array(json_strip_nulls(json_build_object(
    'startDate', t.pays_from, 'endDate', t.pays_until))) END AS "plannedDates",
  json_build_array(json_build_object('id', {_WHO.format(side="beneficiary")}, 'name', c.beneficiary_name)) AS "recipientOrganization",
  json_build_array(json_build_object('id', {_WHO.format(side="funder")}, 'name', c.funder_name)) AS "fundingOrganization",
  CASE WHEN r.id IS NOT NULL THEN json_build_array(json_build_object('name', r.name, 'countryCode', 'FR', 'geoCode', r.code)) END
    AS "beneficiaryLocation",
  CASE WHEN a.id IS NOT NULL THEN json_build_array(json_build_object('code', a.reference, 'title', a.title)) END AS "grantProgramme",
  json_build_array(json_build_object('vocabulary', %(programme)s, 'code', c.instrument)) AS "fundingType",
  CASE WHEN c.theme <> '' THEN json_build_array(json_build_object('vocabulary', %(programme)s, 'code', c.theme)) END AS classifications,
  %(base)s || '/donnees/engagements.360giving.json' AS "dataSource",
  to_char(c.changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS "dateModified"
FROM commitments_commitment c LEFT JOIN geo_place r ON r.id = c.region_id LEFT JOIN aids_aid a ON a.id = c.aid_id
LEFT JOIN commitments_terms t ON t.commitment_id = c.id
WHERE c.signed_on IS NOT NULL AND c.gross > c.cancelled + c.recovered AND c.instrument IN {_GIVEN} ORDER BY c.id
"""  # noqa: S608  constants of this module

# The national form, its columns in its order (Licence Ouverte 2.0). Each line is the part of one beneficiary: the whole of it.
SCDL_GRANTS = """
SELECT c.funder_name AS "nomAttribuant", c.funder_number AS "idAttribuant", to_char(c.signed_on, 'YYYY-MM-DD') AS "dateConvention",
  coalesce(nullif(t.decision, ''), c.reference) AS "referenceDecision", c.beneficiary_name AS "nomBeneficiaire",
  CASE WHEN c.beneficiary_number ~ '^[0-9]{14}$' THEN c.beneficiary_number END AS "idBeneficiaire",
  CASE WHEN c.beneficiary_number ~ '^W[0-9]{9}$' THEN c.beneficiary_number WHEN o.rna ~ '^W[0-9]{9}$' THEN o.rna END AS "rnaBeneficiaire",
  left(coalesce(nullif(c.title, ''), 'Subvention'), 256) AS objet, c.gross - c.cancelled - c.recovered AS montant,
  CASE t.nature WHEN 'kind' THEN 'aide en nature'
    WHEN 'both' THEN 'aide en numéraire;aide en nature' ELSE 'aide en numéraire' END AS nature,
  CASE t.conditions WHEN 'once' THEN 'unique' WHEN 'spread' THEN 'échelonné' ELSE 'autre' END AS "conditionsVersement",
  to_char(coalesce(t.pays_from, c.signed_on), 'YYYY-MM-DD') || coalesce('/' || to_char(t.pays_until, 'YYYY-MM-DD'), '')
    AS "datesPeriodeVersement",
  CASE WHEN length(t.register_number) <= 5 THEN nullif(t.register_number, '') END AS "idRAE",
  CASE WHEN t.is_notified THEN 'oui' ELSE 'non' END AS "notificationUE", '1.00' AS "pourcentageSubvention",
  coalesce(a.reference, nullif(t.scheme, '')) AS "dispositifAide"
FROM commitments_commitment c LEFT JOIN commitments_terms t ON t.commitment_id = c.id LEFT JOIN aids_aid a ON a.id = c.aid_id
LEFT JOIN organisations_organisation o ON o.id = c.beneficiary_id
WHERE c.instrument = 'subvention' AND c.signed_on IS NOT NULL AND c.gross > c.cancelled + c.recovered
  AND c.funder_number ~ '^[0-9]{14}$'
  AND (c.beneficiary_number ~ '^([0-9]{14}|W[0-9]{9})$' OR o.rna ~ '^W[0-9]{9}$')
ORDER BY c.id
"""

OPEN = (
    Dataset(
        "engagements",
        _("Engagements financiers"),
        _("L’argent engagé : qui, pour qui, combien, où en est-on. Ce qu’un fonds place n’est pas « mobilisé » une seconde fois."),
        COMMITMENTS,
        key=("reference",),
        collection="commitments",
        state="SELECT count(*), max(changed_at) FROM commitments_commitment",
        columns={
            "financeur": _("Qui donne ou prête."),
            "financeur_numero": _("SIREN ou SIRET du financeur."),
            "fonds_financeur": _("Fonds ou programme qui place l’argent."),
            "beneficiaire": _("Qui reçoit."),
            "beneficiaire_numero": _("SIREN, SIRET ou RNA du bénéficiaire."),
            "fonds_beneficiaire": _("Fonds ou programme qui reçoit l’argent pour le placer."),
            "objet": _("Objet de l’engagement."),
            "forme": _("Forme de l’argent : subvention, prêt, fonds propres…"),
            "part_publique": _("Part d’argent public, de 0 à 1."),
            "deja_la": _("« oui » si l’argent était déjà prévu avant le programme."),
            "theme": _("Code du thème."),
            "aide": _("Référence de l’aide dans le jeu « aides »."),
            "etat": _("Où en est l’engagement."),
            "engage_le": _("Jour de l’engagement."),
            "signe_le": _("Jour de la signature."),
            "montant_brut": _("Montant engagé, en euros."),
            "montant_annule": _("Montant annulé depuis, en euros."),
            "montant_recupere": _("Montant récupéré depuis, en euros."),
            "montant_net": _("Montant engagé qui reste, en euros."),
            "montant_verse": _("Montant versé, en euros."),
            "montant_justifie": _("Montant justifié par le bénéficiaire, en euros."),
            "mobilise": _("« oui » si la ligne compte dans l’objectif national : ce qu’un fonds place n’y compte pas une seconde fois."),
            "deploye": _("« oui » si l’argent va à quelqu’un qui agit."),
            "decision": _("Décision ou convention."),
            "acte": _("Adresse de l’acte."),
            "longitude": _("Longitude en degrés (WGS 84) du milieu de la région."),
        },
        codes={
            "forme": (Commitment, "instrument"),
            "origine": (Commitment, "origin"),
            "regime": (Commitment, "regime"),
            "etat": (Commitment, "state"),
        },
    ),
    Dataset(
        "engagements.360giving",
        _("Dons et subventions, au format 360Giving"),
        _("Les engagements signés sans remboursement, selon le standard international des données de subventions (version 1.4)."),
        GIVING,
        standard=Standard("360Giving 1.4", "https://standard.threesixtygiving.org/en/latest/"),
        forms=("json",),
        opening='{"version": "1.4", "grants": [\n',
    ),
    Dataset(
        "subventions.scdl",
        _("Subventions, au format SCDL"),
        _("Les subventions signées dont les deux côtés ont un numéro (SIRET, ou RNA du bénéficiaire), selon le schéma SCDL 2.1.1."),
        SCDL_GRANTS,
        standard=Standard("SCDL Subventions 2.1.1", "https://schema.data.gouv.fr/scdl/subventions/"),
        forms=("csv",),
    ),
)
