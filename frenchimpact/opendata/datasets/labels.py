"""The register of labels."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.labels.models import Label
from frenchimpact.opendata.datasets.dataset import Dataset

# Where the credential of a label is, when this register signed one.
LABELS = """
SELECT l.reference, k.code AS genre, k.fr AS genre_nom, l.holder_name AS titulaire, coalesce(o.siren, '') AS siren,
  CASE WHEN o.is_published THEN o.slug ELSE '' END AS organisation, l.territory AS territoire, coalesce(places.keys, '') AS lieux,
  l.status AS statut, l.granted_on AS attribue_le, l.valid_from AS debut, l.valid_until AS fin, l.decision, l.source, l.wave AS vague,
  coalesce(s.reference, l.successor_name) AS suite,
  CASE WHEN l.status_index IS NULL THEN '' ELSE %(base)s || '/labels/' || l.reference || '/attestation.json' END AS attestation,
  %(base)s || '/labels/' || l.reference || '/' AS adresse_fiche, CASE WHEN l.is_demo THEN 'oui' ELSE 'non' END AS demonstration,
  coalesce(places.longitude, c.longitude) AS longitude, coalesce(places.latitude, c.latitude) AS latitude
FROM labels_label l JOIN labels_labelkind k ON k.id = l.kind_id LEFT JOIN labels_label s ON s.id = l.successor_id
LEFT JOIN organisations_organisation o ON o.id = l.organisation_id LEFT JOIN geo_place c ON c.id = o.commune_id
LEFT JOIN LATERAL (
  SELECT string_agg(g.level || ':' || g.code || CASE WHEN lp.is_confirmed THEN '' ELSE '?' END, '|' ORDER BY lp.id) AS keys,
    (array_agg(g.longitude ORDER BY lp.id))[1] AS longitude, (array_agg(g.latitude ORDER BY lp.id))[1] AS latitude
  FROM labels_labelplace lp JOIN geo_place g ON g.id = lp.place_id WHERE lp.label_id = l.id
) places ON true
ORDER BY l.id
"""

OPEN = (
    Dataset(
        "labels",
        _("Labels"),
        _("Le registre des labels : titulaire, dates, état, décision ou source. Un lieu suivi d’un « ? » est le plus proche, à confirmer."),
        LABELS,
        key=("reference",),
        collection="labels",
        state="SELECT count(*), max(changed_at) FROM labels_label",
        columns={
            "genre": _("Code du label."),
            "genre_nom": _("Nom du label."),
            "titulaire": _("À qui le label est donné."),
            "territoire": _("Nom du territoire, pour un label de territoire."),
            "debut": _("Premier jour où le label vaut."),
            "fin": _("Dernier jour où le label vaut ; vide s’il n’y en a pas."),
            "decision": _("Décision qui l’a donné."),
            "vague": _("Vague d’attribution."),
            "suite": _("Label qui a pris sa suite."),
            "attestation": _("Adresse de l’attestation signée ; vide si ce registre ne l’a pas signée."),
            "lieux": _("Lieux, en « niveau:code officiel », séparés par « | ». Un « ? » suit un lieu à confirmer."),
        },
        codes={"statut": (Label, "status")},
    ),
)
