"""Published answers as open data: what was validated, whatever became of it since; no case, nobody but who wrote it."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.barriers.models import Precedent
from frenchimpact.opendata.datasets.dataset import Dataset

PRECEDENTS = """
SELECT p.reference, p.title AS titre, p.situation, p.question, p.answer AS reponse, p.outcome AS issue, p.nature,
  array_to_string(p.themes, '|') AS themes, coalesce(spot.keys, '') AS lieux, coalesce(cited.texts, '') AS textes,
  p.legal_basis AS base_juridique, p.conditions, p.limits AS limites, p.before AS avant, p.after AS apres,
  p.decided_by AS decide_par, p.decided_on AS decide_le, coalesce(wrote.names, '') AS auteurs,
  coalesce(b.reference, '') AS frein, p.state AS etat,
  coalesce(s.reference, '') AS remplacee_par, p.checked_on AS verifiee_le, p.valid_until AS valable_jusqu_au,
  (p.published_at AT TIME ZONE %(zone)s)::date AS publie_le, (p.changed_at AT TIME ZONE %(zone)s)::date AS mis_a_jour,
  %(base)s || '/freins/' || p.slug || '/' AS adresse_fiche,
  CASE WHEN p.is_demo THEN 'oui' ELSE 'non' END AS demonstration, spot.longitude, spot.latitude
FROM barriers_precedent p LEFT JOIN barriers_barrier b ON b.id = p.barrier_id LEFT JOIN barriers_precedent s ON s.id = p.superseded_by_id
LEFT JOIN LATERAL (
  SELECT string_agg(g.level || ':' || g.code, '|' ORDER BY l.id) AS keys,
    (array_agg(g.longitude ORDER BY l.id))[1] AS longitude, (array_agg(g.latitude ORDER BY l.id))[1] AS latitude
  FROM barriers_precedentplace l JOIN geo_place g ON g.id = l.place_id WHERE l.precedent_id = p.id
) spot ON true
LEFT JOIN LATERAL (
  SELECT string_agg(n.text || CASE WHEN n.article <> '' THEN ', ' || n.article ELSE '' END, '|' ORDER BY l.id) AS texts
  FROM barriers_precedentnorm l JOIN barriers_norm n ON n.id = l.norm_id WHERE l.precedent_id = p.id
) cited ON true
LEFT JOIN LATERAL (
  SELECT string_agg(u.full_name, '|' ORDER BY (u.id <> coalesce(p.created_by_id, 0)), u.id) AS names FROM (
    SELECT p.created_by_id AS id UNION SELECT a.user_id FROM barriers_precedentauthor a WHERE a.precedent_id = p.id
  ) w JOIN accounts_user u ON u.id = w.id WHERE u.full_name <> ''
) wrote ON true
WHERE p.state IN ('valid', 'expired', 'superseded') ORDER BY p.id
"""

OPEN = (
    Dataset(
        "precedents",
        _("Réponses publiées aux freins"),
        _("Ce que le guichet a répondu, sans aucun nom : question, réponse, base juridique, qui a décidé, jusqu’à quand."),
        PRECEDENTS,
        key=("reference",),
        collection="precedents",
        state="SELECT count(*), max(changed_at) FROM barriers_precedent WHERE state IN ('valid', 'expired', 'superseded')",
        columns={
            "situation": _("Situation de qui a demandé, sans aucun nom."),
            "question": _("Question posée."),
            "reponse": _("Réponse donnée."),
            "issue": _("Ce que la demande est devenue."),
            "nature": _("Ce qui bloquait."),
            "base_juridique": _("Fondement juridique de la réponse."),
            "limites": _("Ce que la réponse ne permet pas."),
            "avant": _("Comment c’était avant."),
            "apres": _("Comment c’est après."),
            "decide_par": _("Qui a décidé."),
            "auteurs": _("Personnes qui ont écrit la réponse, séparées par « | »."),
            "frein": _("Référence du frein auquel la réponse est rattachée."),
            "remplacee_par": _("Référence de la réponse qui la remplace."),
            "verifiee_le": _("Jour de la dernière vérification."),
            "valable_jusqu_au": _("Dernier jour où la réponse vaut sans nouvelle vérification."),
        },
        codes={"issue": (Precedent, "outcome"), "nature": (Precedent, "nature"), "etat": (Precedent, "state")},
    ),
)
