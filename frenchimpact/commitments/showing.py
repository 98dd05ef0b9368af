"""Amounts and states as pages show them."""

from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

from frenchimpact.commitments.models import Commitment
from frenchimpact.core.quantities import euros, with_minus

TONES = {
    "announced": "line",
    "signed": "info",
    "amended": "info",
    "partly_paid": "info",
    "paid": "ok",
    "justified": "ok",
    "cancelled": "bad",
    "recovered": "warn",
}


def percent(value: Decimal) -> str:
    """« 29,3 % », with the language's comma."""
    return with_minus(f"{formats.number_format(value, 1)}\u202f%")


def given_words(commitment: Commitment) -> str:
    """« 30 000 € engagés, dont 10 000 € versés »."""
    words = _("%s engagés") % euros(commitment.net)
    paid = commitment.paid - commitment.recovered
    return words + (_(", dont %s versés") % euros(paid) if paid else "")


def counts_words(commitment: Commitment) -> str:
    """Whether it counts towards the target, and why."""
    if not commitment.is_mobilised:
        return _("Déployé par un fonds : déjà compté quand le fonds a reçu cet argent, il ne l’est pas une seconde fois.")
    if commitment.beneficiary_vehicle_id:
        return _("Mobilisé : compté ici, à l’entrée du fonds ; ce que le fonds placera ne le sera pas de nouveau.")
    return _("Mobilisé et arrivé à destination : compté une fois.")
