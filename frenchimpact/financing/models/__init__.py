"""Financing of projects: plans, cumulation of aids, cash by month, and de minimis aid by single undertaking."""

from frenchimpact.financing.models.cumulation import CumulationRule, IncompatibleAids
from frenchimpact.financing.models.deminimis import Ceiling, Declaration, DeMinimisAid, Regulation, Undertaking, UndertakingMember
from frenchimpact.financing.models.plans import CashItem, FinancingPlan, LinePayment, Need, PlanLine, PlanLineEvent
from frenchimpact.financing.models.removals import RemovalAnswer

__all__ = [
    "CashItem",
    "Ceiling",
    "CumulationRule",
    "DeMinimisAid",
    "Declaration",
    "FinancingPlan",
    "IncompatibleAids",
    "LinePayment",
    "Need",
    "PlanLine",
    "PlanLineEvent",
    "Regulation",
    "RemovalAnswer",
    "Undertaking",
    "UndertakingMember",
]
