"""The plan of a project as its pages show it: totals by year and by state, cash by month, rules met, de minimis."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.financing import rules
from frenchimpact.financing.cash import Dip, Month, Move, Remedy, Way, cash_flow, dips, later, months_between, remedies
from frenchimpact.financing.models import CashItem, FinancingPlan, LinePayment, Need, PlanLine
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project

State = PlanLine.State
_NOTHING = Decimal(0)


# ── Finding ──────────────────────────────────────────────────────────────────────────────────────
def find_project(user: Anyone, reference: str) -> Project:
    """A project whose plan the person reads, or Http404."""
    found = rules.visible_projects(user).select_related("organisation").filter(reference=reference).first()
    if found is None:
        raise Http404(_("Ce projet n’existe pas, ou vous n’y avez pas accès."))
    return found


def plan_of(project: Project) -> FinancingPlan | None:
    """Its plan, once somebody began it."""
    return FinancingPlan.objects.select_related("changed_by").filter(project=project).first()


def find_line(user: Anyone, reference: str, pk: int) -> PlanLine:
    """A line of a plan that the person reads, or Http404 once it is out of it."""
    project = find_project(user, reference)
    rows = PlanLine.objects.filter(plan__project=project, removed_at=None).select_related("plan__changed_by", "funder", "aid", "commitment")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("Ce financement n’est pas, ou n’est plus, dans le plan."))
    found.plan.project = project
    return found


def _find_row[R: (Need, CashItem)](model: type[R], user: Anyone, reference: str, pk: int) -> R:
    project = find_project(user, reference)
    found = model._default_manager.filter(plan__project=project, pk=pk).select_related("plan__changed_by").first()
    if found is None:
        raise Http404(_("Cette ligne n’est pas, ou n’est plus, dans le plan."))
    found.plan.project = project
    return found


def find_need(user: Anyone, reference: str, pk: int) -> Need:
    """Something that a plan pays for, or Http404."""
    return _find_row(Need, user, reference, pk)


def find_cash_item(user: Anyone, reference: str, pk: int) -> CashItem:
    """Something that comes or goes, or Http404."""
    return _find_row(CashItem, user, reference, pk)


def find_payment(user: Anyone, reference: str, pk: int) -> LinePayment:
    """A payment of a line, or Http404."""
    project = find_project(user, reference)
    rows = LinePayment.objects.filter(line__plan__project=project, line__removed_at=None).select_related("line__plan")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404(_("Ce versement n’est pas, ou n’est plus, prévu."))
    found.line.plan.project = project
    return found


def lines_of(plan: FinancingPlan) -> list[PlanLine]:
    """Its lines, with their payments: those that bring most first in each state."""
    rows = plan.lines.filter(removed_at=None).select_related("funder", "aid")
    found = list(rows.prefetch_related(Prefetch("payments", LinePayment.objects.order_by("month", "pk"))))
    order = list(State)
    return sorted(found, key=lambda one: (order.index(State(one.state)), -one.amount, one.pk))


# ── Totals ───────────────────────────────────────────────────────────────────────────────────────
@dataclass
class Year:
    """A year: what is needed, what is obtained, what is asked, and what is only thought of."""

    year: int
    need: Decimal = _NOTHING
    obtained: Decimal = _NOTHING
    asked: Decimal = _NOTHING
    thought: Decimal = _NOTHING

    @property
    def lacking(self) -> Decimal:
        """What is obtained less than needed."""
        return max(self.need - self.obtained, _NOTHING)


_PLACE = {State.OBTAINED: "obtained", State.ASKED: "asked", State.PREPARING: "thought", State.TO_STUDY: "thought"}


def years_of(needs: list[Need], lines: list[PlanLine]) -> list[Year]:
    """Each year from the first to the last one of the plan. A line over several years counts the same in each."""
    found: dict[int, Year] = {}
    for need in needs:
        found.setdefault(need.year, Year(need.year)).need += need.amount
    for line in lines:
        place = _PLACE.get(State(line.state))
        if place:
            for year, part in shares(line.amount, line.years):
                kept = found.setdefault(year, Year(year))
                setattr(kept, place, getattr(kept, place) + part)
    return [found.get(year, Year(year)) for year in range(min(found), max(found) + 1)] if found else []


def shares(amount: Decimal, years: range) -> list[tuple[int, Decimal]]:
    """The same part for each year, to the cent; what is left goes to the last one."""
    part = (amount / len(years)).quantize(Decimal("0.01"))
    return [*((year, part) for year in years[:-1]), (years[-1], amount - part * (len(years) - 1))]


# ── Cash ─────────────────────────────────────────────────────────────────────────────────────────
def moves_of(plan: FinancingPlan, items: list[CashItem], lines: list[PlanLine], *, hopes: bool = False) -> list[Move]:
    """What comes and goes, from what is obtained; with `hopes`, from what is asked too."""
    last = later(plan.opening_month, 11)
    counted = [one for one in lines if one.state == State.OBTAINED or (hopes and one.state == State.ASKED)]
    found = [
        Move(one.month, one.amount, f"{line.funder_words} – {line.title}", Way.FIXED if one.received_on else Way.PAYMENT)
        for line in counted
        for one in line.payments.all()
    ]
    for item in items:
        way = Way.PURCHASE if item.last_month is None and item.kind == CashItem.Kind.EXPENSE else Way.FIXED
        found += [Move(month, item.signed, item.label, way) for month in months_between(item.month, item.ends_with)]
        last = max(last, item.ends_with)
    return found


@dataclass(frozen=True)
class Cash:
    """Cash by month with what is obtained, and what would be left if what is asked came too."""

    months: list[Month]
    hoped: dict[dt.date, Decimal]
    dips: list[Dip]
    remedies: list[Remedy]
    # What is obtained and has no payment planned: it is not in the figures.
    unplanned: list[PlanLine]

    @property
    def first_dip(self) -> Dip | None:
        """The first time that it lacks."""
        return self.dips[0] if self.dips else None

    def is_saved_by_hopes(self) -> bool:
        """Whether what is asked would be enough."""
        return bool(self.dips) and all(balance >= 0 for balance in self.hoped.values())


def cash_of(plan: FinancingPlan, lines: list[PlanLine]) -> Cash:
    """The months of the plan."""
    items = list(plan.cash_items.all())
    sure, hopes = moves_of(plan, items, lines), moves_of(plan, items, lines, hopes=True)
    flow, hoped = cash_flow(plan.opening_balance, plan.opening_month, sure), cash_flow(plan.opening_balance, plan.opening_month, hopes)
    if len(hoped) > len(flow):
        flow = cash_flow(plan.opening_balance, plan.opening_month, [*sure, Move(hoped[-1].month, _NOTHING)])
    unplanned = [one for one in lines if one.state == State.OBTAINED and not one.payments.all()]
    found = remedies(plan.opening_balance, plan.opening_month, sure)
    return Cash(flow, {one.month: one.balance for one in hoped}, dips(flow), found, unplanned)


# ── All together ─────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Picture:
    """The plan, read once for a page or a file."""

    plan: FinancingPlan
    lines: list[PlanLine]
    needs: list[Need]
    cash: Cash
    years: list[Year] = field(default_factory=list)

    def total(self, *states: str) -> Decimal:
        """What the lines of these states bring."""
        return sum((one.amount for one in self.lines if one.state in states), _NOTHING)

    @property
    def need(self) -> Decimal:
        """Everything to pay for."""
        return sum((one.amount for one in self.needs), _NOTHING)

    @property
    def obtained(self) -> Decimal:
        """What is sure beside own funds."""
        return self.total(State.OBTAINED)

    @property
    def asked(self) -> Decimal:
        """What waits for an answer."""
        return self.total(State.ASKED)

    @property
    def to_find(self) -> Decimal:
        """What is needed beyond own funds and what is obtained."""
        return max(self.need - self.plan.own_funds - self.obtained, _NOTHING)

    def by_state(self) -> list[tuple[PlanLine.State, list[PlanLine]]]:
        """Every state with its lines, in order."""
        return [(state, [one for one in self.lines if one.state == state]) for state in State]


def picture_of(plan: FinancingPlan) -> Picture:
    """Everything of a plan, in a fixed number of queries."""
    lines, needs = lines_of(plan), list(plan.needs.all())
    return Picture(plan, lines, needs, cash_of(plan, lines), years_of(needs, lines))


@dataclass(frozen=True)
class Deadline:
    """A day to come of a line: the last one to ask, or the one by which an answer is hoped for."""

    on: dt.date
    line: PlanLine
    is_answer: bool


def deadlines_of(lines: list[PlanLine], since: dt.date | None = None) -> list[Deadline]:
    """The days to come of the open lines, in order."""
    since = since or clock.today()
    found = []
    for line in lines:
        if line.apply_by and line.apply_by >= since and line.state in (State.TO_STUDY, State.PREPARING):
            found.append(Deadline(line.apply_by, line, is_answer=False))
        if line.expected_on and line.expected_on >= since and line.is_open:
            found.append(Deadline(line.expected_on, line, is_answer=True))
    return sorted(found, key=lambda one: (one.on, one.line.pk))
