"""Labels, their kinds, their certificates, and what happens around them."""

from frenchimpact.labels.models.kinds import LEAST_REPLY_DAYS, TERMS, KindVersion, LabelKind, Terms
from frenchimpact.labels.models.labels import Certificate, Label, LabelCounter, LabelEvent, LabelPlace
from frenchimpact.labels.models.procedures import Control, ControlRound, Procedure, Renewal

__all__ = [
    "LEAST_REPLY_DAYS",
    "TERMS",
    "Certificate",
    "Control",
    "ControlRound",
    "KindVersion",
    "Label",
    "LabelCounter",
    "LabelEvent",
    "LabelKind",
    "LabelPlace",
    "Procedure",
    "Renewal",
    "Terms",
]
