"""What people are told about the life of an organisation."""

from frenchimpact.organisations.messages.entries import (
    tell_asked,
    tell_claim_accepted,
    tell_claim_code,
    tell_claim_refused,
    tell_claim_to_read,
    tell_join_accepted,
    tell_join_refused,
    tell_join_silent,
)
from frenchimpact.organisations.messages.mandates import (
    tell_mandate_agreed,
    tell_mandate_closed,
    tell_mandate_ended,
    tell_mandate_ends_soon,
    tell_mandate_proposed,
)
from frenchimpact.organisations.messages.merges import tell_merged
from frenchimpact.organisations.messages.registry import finish_registry, tell_registry_differs
from frenchimpact.organisations.messages.team import tell_declined, tell_invited, tell_joined, tell_left, tell_removed, tell_role
from frenchimpact.organisations.messages.writing import finish

__all__ = [
    "finish",
    "finish_registry",
    "tell_asked",
    "tell_claim_accepted",
    "tell_claim_code",
    "tell_claim_refused",
    "tell_claim_to_read",
    "tell_declined",
    "tell_invited",
    "tell_join_accepted",
    "tell_join_refused",
    "tell_join_silent",
    "tell_joined",
    "tell_left",
    "tell_mandate_agreed",
    "tell_mandate_closed",
    "tell_mandate_ended",
    "tell_mandate_ends_soon",
    "tell_mandate_proposed",
    "tell_merged",
    "tell_registry_differs",
    "tell_removed",
    "tell_role",
]
