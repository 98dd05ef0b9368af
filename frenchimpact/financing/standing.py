"""Where the money of a request or of a commitment stands in a plan, and which lines may be that money. Nothing is written here."""

from collections.abc import Sequence

from frenchimpact.aids.models import FundingRequest
from frenchimpact.commitments.models import Commitment
from frenchimpact.financing.models import PlanLine

State = PlanLine.State
Given = Commitment.State
OVER = (Given.CANCELLED, Given.RECOVERED)

# Where a line stands when the request of its aid is there; any other state of a request is a demand sent.
_ASKED = {
    FundingRequest.State.DRAFT: State.PREPARING,
    FundingRequest.State.CONTRACTED: State.OBTAINED,
    FundingRequest.State.DECLINED: State.REFUSED,
    FundingRequest.State.WITHDRAWN: State.TO_STUDY,
}


def place_of_request(request: FundingRequest) -> State:
    """Where the money that it asks for stands."""
    return _ASKED.get(FundingRequest.State(request.state), State.ASKED)


def place_of_commitment(commitment: Commitment) -> State:
    """Where the money that it promises stands."""
    if commitment.state in OVER:
        return State.REFUSED
    return State.ASKED if commitment.state == Given.ANNOUNCED else State.OBTAINED


def lines_for(commitment: Commitment, rows: Sequence[PlanLine]) -> list[PlanLine]:
    """The lines that may be that money: those of its aid, or else of its funder. One of the same amount is surely it."""
    free = [one for one in rows if one.commitment_id is None and one.removed_at is None and one.state != State.REFUSED]
    aid = commitment.aid_id or (commitment.request.aid_id if commitment.request is not None else None)
    of_the_aid = [one for one in free if aid is not None and one.aid_id == aid]
    if of_the_aid:
        return of_the_aid
    vehicle = commitment.funder_vehicle
    payer = vehicle.organisation_id if vehicle is not None else commitment.funder_id
    name = commitment.funder_name.casefold()
    near = [one for one in free if (payer and one.funder_id == payer) or (one.funder_id is None and one.funder_name.casefold() == name)]
    # What the team wrote as obtained already is that money only for the same amount.
    near = [one for one in near if one.is_open or one.amount == commitment.net]
    same = [one for one in near if one.amount == commitment.net]
    return same if len(same) == 1 else near
