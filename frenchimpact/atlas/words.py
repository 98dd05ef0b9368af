"""What people of the field say for the same thing, for the index of everything public."""

from frenchimpact.core import search_words
from frenchimpact.core.search_words import MAX_TERMS, Meanings, Typed

__all__ = ["MAX_TERMS", "Typed", "understand"]

# Each line is one meaning; a phrase counts as one word.
SYNONYMS = (
    ("ess", "économie sociale et solidaire"),
    ("siae", "insertion par l’activité économique", "iae"),
    ("tiers-lieu", "tiers-lieux"),
    ("dla", "dispositif local d’accompagnement"),
    ("ptce", "pôle territorial de coopération économique"),
    ("qpv", "quartier prioritaire"),
    ("zrr", "zone de revitalisation rurale"),
    ("esat", "établissement et service d’aide par le travail"),
    ("scop", "société coopérative et participative"),
    ("scic", "société coopérative d’intérêt collectif"),
    ("amap", "agriculture paysanne"),
    ("ehpad", "personnes âgées dépendantes"),
    ("asso", "association"),
    ("collectivité", "collectivités"),
    ("covoiturage", "autopartage"),
    ("seniors", "personnes âgées"),
    ("logement", "habitat"),
    ("vélo", "bicyclette"),
    ("recyclerie", "ressourcerie"),
    ("incubateur", "incubation", "accélérateur"),
    ("illectronisme", "inclusion numérique", "exclusion numérique"),
)
_MEANINGS = Meanings.of(SYNONYMS)


def understand(text: str) -> Typed:
    """The search behind a typed text. Never fails: what cannot be searched is left out."""
    return search_words.understand(text, _MEANINGS)
