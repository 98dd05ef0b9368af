"""What in an offer looks like an advertisement: pointed out to who reads it, never decided here."""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.errors import Text
from frenchimpact.offers.models import Offer, Price

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("price", re.compile(r"\d[\d\s.,\u00a0\u202f]*(?:€|euros?\b|eur\b|k€)(?:\s*(?:ht|ttc))?|(?:€|eur)\s*\d[\d\s.,]*", re.IGNORECASE)),
    ("phone", re.compile(r"(?<!\d)(?:\+33|0033|0)[\s.\-]?[1-9](?:[\s.\-]?\d{2}){4}(?!\d)")),
    ("link", re.compile(r"(?:https?://|www\.)\S+|\b[a-z0-9-]+\.(?:com|fr|net|org|io|eu|shop|store)\b(?:/\S*)?", re.IGNORECASE)),
    ("email", re.compile(r"[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}", re.IGNORECASE)),
    (
        "superlative",
        re.compile(
            r"\b(?:(?:le|la|les) meilleure?s?|n[°ºo]\s?1\b|num[ée]ro (?:un|1)|leader|incontournables?|exceptionnel\w*"
            r"|unique en (?:france|europe|son genre)"
            r"|imbattables?|r[ée]volutionnaires?|garantie?s? [àa] 100|100\s?%|le plus \w+ (?:de france|du march[ée]))",
            re.IGNORECASE,
        ),
    ),
    (
        "sale",
        re.compile(
            r"\b(?:promo(?:tion)?s?|remises?|r[ée]ductions?|soldes?|code promo|offre sp[ée]ciale|devis|tarifs? pr[ée]f[ée]rentiels?"
            r"|essai gratuit|sans engagement|abonnements?|profitez|achetez|commandez|contactez-nous)\b",
            re.IGNORECASE,
        ),
    ),
)
WORDS: dict[str, Text] = {
    "price": _("Un prix"),
    "phone": _("Un numéro de téléphone"),
    "link": _("Un lien"),
    "email": _("Une adresse électronique"),
    "superlative": _("Un superlatif"),
    "sale": _("Un mot de vente"),
    "capitals": _("Beaucoup de majuscules"),
}
# Text of which so much is written in capitals shouts.
_LOUD = 0.4


@dataclass(frozen=True)
class Sign:
    """One sign: of what kind, and the very words."""

    kind: str
    found: str

    @property
    def words(self) -> Text:
        """Its kind, in words."""
        return WORDS[self.kind]


def signs_in(text: str, *, is_sold: bool = False) -> list[Sign]:
    """Those of a text, each once. Of what is sold at a price, a price is no sign."""
    found = [Sign(kind, one.group().strip()[:60]) for kind, pattern in _PATTERNS for one in pattern.finditer(text)]
    mails = {sign.found for sign in found if sign.kind == "email"}
    kept = [one for one in found if not (one.kind == "price" and is_sold) and not _inside(one, mails)]
    letters = [one for one in text if one.isalpha()]
    if len(letters) > 30 and sum(one.isupper() for one in letters) > _LOUD * len(letters):
        kept.append(Sign("capitals", text[:60].strip()))
    return list(dict.fromkeys(kept))


def _inside(sign: Sign, mails: set[str]) -> bool:
    """The domain of an address is no link of its own."""
    return sign.kind == "link" and any(sign.found in mail for mail in mails)


def signs_of(offer: Offer) -> list[Sign]:
    """Those of everything that an offer says."""
    text = "\n".join([offer.title, offer.summary, offer.description, offer.price_note, offer.conditions])
    return signs_in(text, is_sold=offer.price != Price.FREE)
