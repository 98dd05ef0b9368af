"""Money committed: who gives what to whom, through which fund, what became of it, and against which target."""

from frenchimpact.commitments.models.commitments import Commitment, CommitmentCounter, Terms
from frenchimpact.commitments.models.entries import Entry
from frenchimpact.commitments.models.envelopes import Envelope
from frenchimpact.commitments.models.imports import GrantsImport, GrantsTrial
from frenchimpact.commitments.models.sums import Sum, Target
from frenchimpact.commitments.models.vehicles import Vehicle

__all__ = ["Commitment", "CommitmentCounter", "Entry", "Envelope", "GrantsImport", "GrantsTrial", "Sum", "Target", "Terms", "Vehicle"]
