"""Juries and what they give: members and their ties, readings and scores, sessions, decisions.

For the room above: a `Decision` is notified by its `Letter`; the fact `DecisionNotified` tells it, with the kind of label.
"""

from frenchimpact.reviews.models.decisions import Appeal, Batch, Decision, JuryOpinion, Letter
from frenchimpact.reviews.models.juries import Declaration, Juror, Jury, Recusal
from frenchimpact.reviews.models.readings import Assignment, Expertise, Review, Score, Trial
from frenchimpact.reviews.models.sessions import Ballot, Minutes, Passage, Session, Signature

__all__ = [
    "Appeal",
    "Assignment",
    "Ballot",
    "Batch",
    "Decision",
    "Declaration",
    "Expertise",
    "Juror",
    "Jury",
    "JuryOpinion",
    "Letter",
    "Minutes",
    "Passage",
    "Recusal",
    "Review",
    "Score",
    "Session",
    "Signature",
    "Trial",
]
