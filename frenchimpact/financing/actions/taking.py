"""Putting in a plan what is already known elsewhere: an aid of the catalogue, a request, money committed."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.aids.models import Aid, FundingRequest
from frenchimpact.commitments.models import Commitment
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Text
from frenchimpact.core.rows import lock
from frenchimpact.financing.actions.following import follow_plan, follow_request
from frenchimpact.financing.actions.lines import write_line
from frenchimpact.financing.actions.plans import open_plan
from frenchimpact.financing.models import FinancingPlan, PlanLine
from frenchimpact.financing.queries.proposals import commitments_for, line_of_aid
from frenchimpact.projects.models import Project


def _there(plan: FinancingPlan, aid: Aid) -> PlanLine | None:
    return plan.lines.filter(aid=aid, removed_at=None).order_by("pk").first()


def _written(plan: FinancingPlan, values: dict[str, Any], by: User) -> PlanLine:
    """Raises Incomplete with what the aid does not say and a line must."""
    missing: dict[str, Text] = {}
    if values["amount"] is None:
        missing["amount"] = _("L’aide ne dit pas combien : écrivez le montant que vous visez.")
    if not values["origin"]:
        missing["origin"] = _("L’aide ne dit pas d’où vient l’argent : choisissez.")
    if missing:
        raise Incomplete(_("Complétez ce que l’aide ne dit pas."), missing)
    return write_line(plan=plan, values=values, by=by)


@transaction.atomic
def plan_aid(*, project: Project, aid: Aid, by: User) -> PlanLine:
    """A line to study, filled with what the aid says; the one that is there already is given back. Raises Incomplete."""
    plan = lock(open_plan(project=project, by=by))
    return _there(plan, aid) or _written(plan, line_of_aid(aid, plan), by)


@transaction.atomic
def plan_line(*, project: Project, values: Mapping[str, Any], by: User) -> PlanLine:
    """A line as a person typed it; the request of its aid, when there is one, says where it stands. Raises Incomplete, Refusal."""
    made = write_line(plan=open_plan(project=project, by=by), values=values, by=by)
    request = project.funding_requests.filter(aid=made.aid_id).order_by("-changed_at").first() if made.aid_id is not None else None
    if request is not None and request.state not in (FundingRequest.State.DECLINED, FundingRequest.State.WITHDRAWN):
        return follow_request(request=request) or made
    return made


@transaction.atomic
def plan_request(*, request: FundingRequest, by: User) -> PlanLine:
    """A line that stands where the request is, for the amount that it asks. Raises Incomplete."""
    plan = lock(open_plan(project=request.project, by=by))
    found = _there(plan, request.aid)
    if found is None:
        values = line_of_aid(request.aid, plan)
        amount = request.amount_obtained or request.amount_asked
        found = _written(plan, {**values, "amount": amount or values["amount"], **({"note": ""} if amount else {})}, by)
    return follow_request(request=request) or found


@transaction.atomic
def plan_commitment(*, project: Project, commitment: Commitment, line: PlanLine | None, by: User) -> PlanLine:
    """The line that is that money, chosen by a person, or a new one. Raises Refusal once a plan holds it."""
    plan = lock(open_plan(project=project, by=by))
    if all(one.pk != commitment.pk for one in commitments_for(project)):
        raise Refusal(_("Cet engagement est déjà dans un plan. Rechargez la page."))
    made = line or write_line(plan=plan, values=_line_of_commitment(commitment), by=by)
    return follow_plan(commitment=commitment, line=made) or made


def _line_of_commitment(one: Commitment) -> dict[str, Any]:
    on = one.signed_on or one.committed_on
    terms = getattr(one, "terms", None)
    return {
        "title": (one.title or (one.aid.title if one.aid is not None else one.funder_name))[:200],
        "aid": one.aid,
        "funder": one.funder,
        "funder_name": "" if one.funder is not None else one.funder_name,
        "instrument": one.instrument,
        "origin": one.origin,
        "regime": one.regime,
        "amount": one.net,
        "year": max(on.year, clock.today().year if one.due else on.year),
        "rate_max": _percent(terms.rate) if terms is not None else None,
    }


def _percent(rate: Decimal | None) -> Decimal | None:
    return round(rate * 100, 2) or None if rate is not None else None
