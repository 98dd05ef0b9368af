"""Organisations of the public directory."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.opendata.datasets.dataset import Dataset
from frenchimpact.organisations.models import Organisation

ORGANISATIONS = """
SELECT o.slug AS identifiant, o.name AS nom, o.siren, o.siret, o.rna, o.legal_category AS categorie_juridique,
  array_to_string(o.kinds, '|') AS type, coalesce(c.code, '') AS commune, coalesce(c.name, '') AS commune_nom,
  coalesce(d.code, '') AS departement, coalesce(r.code, '') AS region, o.address AS adresse, o.website AS site, o.email AS courriel,
  o.description,
  array_to_string(o.themes, '|') AS themes, o.updated_at::date AS mis_a_jour, %(base)s || '/structures/' || o.slug || '/' AS adresse_fiche,
  CASE WHEN o.source_key = '' THEN 'slug:' || o.slug ELSE o.source_key END AS id_source,
  CASE WHEN o.source = 'demo' THEN 'oui' ELSE 'non' END AS demonstration, c.longitude, c.latitude
FROM organisations_organisation o LEFT JOIN geo_place c ON c.id = o.commune_id
LEFT JOIN geo_place d ON d.id = c.department_id LEFT JOIN geo_place r ON r.id = c.region_id
WHERE o.is_published AND o.closed_on IS NULL ORDER BY o.id
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
)
