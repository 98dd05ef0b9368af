"""Tables of support."""

from frenchimpact.support.models.promotions import Participant, ParticipantFigure, ParticipantMove, Promotion
from frenchimpact.support.models.supports import Contact, Diagnosis, Step, Support, SupportCounter, SupportMember
from frenchimpact.support.models.words import Axis, Ending

__all__ = [
    "Axis",
    "Contact",
    "Diagnosis",
    "Ending",
    "Participant",
    "ParticipantFigure",
    "ParticipantMove",
    "Promotion",
    "Step",
    "Support",
    "SupportCounter",
    "SupportMember",
]
