"""A line of a plan follows what happens elsewhere: the request that asks for its aid, the commitment that pays it."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from frenchimpact.aids.models import FundingRequest
from frenchimpact.commitments.models import Commitment, Entry
from frenchimpact.core import clock
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.financing import facts
from frenchimpact.financing.actions.lines import keep, move_line
from frenchimpact.financing.actions.plans import touch
from frenchimpact.financing.cash import month_of
from frenchimpact.financing.models import LinePayment, PlanLine
from frenchimpact.financing.standing import OVER, lines_for, place_of_commitment, place_of_request

State = PlanLine.State
_NOTHING = Decimal(0)
_VERBS = {target: verb for verb, (_from, target) in PlanLine.FLOW.moves.items()}


# ── A request ────────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def follow_request(*, request: FundingRequest) -> PlanLine | None:
    """The open line of its aid goes where the request is. One that money is committed for follows the commitment alone."""
    rows = PlanLine.objects.filter(plan__project=request.project_id, aid=request.aid_id, removed_at=None, commitment=None)
    found = [one for one in rows.select_related("plan") if one.is_open]
    target = place_of_request(request)
    if len(found) != 1 or found[0].state == target:
        return None
    note = _("La demande %(ref)s : %(state)s.") % {"ref": request.reference, "state": request.get_state_display().lower()}
    amount = request.amount_obtained if target == State.OBTAINED else None
    return move_line(line=found[0], verb=_VERBS[target], amount=amount, note=note, by=None)


# ── A commitment ─────────────────────────────────────────────────────────────────────────────────
def _linked(commitment: Commitment) -> PlanLine | None:
    """Its line; the one that surely waited for it becomes so. None when several may be, or none: a person says which."""
    there = PlanLine.objects.filter(commitment=commitment).select_related("plan").order_by("removed_at").first()
    if there is not None:
        return there if there.removed_at is None else None
    if commitment.project_id is None or commitment.state in OVER:
        return None
    rows = PlanLine.objects.filter(plan__project=commitment.project_id, removed_at=None).select_related("plan")
    found = lines_for(commitment, list(rows))
    return found[0] if len(found) == 1 else None


@transaction.atomic
def follow_plan(*, commitment: Commitment, line: PlanLine | None = None, is_taken_back: bool = False) -> PlanLine | None:
    """The line of a plan says what the ledger says: where it stands, how much, what was paid. Safe to run again.

    `line` is the one that a person chose. `is_taken_back`: money came back, or an entry was wrong, so that payments may shrink.
    """
    rows = Commitment.objects.select_for_update(of=("self",)).select_related("request", "funder_vehicle")
    commitment = rows.get(pk=commitment.pk)
    found = line or _linked(commitment)
    if found is None:
        return None
    plan, found = lock(found.plan), lock(found)
    found.plan = plan
    target, is_new = place_of_commitment(commitment), found.commitment_id is None
    amount = found.amount if target == State.REFUSED else commitment.net
    since = min(commitment.signed_on or commitment.committed_on, clock.today()) if target == State.OBTAINED else None
    if is_new or (found.state, found.amount, found.obtained_on) != (target, amount, since):
        found.commitment, found.state, found.amount, found.obtained_on = commitment, target, amount, since
        found.version, found.changed_at = found.version + 1, clock.now()
        found.save()
        words = _("Engagement %(ref)s : %(state)s.") % {"ref": commitment.reference, "state": commitment.get_state_display().lower()}
        keep(found, None, words)
        touch(plan, None)
        announce(facts.LineMoved(project_id=plan.project_id, line_id=found.pk, state=found.state), by=None)
    if target == State.OBTAINED:
        _follow_payments(found, commitment, is_taken_back=is_taken_back)
    return found


def _follow_payments(line: PlanLine, commitment: Commitment, *, is_taken_back: bool) -> None:
    """What the ledger says was paid is received, taking first from what was planned; what passes the amount is planned no more."""
    rows = list(line.payments.order_by("month", "pk"))
    received, planned = [one for one in rows if one.received_on], [one for one in rows if not one.received_on]
    lacks = commitment.paid - commitment.recovered - sum((one.amount for one in received), _NOTHING)
    if lacks > 0:
        _receive(line, planned, lacks, _paid_on(commitment))
    elif lacks < 0 and is_taken_back:
        _shrink(received, -lacks)
    rows = list(line.payments.order_by("received_on", "month", "pk"))
    over = sum((one.amount for one in rows), _NOTHING) - line.amount
    _shrink([one for one in rows if not one.received_on], over)


def _paid_on(commitment: Commitment) -> dt.date:
    paid = commitment.entries.filter(kind=Entry.Kind.PAID, counters=None, countered_by=None).order_by("-value_on").first()
    return min(paid.value_on, clock.today()) if paid is not None else clock.today()


def _receive(line: PlanLine, planned: list[LinePayment], amount: Decimal, on: dt.date) -> None:
    """So much came that day: it is what was planned first, and beside it what nobody planned."""
    month, left = month_of(on), amount
    for one in planned:
        if one.amount > left:
            _shrink([one], left)
            break
        LinePayment.objects.filter(pk=one.pk).update(month=month, received_on=on)
        left -= one.amount
    if left:
        line.payments.create(month=month, amount=left, received_on=on)


def _shrink(rows: list[LinePayment], amount: Decimal) -> None:
    """Take so much off, the last ones first."""
    for one in reversed(rows):
        if amount <= 0:
            return
        cut = min(one.amount, amount)
        if cut == one.amount:
            one.delete()
        else:
            LinePayment.objects.filter(pk=one.pk).update(amount=one.amount - cut)
        amount -= cut


def follow_imported(*, source: str, since: dt.datetime) -> int:
    """The lines whose commitments a file has just changed. Gives how many."""
    rows = Commitment.objects.filter(Q(financing_lines__removed_at=None), source_name=source, changed_at__gte=since)
    found = list(rows.filter(financing_lines__isnull=False).distinct())
    for one in found:
        follow_plan(commitment=one)
    return len(found)
