"""Where a commitment stands, told by its totals alone: a correction changes them, and the state follows."""

from dataclasses import dataclass
from decimal import Decimal

from frenchimpact.commitments.models import Commitment

State = Commitment.State


@dataclass(frozen=True)
class Totals:
    """What the ledger adds up to."""

    gross: Decimal
    cancelled: Decimal = Decimal(0)
    paid: Decimal = Decimal(0)
    justified: Decimal = Decimal(0)
    recovered: Decimal = Decimal(0)
    is_signed: bool = False
    is_amended: bool = False


def state_of(totals: Totals) -> Commitment.State:
    """The state that these totals mean."""
    committed = totals.gross - totals.cancelled
    if totals.paid:
        # While something remains to be paid or given up, it is not over, whatever came back.
        if totals.paid < committed:
            return State.PARTLY_PAID
        if totals.recovered == totals.paid:
            return State.RECOVERED
        return State.JUSTIFIED if totals.justified >= totals.paid - totals.recovered else State.PAID
    if committed == 0:
        return State.CANCELLED
    if totals.is_signed:
        return State.AMENDED if totals.is_amended else State.SIGNED
    return State.ANNOUNCED
