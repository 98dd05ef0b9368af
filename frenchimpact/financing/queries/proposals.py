"""What a plan could hold and does not yet: aids kept, requests, money committed; and what an aid says of a line."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Aid, Choice, FundingRequest, Instrument, Origin
from frenchimpact.aids.queries import ceiling
from frenchimpact.commitments.models import Commitment
from frenchimpact.core import clock
from frenchimpact.core.errors import Text
from frenchimpact.design.words import day
from frenchimpact.financing.models import FinancingPlan, PlanLine
from frenchimpact.financing.standing import OVER, lines_for, place_of_commitment, place_of_request
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project

AID, REQUEST, COMMITMENT = "aide", "demande", "engagement"
# Money committed longer ago than that is over, or was never to be in the plan.
SINCE = dt.timedelta(days=730)
MOST = 50
_ORIGINS = {
    Organisation.Kind.AUTHORITY: Origin.AUTHORITY,
    Organisation.Kind.ADMINISTRATION: Origin.STATE,
    Organisation.Kind.FOUNDATION: Origin.FOUNDATION,
    Organisation.Kind.COMPANY: Origin.COMPANY,
}


@dataclass(frozen=True)
class Proposal:
    """One thing to add with one press: which, its words, why it is proposed, where it would stand."""

    kind: str
    key: str
    title: str
    who: str
    why: Text
    place: PlanLine.State
    amount: Decimal | None
    # The lines that may be that money already.
    candidates: list[PlanLine] = field(default_factory=list)


# ── What an aid says of a line ───────────────────────────────────────────────────────────────────
def origin_of(aid: Aid) -> str:
    """Where its money comes from: as it says, or else as its funder is; empty when neither tells."""
    if aid.origin:
        return aid.origin
    kinds = aid.funder.kinds if aid.funder is not None else []
    found = {_ORIGINS[Organisation.Kind(one)] for one in kinds if one in _ORIGINS}
    return found.pop() if len(found) == 1 else ""


def line_of_aid(aid: Aid, plan: FinancingPlan | None) -> dict[str, Any]:
    """What a line says of the aid: who pays, in which form, under which regime, by when, and at most how much."""
    today, plan = clock.today(), plan or FinancingPlan()
    found = ceiling(aid, plan.eligible_cost, plan.own_funds or None) if plan.eligible_cost else None
    amount, why = found or (aid.ticket_max, "")
    closes = aid.closes_on if aid.closes_on is not None and aid.closes_on >= today else None
    return {
        "aid": aid,
        "title": aid.title,
        "funder": aid.funder,
        "funder_name": "" if aid.funder is not None else aid.funder_name,
        "instrument": aid.instruments[0] if aid.instruments else Instrument.GRANT.value,
        "origin": origin_of(aid),
        "regime": aid.regime,
        "amount": amount or None,
        "rate_max": aid.rate_max,
        "year": (closes or today).year,
        "apply_by": closes,
        "note": _("Montant le plus haut que l’aide permet (%(why)s).") % {"why": why} if why and amount else "",
    }


# ── What is proposed ─────────────────────────────────────────────────────────────────────────────
def proposals_of(project: Project, lines: list[PlanLine]) -> list[Proposal]:
    """What is not in the plan yet, the surest money first. Each euro is proposed once: a request is not, where its commitment is."""
    committed = commitments_for(project)
    requests = list(requests_for(project, {one.request_id for one in committed}))
    there = {one.aid_id for one in lines if one.aid_id} | {one.aid_id for one in committed if one.aid_id}
    asked = [one for one in requests if one.aid_id not in there]
    there |= {one.aid_id for one in asked}
    kept = [one.aid for one in kept_aids(project) if one.aid_id not in there]
    return [
        *(_of_commitment(one, lines) for one in committed),
        *(_of_request(one) for one in asked),
        *(_of_aid(one) for one in kept),
    ]


def commitments_for(project: Project) -> list[Commitment]:
    """What was committed to the project, or to whoever carries it without saying for which, and that no plan holds."""
    to_us = Q(project=project)
    if project.organisation_id is not None:
        to_us |= Q(project=None, beneficiary=project.organisation_id)
    rows = Commitment.objects.filter(to_us, financing_lines=None, committed_on__gte=clock.today() - SINCE).exclude(state__in=OVER)
    return list(rows.select_related("funder", "funder_vehicle", "request").order_by("-committed_on", "-pk")[:MOST])


def requests_for(project: Project, but: set[int | None] | None = None) -> list[FundingRequest]:
    """What the project asks, or was granted; what was refused or given up is no money."""
    over = (FundingRequest.State.DECLINED, FundingRequest.State.WITHDRAWN)
    rows = project.funding_requests.exclude(state__in=over).exclude(pk__in=[one for one in but or () if one])
    return list(rows.select_related("aid__funder").order_by("-changed_at", "-pk")[:MOST])


def kept_aids(project: Project) -> list[Choice]:
    """The aids that the team wants to study."""
    rows = project.aid_choices.filter(side=Choice.Side.PROJECT, answer=Choice.Answer.KEPT, aid__status=Aid.Status.PUBLISHED)
    return list(rows.select_related("aid__funder")[:MOST])


def _of_commitment(one: Commitment, lines: list[PlanLine]) -> Proposal:
    words = _("Engagement %(ref)s, signé le %(on)s") if one.signed_on else _("Engagement %(ref)s, annoncé le %(on)s")
    said = {"ref": one.reference, "on": day(one.signed_on or one.committed_on)}
    title = one.title or (one.aid.title if one.aid is not None else one.reference)
    candidates = lines_for(one, lines)
    return Proposal(
        COMMITMENT, one.reference, title, one.funder_name, words % said, place_of_commitment(one), one.net, candidates=candidates
    )


def _of_request(one: FundingRequest) -> Proposal:
    why = _("Demande %(ref)s : %(state)s") % {"ref": one.reference, "state": one.get_state_display().lower()}
    amount = one.amount_obtained or one.amount_asked
    return Proposal(REQUEST, one.reference, one.aid.title, one.aid.funder_words, why, place_of_request(one), amount)


def _of_aid(aid: Aid) -> Proposal:
    state = PlanLine.State.TO_STUDY
    return Proposal(AID, aid.slug, aid.title, aid.funder_words, _("Aide que vous voulez étudier"), state, aid.ticket_max)
