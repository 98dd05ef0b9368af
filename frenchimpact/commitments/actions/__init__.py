"""The only code that writes what is committed."""

from frenchimpact.commitments.actions.envelopes import change_envelope, open_envelope
from frenchimpact.commitments.actions.loading import load_targets
from frenchimpact.commitments.actions.moving import (
    amend_commitment,
    cancel_commitment,
    correct_entry,
    justify_commitment,
    pay_commitment,
    recover_commitment,
    sign_commitment,
)
from frenchimpact.commitments.actions.opening import LooksLikeAnother, Said, open_commitment
from frenchimpact.commitments.actions.reclassifying import describe_commitment, reclassify_commitment
from frenchimpact.commitments.actions.vehicles import add_vehicle, change_vehicle

__all__ = [
    "LooksLikeAnother",
    "Said",
    "add_vehicle",
    "amend_commitment",
    "cancel_commitment",
    "change_envelope",
    "change_vehicle",
    "correct_entry",
    "describe_commitment",
    "justify_commitment",
    "load_targets",
    "open_commitment",
    "open_envelope",
    "pay_commitment",
    "reclassify_commitment",
    "recover_commitment",
    "sign_commitment",
]
