"""Offers as open data: what the public list shows, a row each."""

from django.utils.translation import gettext_lazy as _

from frenchimpact.offers.models import Offer
from frenchimpact.opendata.datasets.dataset import Dataset

OFFERS = """
SELECT o.reference, o.title AS titre, o.what AS nature, o.summary AS resume, o.description, h.name AS structure, h.slug AS structure_id,
  o.price AS prix, o.price_note AS precision_prix, trim_scale(o.capacity) AS capacite, o.unit AS unite,
  trim_scale(o.capacity - o.engaged) AS reste, o.starts_on AS debut, o.ends_on AS fin,
  CASE WHEN o.is_remote THEN 'oui' ELSE 'non' END AS a_distance, coalesce(spot.keys, '') AS lieux,
  array_to_string(o.themes, '|') AS themes, array_to_string(o.who, '|') AS pour, array_to_string(o.stages, '|') AS etapes, o.conditions,
  CASE WHEN o.gives_receipt THEN 'oui' ELSE 'non' END AS recu, o.state AS etat, o.confirmed_on AS confirmee_le,
  (o.published_at AT TIME ZONE %(zone)s)::date AS publiee_le, %(base)s || '/offres/' || o.slug || '/' AS adresse_fiche,
  CASE WHEN o.is_demo THEN 'oui' ELSE 'non' END AS demonstration, spot.longitude, spot.latitude
FROM offers_offer o JOIN organisations_organisation h ON h.id = o.organisation_id
LEFT JOIN LATERAL (
  SELECT string_agg(g.level || ':' || g.code, '|' ORDER BY l.id) AS keys,
    (array_agg(g.longitude ORDER BY l.id))[1] AS longitude, (array_agg(g.latitude ORDER BY l.id))[1] AS latitude
  FROM offers_offerplace l JOIN geo_place g ON g.id = l.place_id WHERE l.offer_id = o.id
) spot ON true
WHERE o.state IN ('available', 'exhausted') AND o.confirmed_on >= %(today)s::date - 90 AND h.is_published AND h.closed_on IS NULL
ORDER BY o.id
"""

OPEN = (
    Dataset(
        "offres",
        _("Offres"),
        _("Ce que des structures offrent aux projets : combien, combien il en reste, où, quand, à quel prix, à qui."),
        OFFERS,
        key=("reference",),
        collection="offers",
        columns={
            "nature": _("Ce qui est offert."),
            "structure": _("Nom de la structure qui offre."),
            "structure_id": _("Identifiant de la structure dans le jeu « organisations »."),
            "prix": _("Gratuit, solidaire ou au prix du marché."),
            "precision_prix": _("Précision sur le prix."),
            "capacite": _("Combien est offert ; vide si ce n’est pas limité."),
            "unite": _("Unité de la capacité."),
            "reste": _("Combien il en reste."),
            "a_distance": _("« oui » si l’offre vaut à distance."),
            "pour": _("Formes de structures à qui l’offre s’adresse, séparées par « | »."),
            "etapes": _("Étapes de projet auxquelles elle convient, séparées par « | »."),
            "recu": _("« oui » si la structure donne un reçu fiscal."),
            "confirmee_le": _("Jour où la structure a confirmé son offre."),
        },
        codes={"nature": (Offer, "what"), "prix": (Offer, "price"), "etat": (Offer, "state")},
    ),
)
