"""Costs told by strangers: out of the ordinary, they wait for somebody of the desk before they enter a public figure."""

from decimal import Decimal

from django.db import transaction

from frenchimpact.barriers.models import SameSituation
from frenchimpact.core.rows import lock

# Beyond, one person's word is read before it counts.
MOST_DAYS, MOST_EUROS = 400, Decimal(100_000)


def needs_reading(days: int | None, euros: Decimal | None) -> bool:
    """Whether somebody must read it first."""
    return (days or 0) > MOST_DAYS or (euros or Decimal()) > MOST_EUROS


@transaction.atomic
def judge_cost(*, situation: SameSituation, is_kept: bool) -> SameSituation:
    """It enters the figure, or stays out of it; the person stays counted."""
    situation = lock(situation)
    situation.is_cost_kept = is_kept
    situation.save(update_fields=["is_cost_kept"])
    return situation
