"""Tables of offers, by noun."""

from frenchimpact.offers.models.matches import Match, MatchFeedback, OfferReport, Side
from frenchimpact.offers.models.offers import Offer, OfferCounter, OfferPlace
from frenchimpact.offers.models.requests import Request
from frenchimpact.offers.models.words import DORMANT_DAYS, STILL_DAYS, Asker, Price, What

__all__ = [
    "DORMANT_DAYS",
    "STILL_DAYS",
    "Asker",
    "Match",
    "MatchFeedback",
    "Offer",
    "OfferCounter",
    "OfferPlace",
    "OfferReport",
    "Price",
    "Request",
    "Side",
    "What",
]
