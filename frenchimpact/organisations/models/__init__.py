"""Organisations of every kind, and who acts for them."""

from frenchimpact.organisations.models.assignments import Assignment
from frenchimpact.organisations.models.imports import Import
from frenchimpact.organisations.models.memberships import Membership
from frenchimpact.organisations.models.sheets import Organisation

__all__ = ["Assignment", "Import", "Membership", "Organisation"]
