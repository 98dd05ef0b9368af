"""Experiments and derogations as open data: the public register, a row each."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.models import Experiment
from frenchimpact.opendata.datasets.dataset import Dataset

EXPERIMENTS = """
SELECT e.reference, e.title AS titre, e.object AS objet, e.channel AS voie, e.legal_basis AS fondement, coalesce(cited.texts, '') AS textes,
  e.authority_name AS autorite, e.beneficiary AS beneficiaire, coalesce(spot.keys, '') AS lieux, e.conditions,
  e.starts_on AS debut, e.ends_on AS fin, e.check_on AS mi_parcours_prevu_le, e.checked_on AS mi_parcours_tenu_le,
  e.ending AS decision, e.ended_on AS decide_le, e.ending_reason AS raison, e.evaluation AS bilan,
  coalesce(counted.names, '') AS indicateurs, %(base)s || '/experimentations/' || e.slug || '/' AS adresse_fiche,
  CASE WHEN e.is_demo THEN 'oui' ELSE 'non' END AS demonstration, spot.longitude, spot.latitude
FROM barriers_experiment e
LEFT JOIN LATERAL (
  SELECT string_agg(g.level || ':' || g.code, '|' ORDER BY l.id) AS keys,
    (array_agg(g.longitude ORDER BY l.id))[1] AS longitude, (array_agg(g.latitude ORDER BY l.id))[1] AS latitude
  FROM barriers_experimentplace l JOIN geo_place g ON g.id = l.place_id WHERE l.experiment_id = e.id
) spot ON true
LEFT JOIN LATERAL (
  SELECT string_agg(n.text || CASE WHEN n.article <> '' THEN ', ' || n.article ELSE '' END, '|' ORDER BY l.id) AS texts
  FROM barriers_experimentnorm l JOIN barriers_norm n ON n.id = l.norm_id WHERE l.experiment_id = e.id
) cited ON true
LEFT JOIN LATERAL (
  SELECT string_agg(i.name, '|' ORDER BY i.id) AS names FROM barriers_experimentindicator i WHERE i.experiment_id = e.id
) counted ON true
WHERE e.is_public ORDER BY e.id
"""

OPEN = (
    Dataset(
        "experimentations",
        _("Expérimentations et dérogations"),
        _("Ce qui est essayé, sur quel fondement, où, jusqu’à quand, et la décision prise à la fin."),
        EXPERIMENTS,
        key=("reference",),
        collection="experiments",
        state="SELECT count(*), NULL::timestamptz FROM barriers_experiment WHERE is_public",
        columns={
            "objet": _("Ce qui est essayé."),
            "voie": _("Voie par laquelle le droit le permet."),
            "fondement": _("Fondement juridique."),
            "autorite": _("Qui a décidé."),
            "beneficiaire": _("Qui essaie."),
            "mi_parcours_prevu_le": _("Jour prévu pour le point à mi-parcours."),
            "mi_parcours_tenu_le": _("Jour où il s’est tenu."),
            "decision": _("Ce qui a été décidé à la fin ; vide si rien ne l’est encore."),
            "raison": _("Raison de cette décision."),
            "bilan": _("Bilan de ce qui a été essayé."),
        },
        codes={"voie": (Experiment, "channel"), "decision": (Experiment, "ending")},
    ),
)
