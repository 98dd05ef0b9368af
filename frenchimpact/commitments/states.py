"""Where a commitment stands, told by its totals alone: a correction changes them, and the state follows."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from frenchimpact.commitments.models import Commitment, Entry

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


def follow(commitment: Commitment, lines: Sequence[Entry]) -> None:
    """Its state and its days, as its totals and the lines that hold say; `lines` are the oldest first, none countered."""
    signed = [line for line in lines if line.kind == Entry.Kind.SIGNED]
    commitment.state = state_of(
        Totals(
            commitment.gross,
            commitment.cancelled,
            commitment.paid,
            commitment.justified,
            commitment.recovered,
            is_signed=bool(signed),
            is_amended=any(line.kind == Entry.Kind.AMENDED for line in lines),
        )
    )
    commitment.signed_on = signed[-1].value_on if signed else None
    announced = [line.value_on for line in lines if line.kind == Entry.Kind.ANNOUNCED]
    commitment.committed_on = commitment.signed_on or (announced[-1] if announced else commitment.committed_on)
