"""Organisations of the public directory."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.opendata.datasets.dataset import Dataset, Standard
from frenchimpact.organisations.models import Organisation

ORGANISATIONS = """
SELECT o.slug AS identifiant, o.name AS nom, o.siren, o.siret, o.rna, o.legal_category AS categorie_juridique,
  array_to_string(o.kinds, '|') AS type, coalesce(c.code, '') AS commune, coalesce(c.name, '') AS commune_nom,
  coalesce(d.code, '') AS departement, coalesce(r.code, '') AS region, o.address AS adresse, o.website AS site, o.email AS courriel,
  o.description,
  array_to_string(o.themes, '|') AS themes, (o.updated_at AT TIME ZONE %(zone)s)::date AS mis_a_jour,
  %(base)s || '/structures/' || o.slug || '/' AS adresse_fiche,
  CASE WHEN o.source_key = '' THEN 'slug:' || o.slug ELSE o.source_key END AS id_source,
  CASE WHEN o.source = 'demo' THEN 'oui' ELSE 'non' END AS demonstration, c.longitude, c.latitude
FROM organisations_organisation o LEFT JOIN geo_place c ON c.id = o.commune_id
LEFT JOIN geo_place d ON d.id = c.department_id LEFT JOIN geo_place r ON r.id = c.region_id
WHERE o.is_published AND o.closed_on IS NULL ORDER BY o.id
"""

# The form of data·inclusion for structures, version 1. What its schema would refuse is left out: a number or an address that was
# typed with a mistake. No postcode: a commune has several.
_INCLUSION = """
SELECT trim('-' FROM regexp_replace(core_fold(%(programme)s), '[^a-z0-9]+', '-', 'g')) AS source,
  trim('-' FROM regexp_replace(core_fold(%(programme)s), '[^a-z0-9]+', '-', 'g')) || '--' || o.slug AS id,
  rtrim(left(o.name, 150), '. ') AS nom, to_char(o.updated_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD') AS date_maj,
  CASE WHEN length(trim(o.description)) >= 5 THEN left(o.description, 10000) END AS description,
  %(base)s || '/structures/' || o.slug || '/' AS lien_source, CASE WHEN o.siret ~ '^[0-9]{14}$' THEN o.siret END AS siret,
  c.name AS commune, c.code AS code_insee, nullif(o.address, '') AS adresse, c.longitude, c.latitude,
  CASE WHEN o.email ~* '^[a-z0-9_+-]+(\\.[a-z0-9_+-]+)*@([a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?\\.)+[a-z]{2,20}$'
    AND o.email !~* '[@.](test|example|invalid|localhost|local|onion|arpa)$' AND length(o.email) <= 200
    AND position('@' IN o.email) <= 65 THEN o.email END AS courriel,
  CASE WHEN o.website ~* '^https?://([a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?\\.)+[a-z]{2,20}(/[^[:space:]]*)?$' THEN o.website END AS site_web
FROM organisations_organisation o LEFT JOIN geo_place c ON c.id = o.commune_id
WHERE o.is_published AND o.closed_on IS NULL AND length(rtrim(left(o.name, 150), '. ')) >= 3 ORDER BY o.id
"""

OPEN = (
    Dataset(
        "organisations",
        _("Organisations"),
        _("Les structures de l’annuaire public : identifiants, types, commune, thèmes."),
        ORGANISATIONS,
        key=("identifiant",),
        collection="organisations",
        state="SELECT count(*), max(updated_at) FROM organisations_organisation WHERE is_published AND closed_on IS NULL",
        columns={
            "identifiant": _("Identifiant public, celui de la fiche."),
            "siret": _("Numéro SIRET de l’établissement, à quatorze chiffres."),
            "rna": _("Numéro au répertoire national des associations, s’il y en a un."),
            "categorie_juridique": _("Catégorie juridique de l’INSEE."),
            "type": _("Ce que la structure est ou fait : codes séparés par « | »."),
            "commune_nom": _("Nom de la commune."),
            "departement": _("Code officiel du département."),
            "courriel": _("Courriel de contact de la structure."),
            "longitude": _("Longitude en degrés (WGS 84) de la commune."),
        },
        codes={"type": (Organisation, "kinds")},
    ),
    Dataset(
        "structures.data-inclusion",
        _("Organisations, au format data·inclusion"),
        _("Les mêmes structures, selon le schéma de l’offre d’insertion (version 1)."),
        _INCLUSION,
        forms=("json",),
        standard=Standard("data·inclusion, structures 1.0", "https://data-inclusion-schema.readthedocs.io/"),
        opening="[\n",
        closing="]\n",
    ),
)
