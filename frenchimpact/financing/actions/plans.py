"""The plan of a project: its terms, what it needs, its cash, what funders see of it."""

from collections.abc import Mapping
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Stale
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.financing import facts
from frenchimpact.financing.cash import month_of
from frenchimpact.financing.models import CashItem, FinancingPlan, Need
from frenchimpact.projects.models import Project

# More than that is a spreadsheet's work, not a page's.
MOST_ROWS = 200


def open_plan(*, project: Project, by: User | None) -> FinancingPlan:
    """The plan of the project, made when there is none: it begins with this month."""
    return FinancingPlan.objects.get_or_create(project=project, defaults={"opening_month": month_of(clock.today()), "changed_by": by})[0]


def unless_changed(row: Any, seen: int, values: Mapping[str, Any], plan: FinancingPlan) -> None:
    """Raise Stale with what somebody else wrote in between, when it is not what is being written."""
    theirs = {name: getattr(row, name) for name, value in values.items() if getattr(row, name) != value}
    if seen == row.version or not theirs:
        return
    words = _(
        "Cette page a été modifiée depuis que vous l’avez ouverte. Ce que vous avez écrit est encore là : comparez, puis enregistrez."
    )
    who = str(plan.changed_by) if plan.changed_by else _("Une autre personne")
    raise Stale(words, mine=dict(values), theirs=theirs, version=row.version, by=who)


def touch(plan: FinancingPlan, by: User | None) -> None:
    """Say who changed something of the plan last."""
    FinancingPlan.objects.filter(pk=plan.pk).update(changed_at=clock.now(), changed_by=by)


def _changed(plan: FinancingPlan, part: str, by: User | None) -> None:
    touch(plan, by)
    announce(facts.PlanChanged(project_id=plan.project_id, part=part), by=by)


@transaction.atomic
def save_terms(*, plan: FinancingPlan, values: Mapping[str, Any], seen: int, by: User | None) -> FinancingPlan:
    """What aids are reckoned on, own funds, opening balance and notes. Raises Stale."""
    plan = lock(plan)
    unless_changed(plan, seen, values, plan)
    for name, value in values.items():
        setattr(plan, name, value)
    plan.version += 1
    plan.save(update_fields=[*values, "version"])
    _changed(plan, "terms", by)
    return plan


@transaction.atomic
def share_plan(*, plan: FinancingPlan, sharing: str, by: User | None) -> FinancingPlan:
    """What a funder who has a line sees."""
    plan = lock(plan)
    if plan.sharing != sharing:
        plan.sharing = FinancingPlan.Sharing(sharing)
        plan.save(update_fields=["sharing"])
        touch(plan, by)
        announce(facts.PlanShared(project_id=plan.project_id, sharing=sharing), by=by)
    return plan


# ── Rows of the plan ─────────────────────────────────────────────────────────────────────────────
def write_row[R: (Need, CashItem)](
    rows: "models.Manager[R]", row: R | None, values: Mapping[str, Any], seen: int, plan: FinancingPlan
) -> R:
    """A new row, or one that changes. Raises Stale, Refusal past two hundred."""
    if row is None:
        if rows.count() >= MOST_ROWS:
            raise Refusal(_("Deux cents lignes au plus. Réunissez celles qui vont ensemble."))
        return rows.create(**values)
    kept = rows.select_for_update().filter(pk=row.pk).first()
    if kept is None:
        raise Refusal(_("Cette ligne a été retirée entre-temps. Ajoutez-la de nouveau si elle manque."))
    unless_changed(kept, seen, values, plan)
    for name, value in values.items():
        setattr(kept, name, value)
    kept.version += 1
    kept.save()
    return kept


@transaction.atomic
def write_need(*, plan: FinancingPlan, values: Mapping[str, Any], by: User | None, need: Need | None = None, seen: int = 0) -> Need:
    """Something to pay for in a year. Raises Stale, Refusal."""
    plan = lock(plan)
    made = write_row(plan.needs, need, values, seen, plan)
    _changed(plan, "needs", by)
    return made


@transaction.atomic
def remove_need(*, need: Need, by: User | None) -> None:
    """It is no longer to be paid for."""
    plan = lock(need.plan)
    if Need.objects.filter(pk=need.pk).delete()[0]:
        _changed(plan, "needs", by)


@transaction.atomic
def write_cash_item(
    *, plan: FinancingPlan, values: Mapping[str, Any], by: User | None, item: CashItem | None = None, seen: int = 0
) -> CashItem:
    """Something that comes or goes. Raises Incomplete, Stale, Refusal."""
    plan = lock(plan)
    if values.get("last_month") is not None and values["last_month"] < values["month"]:
        raise Incomplete(_("Il reste quelque chose à corriger."), {"last_month": _("Le dernier mois vient après le premier.")})
    made = write_row(plan.cash_items, item, values, seen, plan)
    _changed(plan, "cash", by)
    return made


@transaction.atomic
def remove_cash_item(*, item: CashItem, by: User | None) -> None:
    """It no longer comes nor goes."""
    plan = lock(item.plan)
    if CashItem.objects.filter(pk=item.pk).delete()[0]:
        _changed(plan, "cash", by)
