"""What financing does when money is asked for, or committed."""

from frenchimpact.aids.facts import RequestMoved
from frenchimpact.aids.models import FundingRequest
from frenchimpact.commitments.facts import (
    CommitmentAmended,
    CommitmentAnnounced,
    CommitmentCancelled,
    CommitmentDescribed,
    CommitmentPaid,
    CommitmentReclassified,
    CommitmentRecovered,
    CommitmentSigned,
    EntryCorrected,
    GrantsImported,
)
from frenchimpact.commitments.models import Commitment, GrantsImport
from frenchimpact.core.facts import listens
from frenchimpact.financing.actions.commitments import follow_commitment
from frenchimpact.financing.actions.confirming import tell_imported
from frenchimpact.financing.actions.following import follow_imported, follow_plan, follow_request


def _follow(key: int, *, is_taken_back: bool = False) -> None:
    """Its de minimis aid, and its line in a plan. A demonstration that starts over forgets commitments whose fact is still waiting."""
    commitment = Commitment.objects.filter(pk=key).first()
    if commitment is not None:
        follow_commitment(commitment=commitment)
        follow_plan(commitment=commitment, is_taken_back=is_taken_back)


@listens(RequestMoved)
def follow_moved(fact: RequestMoved) -> None:
    """The line of its aid goes where the request is."""
    request = FundingRequest.objects.filter(pk=fact.request_id).first()
    if request is not None:
        follow_request(request=request)


@listens(CommitmentAnnounced)
def follow_announced(fact: CommitmentAnnounced) -> None:
    """The line that waits for it is asked, for that amount."""
    _follow(fact.commitment_id)


@listens(CommitmentSigned)
def record_signed(fact: CommitmentSigned) -> None:
    """Its aid counts, and the line that waited for it is obtained."""
    _follow(fact.commitment_id)


@listens(CommitmentAmended)
def follow_amended(fact: CommitmentAmended) -> None:
    """An amendment adds or takes away."""
    _follow(fact.commitment_id)


@listens(CommitmentPaid)
def follow_paid(fact: CommitmentPaid) -> None:
    """A payment is received."""
    _follow(fact.commitment_id)


@listens(CommitmentCancelled)
def follow_cancelled(fact: CommitmentCancelled) -> None:
    """What is given up no longer counts."""
    _follow(fact.commitment_id)


@listens(CommitmentRecovered)
def follow_recovered(fact: CommitmentRecovered) -> None:
    """What came back no longer counts."""
    _follow(fact.commitment_id, is_taken_back=True)


@listens(EntryCorrected)
def follow_corrected(fact: EntryCorrected) -> None:
    """A wrong entry is taken back."""
    _follow(fact.commitment_id, is_taken_back=True)


@listens(CommitmentReclassified)
def follow_reclassified(fact: CommitmentReclassified) -> None:
    """Its form, or its origin, was wrong."""
    _follow(fact.commitment_id)


@listens(CommitmentDescribed)
def follow_described(fact: CommitmentDescribed) -> None:
    """Its regime, or how long it is lent, was written since."""
    _follow(fact.commitment_id)


@listens(GrantsImported)
def follow_grants(fact: GrantsImported) -> None:
    """Lines follow what the file changed; organisations are asked about the de minimis aid that it says they received."""
    run = GrantsImport.objects.filter(pk=fact.import_id).first()
    if run is not None:
        follow_imported(source=run.source_name, since=run.at)
        tell_imported(run=run)
