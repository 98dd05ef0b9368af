"""Financing plans and de minimis aid for tests: right by default, any field can be given."""

import datetime as dt
from decimal import Decimal
from typing import Any

from frenchimpact.core import clock
from frenchimpact.financing.models import DeMinimisAid, FinancingPlan, PlanLine, Undertaking, UndertakingMember
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project


def make_plan(project: Project, **fields: Any) -> FinancingPlan:
    """A plan that begins in January 2026, with 100,000 of eligible costs."""
    values = {"eligible_cost": Decimal(100_000), "opening_month": dt.date(2026, 1, 1), **fields}
    return FinancingPlan.objects.create(project=project, **values)


def make_line(plan: FinancingPlan, **fields: Any) -> PlanLine:
    """A grant of 20,000 from a department, asked."""
    values = {
        "title": "Aide à l’équipement",
        "funder_name": "Département",
        "origin": "public_collectivite",
        "amount": Decimal(20_000),
        "state": "asked",
        "year": 2026,
        **fields,
    }
    if values["state"] == "obtained":
        values = {"obtained_on": dt.date(2026, 1, 15), **values}
    return PlanLine.objects.create(plan=plan, **values)


def make_aid(organisation: Organisation, granted_on: dt.date, amount: int | str | Decimal, **fields: Any) -> DeMinimisAid:
    """A de minimis grant."""
    worth = Decimal(amount)
    values = {"nominal": worth, "equivalent": worth, "funder_name": "Région", **fields}
    return DeMinimisAid.objects.create(organisation=organisation, granted_on=granted_on, **values)


def make_undertaking(*organisations: Organisation, since: dt.date = dt.date(2020, 1, 1), **fields: Any) -> Undertaking:
    """Organisations that count together; the first one decides."""
    group = Undertaking.objects.create(name=f"Groupe {organisations[0].name}")
    for number, organisation in enumerate(organisations):
        link = UndertakingMember.Link.VOTES if number else UndertakingMember.Link.HEAD
        values = {"link": link, "since": since, "state": "agreed", "answered_at": clock.now(), **fields}
        group.members.create(organisation=organisation, **values)
    return group
