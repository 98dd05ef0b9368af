"""Reading the financing of projects, by noun."""

from frenchimpact.financing.cash import later, month_of
from frenchimpact.financing.deminimis import window_start
from frenchimpact.financing.queries.plans import find_cash_item, find_line, find_need, find_payment, find_project, plan_of
from frenchimpact.financing.queries.registers import Verdict, deminimis_answer, find_aid, find_declaration, find_member, find_organisation
from frenchimpact.financing.queries.warnings import undeclared

__all__ = [
    "Verdict",
    "deminimis_answer",
    "find_aid",
    "find_cash_item",
    "find_declaration",
    "find_line",
    "find_member",
    "find_need",
    "find_organisation",
    "find_payment",
    "find_project",
    "later",
    "month_of",
    "plan_of",
    "undeclared",
    "window_start",
]
