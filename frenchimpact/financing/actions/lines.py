"""The lines of a plan: written, moved from state to state, paid, taken out."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Stale, Text
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.financing import facts
from frenchimpact.financing.actions.plans import MOST_ROWS, touch, unless_changed
from frenchimpact.financing.models import FinancingPlan, LinePayment, PlanLine, PlanLineEvent


def _missing(**words: Text) -> Incomplete:
    return Incomplete(_("Il reste quelque chose à corriger."), words)


def keep(line: PlanLine, by: User | None, note: str = "") -> None:
    """One line of its history: where it stands, and how much."""
    PlanLineEvent.objects.create(line=line, state=line.state, amount=line.amount, note=note, by=by)


def _held(line: PlanLine) -> tuple[FinancingPlan, PlanLine]:
    """The plan and the line, held until the end. Raises Refusal once it is out of the plan."""
    plan, line = lock(line.plan), lock(line)
    if line.removed_at is not None:
        raise Refusal(_("Ce financement a été retiré du plan entre-temps."))
    line.plan = plan
    return plan, line


@transaction.atomic
def write_line(*, plan: FinancingPlan, values: Mapping[str, Any], by: User | None, line: PlanLine | None = None, seen: int = 0) -> PlanLine:
    """One more line, or what a line says. Raises Incomplete, Stale, Refusal."""
    if values.get("last_year") is not None and values["last_year"] <= values["year"]:
        raise _missing(last_year=_("La dernière année vient après la première."))
    if not (values.get("funder") or values.get("funder_name")):
        raise _missing(funder=_("Choisissez une structure, ou écrivez son nom."))
    if line is None:
        plan = lock(plan)
        if plan.lines.filter(removed_at=None).count() >= MOST_ROWS:
            raise Refusal(_("Deux cents lignes au plus. Réunissez celles qui vont ensemble."))
        made = PlanLine.objects.create(plan=plan, **values)
        keep(made, by)
        announce(facts.LineAdded(project_id=plan.project_id, line_id=made.pk), by=by)
    else:
        plan, made = _held(line)
        unless_changed(made, seen, values, plan)
        _check_paid(made, values["amount"])
        amount_before = made.amount
        for name, value in values.items():
            setattr(made, name, value)
        made.version, made.changed_at = made.version + 1, clock.now()
        made.save()
        if made.amount != amount_before:
            keep(made, by)
        announce(facts.LineChanged(project_id=plan.project_id, line_id=made.pk), by=by)
    touch(plan, by)
    return made


def _check_paid(line: PlanLine, amount: Decimal) -> None:
    paid = line.payments.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    if amount < paid:
        raise _missing(amount=_("Les versements prévus dépassent ce montant. Changez-les d’abord."))


@transaction.atomic
def move_line(
    *, line: PlanLine, verb: str, by: User | None, seen: str = "", amount: Decimal | None = None, on: dt.date | None = None, note: str = ""
) -> PlanLine:
    """Say where it stands. What is obtained has its amount and its day. Raises Incomplete, OutOfTurn, Stale."""
    plan, line = _held(line)
    if verb not in PlanLine.FLOW.moves:
        raise Refusal(_("Cet état n’existe pas. Choisissez-en un dans la liste."))
    target = PlanLine.FLOW.moves[verb][1]
    if target == line.state:
        return line
    if seen and seen != line.state:
        last = line.events.select_related("by").first()
        raise Stale(
            _("L’état de ce financement a changé entre-temps."),
            mine=PlanLine.State(target).label,
            theirs=line.get_state_display(),
            version=line.version,
            by=str(last.by) if last and last.by else _("Une autre personne"),
        )
    line.state = PlanLine.FLOW.step(verb, line.state)
    if verb == "obtain":
        line.amount, line.obtained_on = amount or line.amount, on or clock.today()
        if line.obtained_on > clock.today():
            raise _missing(on=_("Écrivez un jour passé, ou aujourd’hui."))
        _check_paid(line, line.amount)
    else:
        line.obtained_on = None
    line.version, line.changed_at = line.version + 1, clock.now()
    line.save()
    keep(line, by, note)
    touch(plan, by)
    announce(facts.LineMoved(project_id=plan.project_id, line_id=line.pk, state=line.state), by=by)
    return line


@transaction.atomic
def remove_line(*, line: PlanLine, by: User | None) -> None:
    """It is out of the plan; what happened to it stays written."""
    plan, line = _held(line)
    line.removed_at = clock.now()
    line.save(update_fields=["removed_at"])
    touch(plan, by)
    announce(facts.LineRemoved(project_id=plan.project_id, line_id=line.pk), by=by)


# ── Payments ─────────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def add_payment(*, line: PlanLine, month: dt.date, amount: Decimal, by: User | None) -> LinePayment:
    """A payment is expected in a month. Raises Incomplete when the payments pass the amount of the line."""
    plan, line = _held(line)
    planned = line.payments.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    if planned + amount > line.amount:
        raise _missing(amount=_("Les versements dépasseraient le montant du financement."))
    made = line.payments.create(month=month, amount=amount)
    touch(plan, by)
    announce(facts.LineChanged(project_id=plan.project_id, line_id=line.pk), by=by)
    return made


@transaction.atomic
def receive_payment(*, payment: LinePayment, on: dt.date | None, by: User | None) -> None:
    """It came that day; without a day, it did not after all. Raises Incomplete for a day to come."""
    plan, line = _held(payment.line)
    if on is not None and on > clock.today():
        raise _missing(received_on=_("Écrivez un jour passé, ou aujourd’hui."))
    LinePayment.objects.filter(pk=payment.pk).update(received_on=on)
    touch(plan, by)
    announce(facts.LineChanged(project_id=plan.project_id, line_id=line.pk), by=by)


@transaction.atomic
def remove_payment(*, payment: LinePayment, by: User | None) -> None:
    """It is no longer expected."""
    plan, line = _held(payment.line)
    if LinePayment.objects.filter(pk=payment.pk).delete()[0]:
        touch(plan, by)
        announce(facts.LineChanged(project_id=plan.project_id, line_id=line.pk), by=by)
