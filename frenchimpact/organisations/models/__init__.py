"""Organisations of every kind, and who acts for them."""

from frenchimpact.organisations.models.assignments import Assignment
from frenchimpact.organisations.models.entries import Claim, Invitation, JoinRequest
from frenchimpact.organisations.models.imports import Import
from frenchimpact.organisations.models.mandates import Mandate
from frenchimpact.organisations.models.memberships import Membership
from frenchimpact.organisations.models.merges import Alias, Duplicate, Merge
from frenchimpact.organisations.models.registry import ConfirmedNumber, RegistryCheck, RegistryGate
from frenchimpact.organisations.models.sheets import Organisation

__all__ = [
    "Alias",
    "Assignment",
    "Claim",
    "ConfirmedNumber",
    "Duplicate",
    "Import",
    "Invitation",
    "JoinRequest",
    "Mandate",
    "Membership",
    "Merge",
    "Organisation",
    "RegistryCheck",
    "RegistryGate",
]
