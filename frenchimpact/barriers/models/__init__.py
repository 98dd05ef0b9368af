"""Barriers: cases of the single desk, public hackers, consultations, outcomes, experiments, published answers, policy notes."""

from frenchimpact.barriers.models.cases import Analysis, Case, CaseCounter, CaseEvent, CaseNorm, Message, Pause
from frenchimpact.barriers.models.consultations import Asked, Consultation
from frenchimpact.barriers.models.drafts import ReportDraft
from frenchimpact.barriers.models.hackers import Assigned, Hacker, Pairing, PairingMeeting, Untied
from frenchimpact.barriers.models.norms import Authority, Barrier, BarrierNorm, Norm
from frenchimpact.barriers.models.notes import Evidence, NoteBarrier, NoteLetter, PolicyNote, PolicyReply, Sentence
from frenchimpact.barriers.models.outcomes import (
    Experiment,
    ExperimentIndicator,
    ExperimentNorm,
    ExperimentPlace,
    ExperimentTerm,
    ExperimentValue,
    ExperimentWarning,
    Outcome,
    OutcomePlace,
)
from frenchimpact.barriers.models.precedents import (
    Feedback,
    Mask,
    Precedent,
    PrecedentAuthor,
    PrecedentCheck,
    PrecedentNorm,
    PrecedentPlace,
    SameSituation,
    Synonym,
)
from frenchimpact.barriers.models.vectors import PrecedentVector
from frenchimpact.barriers.models.versions import TextVersion
from frenchimpact.barriers.models.words import Channel, Circle, Effect, Ending, Level, Nature, Opinion, OutcomeKind

__all__ = [
    "Analysis",
    "Asked",
    "Assigned",
    "Authority",
    "Barrier",
    "BarrierNorm",
    "Case",
    "CaseCounter",
    "CaseEvent",
    "CaseNorm",
    "Channel",
    "Circle",
    "Consultation",
    "Effect",
    "Ending",
    "Evidence",
    "Experiment",
    "ExperimentIndicator",
    "ExperimentNorm",
    "ExperimentPlace",
    "ExperimentTerm",
    "ExperimentValue",
    "ExperimentWarning",
    "Feedback",
    "Hacker",
    "Level",
    "Mask",
    "Message",
    "Nature",
    "Norm",
    "NoteBarrier",
    "NoteLetter",
    "Opinion",
    "Outcome",
    "OutcomeKind",
    "OutcomePlace",
    "Pairing",
    "PairingMeeting",
    "Pause",
    "PolicyNote",
    "PolicyReply",
    "Precedent",
    "PrecedentAuthor",
    "PrecedentCheck",
    "PrecedentNorm",
    "PrecedentPlace",
    "PrecedentVector",
    "ReportDraft",
    "SameSituation",
    "Sentence",
    "Synonym",
    "TextVersion",
    "Untied",
]
