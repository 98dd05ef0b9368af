"""Labelled territories: their collective, challenges, plan, indicators, promises of both sides, support and reviews."""

from frenchimpact.territories.models.agreements import (
    Agreement,
    Amendment,
    AmendmentSignature,
    Commitment,
    CommitmentEvent,
    Party,
    Signature,
)
from frenchimpact.territories.models.challenges import Challenge, ChallengeProject, Objective, Proposal
from frenchimpact.territories.models.indicators import Aim, CommonIndicator, CommonSum, Indicator, Measurement, MeasurementVersion, Via
from frenchimpact.territories.models.meetings import Attendance, Feed, Meeting, Resolution
from frenchimpact.territories.models.methods import Method
from frenchimpact.territories.models.offers import Offer
from frenchimpact.territories.models.plans import Action, ActionEvent, ActionPartner, BudgetLine, PlanVersion, Step
from frenchimpact.territories.models.reviews import ChallengeLight, Review
from frenchimpact.territories.models.support import Recommendation, Sponsorship, SupportRequest
from frenchimpact.territories.models.territories import LeadPeriod, Member, Territory, TerritoryCommune, TerritoryLabel, TerritoryPlace

__all__ = [
    "Action",
    "ActionEvent",
    "ActionPartner",
    "Agreement",
    "Aim",
    "Amendment",
    "AmendmentSignature",
    "Attendance",
    "BudgetLine",
    "Challenge",
    "ChallengeLight",
    "ChallengeProject",
    "Commitment",
    "CommitmentEvent",
    "CommonIndicator",
    "CommonSum",
    "Feed",
    "Indicator",
    "LeadPeriod",
    "Measurement",
    "MeasurementVersion",
    "Meeting",
    "Member",
    "Method",
    "Objective",
    "Offer",
    "Party",
    "PlanVersion",
    "Proposal",
    "Recommendation",
    "Resolution",
    "Review",
    "Signature",
    "Sponsorship",
    "Step",
    "SupportRequest",
    "Territory",
    "TerritoryCommune",
    "TerritoryLabel",
    "TerritoryPlace",
    "Via",
]
