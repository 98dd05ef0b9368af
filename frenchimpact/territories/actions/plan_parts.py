"""What an action is made of: its steps, its partners, its budget by year and funder."""

import datetime as dt
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, Stale
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import fold
from frenchimpact.organisations.models import Organisation
from frenchimpact.territories import facts
from frenchimpact.territories.actions.plans import keep_event, touch
from frenchimpact.territories.models import Action, ActionPartner, BudgetLine, Step
from frenchimpact.territories.plan_tables import plain
from frenchimpact.territories.queries.actions import budget_words, seal

MOST_STEPS, MOST_PARTNERS, MOST_LINES = 60, 40, 60


def _changed(action: Action, verb: str, note: str, by: User | None) -> None:
    """Count the change, and keep it in the history."""
    touch(action)
    keep_event(action, verb, by=by, note=note)
    announce(facts.ActionChanged(territory_id=action.territory_id, action_id=action.pk, fields=[verb]), by=by)


# ── Steps ────────────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def add_step(*, action: Action, title: str, due_on: dt.date | None = None, by: User | None) -> Step:
    """One more step, at the end."""
    action = lock(action)
    if action.steps.count() >= MOST_STEPS:
        raise Refusal(_("Une action a au plus %(count)s étapes.") % {"count": MOST_STEPS})
    last = action.steps.aggregate(last=Max("position"))["last"] or 0
    step = Step.objects.create(action=action, position=last + 1, title=title, due_on=due_on)
    _changed(action, "step", f"+ {title}", by)
    return step


@transaction.atomic
def tick_step(*, step: Step, is_done: bool, by: User) -> Step:
    """It is done today, or after all it is not."""
    action = lock(step.action)
    step = lock(step)
    if bool(step.done_on) != is_done:
        step.done_on = clock.today() if is_done else None
        step.save(update_fields=["done_on"])
        _changed(action, "step", f"{'✓' if is_done else '○'} {step.title}", by)
    return step


@transaction.atomic
def order_step(*, step: Step, is_up: bool, by: User) -> None:
    """One place earlier, or later."""
    action = lock(step.action)
    steps = list(action.steps.order_by("position", "pk"))
    place = next(index for index, one in enumerate(steps) if one.pk == step.pk)
    other = place - 1 if is_up else place + 1
    if 0 <= other < len(steps):
        steps[place], steps[other] = steps[other], steps[place]
        for position, one in enumerate(steps, start=1):
            one.position = position
        Step.objects.bulk_update(steps, ["position"])
        touch(action)


@transaction.atomic
def remove_step(*, step: Step, by: User) -> None:
    """It is not one."""
    action = lock(step.action)
    title = step.title
    step.delete()
    _changed(action, "step", f"− {title}", by)


# ── Partners ─────────────────────────────────────────────────────────────────────────────────────
@transaction.atomic
def add_partner(
    *, action: Action, organisation: Organisation | None = None, name: str = "", part: str = "", by: User | None
) -> ActionPartner:
    """A member of the collective, or a name."""
    action = lock(action)
    name = (organisation.name if organisation is not None else name)[:200]
    partners = list(action.partners.all())
    if any(fold(one.name) == fold(name) for one in partners):
        raise Incomplete(_("Ce partenaire est déjà là."), {"name": _("Ce partenaire est déjà dans la liste.")})
    if len(partners) >= MOST_PARTNERS:
        raise Refusal(_("Une action a au plus %(count)s partenaires.") % {"count": MOST_PARTNERS})
    partner = ActionPartner.objects.create(action=action, organisation=organisation, name=name, part=part)
    _changed(action, "partner", f"+ {name}", by)
    return partner


@transaction.atomic
def remove_partner(*, partner: ActionPartner, by: User) -> None:
    """It takes no part in it any more."""
    action = lock(partner.action)
    name = partner.name
    partner.delete()
    _changed(action, "partner", f"− {name}", by)


# ── Budget ───────────────────────────────────────────────────────────────────────────────────────
def line_seal(line: BudgetLine) -> int:
    """What stands for a budget line as a page shows it."""
    return seal(line.year, line.funder, line.unit, *(plain(amount) for amount in (line.planned, line.secured, line.spent)))


def _cells(line: BudgetLine) -> tuple[str, str, str, str, str, str]:
    return (str(line.year), line.funder, line.unit, plain(line.planned), plain(line.secured), plain(line.spent))


def shown_line(line: BudgetLine) -> str:
    """A budget line in one sentence."""
    return budget_words(*_cells(line))


def _noted(line: BudgetLine, sign: str = "") -> str:
    """A budget line as the history keeps it: data, told in the language of who reads it."""
    return "\t".join((sign, *_cells(line)))


@transaction.atomic
def set_budget_line(
    *,
    action: Action,
    year: int,
    funder: str,
    unit: str = BudgetLine.Unit.EUR,
    planned: Decimal | None = None,
    secured: Decimal | None = None,
    spent: Decimal | None = None,
    line: BudgetLine | None = None,
    seen: int | None = None,
    by: User | None,
) -> BudgetLine:
    """What a funder brings in a year: a new line, or a line that changes.

    `seen` is the seal of the line that the page showed: changed in between, raises Stale with both.
    """
    action = lock(action)
    if line is None and action.budget_lines.count() >= MOST_LINES:
        raise Refusal(_("Une action a au plus %(count)s lignes de budget.") % {"count": MOST_LINES})
    row = lock(line) if line is not None else BudgetLine(action=action)
    wanted = {"year": year, "funder": funder, "unit": unit}
    wanted |= {"planned": planned or Decimal(0), "secured": secured or Decimal(0), "spent": spent or Decimal(0)}
    before = shown_line(row) if line is not None else ""
    theirs = line_seal(row) if line is not None else None
    for name, value in wanted.items():
        setattr(row, name, value)
    if line is not None and seen is not None and seen != theirs:
        last = action.events.filter(verb="budget").select_related("by").first()
        raise Stale(
            _("Cette ligne a changé entre-temps : comparez, puis enregistrez de nouveau."),
            mine=shown_line(row),
            theirs=before,
            version=theirs or 0,
            by=str(last.by) if last and last.by else "",
        )
    row.organisation = _member_named(action, funder)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise Incomplete(
            _("Cette ligne existe déjà."), {"funder": _("Ce financeur a déjà une ligne pour cette année : modifiez-la.")}
        ) from error
    _changed(action, "budget", _noted(row), by)
    return row


@transaction.atomic
def remove_budget_line(*, line: BudgetLine, by: User) -> None:
    """It brings nothing that year."""
    action = lock(line.action)
    words = _noted(line, "− ")
    line.delete()
    _changed(action, "budget", words, by)


def _member_named(action: Action, funder: str) -> Organisation | None:
    """The member of the collective that bears this name."""
    members = action.territory.members.filter(until=None, organisation__isnull=False).select_related("organisation")
    return next((one.organisation for one in members if fold(funder) in (fold(one.name), fold(str(one.organisation)))), None)
