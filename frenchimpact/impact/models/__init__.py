"""Tables of impact, by noun."""

from frenchimpact.impact.models.asking import ByWhom, ProofRequest
from frenchimpact.impact.models.calculations import KeptCalculation
from frenchimpact.impact.models.changes import Change, ChangeEdition, ChangeLink, ChangePart, Holder, Kind
from frenchimpact.impact.models.contracts import OutcomeContract, OutcomePayment, OutcomeStep, Repayment
from frenchimpact.impact.models.following import Followed, FollowedShare, ImpactAim
from frenchimpact.impact.models.keys import MeasureKey, MeasureRequest
from frenchimpact.impact.models.measures import Measure, MeasurePart, MeasureShare, MeasureVersion, MeasureVia
from frenchimpact.impact.models.proofs import Assessment, Verification
from frenchimpact.impact.models.sums import ImpactSum, ProjectYear, VeilBox, VeilStamp

__all__ = [
    "Assessment",
    "ByWhom",
    "Change",
    "ChangeEdition",
    "ChangeLink",
    "ChangePart",
    "Followed",
    "FollowedShare",
    "Holder",
    "ImpactAim",
    "ImpactSum",
    "KeptCalculation",
    "Kind",
    "Measure",
    "MeasureKey",
    "MeasurePart",
    "MeasureRequest",
    "MeasureShare",
    "MeasureVersion",
    "MeasureVia",
    "OutcomeContract",
    "OutcomePayment",
    "OutcomeStep",
    "ProjectYear",
    "ProofRequest",
    "Repayment",
    "VeilBox",
    "VeilStamp",
    "Verification",
]
