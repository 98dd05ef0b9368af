"""What financing does when money is committed."""

from frenchimpact.commitments.facts import (
    CommitmentAmended,
    CommitmentCancelled,
    CommitmentReclassified,
    CommitmentRecovered,
    CommitmentSigned,
    EntryCorrected,
)
from frenchimpact.commitments.models import Commitment
from frenchimpact.core.facts import listens
from frenchimpact.financing.actions.commitments import follow_commitment, obtain_committed


def _found(key: int) -> Commitment | None:
    # A demonstration that starts over forgets commitments whose fact is still waiting.
    return Commitment.objects.filter(pk=key).first()


def _follow(key: int) -> None:
    commitment = _found(key)
    if commitment is not None:
        follow_commitment(commitment=commitment)


@listens(CommitmentSigned)
def record_signed(fact: CommitmentSigned) -> None:
    """Its aid counts, and the line that waited for it is obtained."""
    commitment = _found(fact.commitment_id)
    if commitment is not None:
        follow_commitment(commitment=commitment)
        obtain_committed(commitment=commitment)


@listens(CommitmentAmended)
def follow_amended(fact: CommitmentAmended) -> None:
    """An amendment adds or takes away."""
    _follow(fact.commitment_id)


@listens(CommitmentCancelled)
def follow_cancelled(fact: CommitmentCancelled) -> None:
    """What is given up no longer counts."""
    _follow(fact.commitment_id)


@listens(CommitmentRecovered)
def follow_recovered(fact: CommitmentRecovered) -> None:
    """What came back no longer counts."""
    _follow(fact.commitment_id)


@listens(EntryCorrected)
def follow_corrected(fact: EntryCorrected) -> None:
    """A wrong entry is taken back."""
    _follow(fact.commitment_id)


@listens(CommitmentReclassified)
def follow_reclassified(fact: CommitmentReclassified) -> None:
    """Its form, or its origin, was wrong."""
    _follow(fact.commitment_id)
