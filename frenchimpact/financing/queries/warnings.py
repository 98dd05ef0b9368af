"""What a plan meets: rules on adding aid up, and the de minimis ceiling of whoever carries the project."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from frenchimpact.aids.models import Instrument, Origin
from frenchimpact.core import clock
from frenchimpact.financing import cumulation, deminimis
from frenchimpact.financing.models import CumulationRule, FinancingPlan, IncompatibleAids, Need, PlanLine, Regulation
from frenchimpact.financing.queries.registers import GENERAL, Verdict, register_of, verdict
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Project

# Paid for something in return, or not money: no aid.
_NOT_AID = {Instrument.PROCUREMENT, Instrument.RESPONSIBLE_ORDER, Instrument.VOLUNTEERING}


def in_force(on: dt.date) -> Q:
    """Dated rows that hold that day."""
    return Q(starts_on__lte=on) & (Q(ends_on=None) | Q(ends_on__gte=on))


def worth_of(line: PlanLine, ceiling: deminimis.Ceiling | None) -> Decimal:
    """What a line is worth as aid: for what is lent, its equivalent when its duration is known, its amount otherwise."""
    if not line.is_lent or not line.loan_months or ceiling is None:
        return line.amount
    reckon = deminimis.guarantee_equivalent if line.instrument == Instrument.GUARANTEE else deminimis.loan_equivalent
    try:
        return reckon(line.amount, line.loan_months, ceiling)
    except deminimis.TooLarge:
        return line.amount


def money_of(line: PlanLine, ceiling: deminimis.Ceiling | None) -> cumulation.Money:
    """A line as the rules read it."""
    return cumulation.Money(
        key=line.pk,
        title=line.title,
        worth=worth_of(line, ceiling),
        is_whole=line.is_lent and worth_of(line, ceiling) == line.amount,
        has_months=bool(line.loan_months),
        instrument=line.instrument,
        regime=line.regime,
        origin=line.origin,
        is_public=Origin(line.origin).is_public,
        is_obtained=line.state == PlanLine.State.OBTAINED,
        max_share=line.rate_max,
        own_funds_times=line.aid.own_funds_times if line.aid else None,
    )


def _rule(row: CumulationRule) -> cumulation.Rule:
    return cumulation.Rule(
        code=row.code,
        words=row.words,
        source=row.source,
        source_url=row.source_url,
        instrument=row.instrument,
        regime=row.regime,
        origin=row.origin,
        theme=row.theme,
        need_kind=row.need_kind,
        meets_regime=row.meets_regime,
        counts_public=row.counted == CumulationRule.Counted.PUBLIC,
        max_share=row.max_share,
        own_funds_times=row.own_funds_times,
    )


def findings_of(
    project: Project, plan: FinancingPlan, lines: Sequence[PlanLine], needs: Sequence[Need], ceiling: deminimis.Ceiling | None
) -> list[cumulation.Finding]:
    """The rules of today that the plan passes, would pass, or cannot check."""
    today = clock.today()
    counted = [one for one in lines if one.state != PlanLine.State.REFUSED and one.instrument not in _NOT_AID]
    money = [money_of(one, ceiling) for one in counted]
    ground = cumulation.Ground(plan.eligible_cost, plan.own_funds, project.themes, {one.kind for one in needs})
    found = cumulation.judge([_rule(row) for row in CumulationRule.objects.filter(in_force(today))], money, ground)
    aids = {line.aid_id: one for line, one in zip(counted, money, strict=True) if line.aid_id is not None}
    if len(aids) > 1:
        rows = IncompatibleAids.objects.filter(in_force(today), first__in=list(aids), second__in=list(aids))
        pairs = [cumulation.Pair(one.first_id, one.second_id, one.reason, one.source, one.source_url) for one in rows]
        found = [*cumulation.incompatible(pairs, aids), *found]
    return found


# ── De minimis ───────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class LineVerdict:
    """What the ceiling says of a line that would come under it, once the money of the plan that comes before it is counted too."""

    line: PlanLine
    verdict: Verdict
    before: tuple[PlanLine, ...] = ()
    before_worth: Decimal = Decimal(0)

    @property
    def is_whole(self) -> bool:
        """Whether what is lent counts for its whole amount, because nothing says what it is worth as aid."""
        return self.line.is_lent and self.verdict.answer.amount == self.line.amount


@dataclass(frozen=True)
class Counter:
    """The de minimis ceiling of whoever carries the project: today, for a typed amount, and for each open line."""

    organisation: Organisation
    today: Verdict
    asked: Verdict | None
    lines: list[LineVerdict]
    group_size: int
    aids: list[deminimis.Aid]

    @property
    def late(self) -> list[LineVerdict]:
        """The lines that are not possible when they are expected."""
        return [one for one in self.lines if not one.verdict.is_possible]


def ceiling_of(register: deminimis.Register | None) -> deminimis.Ceiling | None:
    """The general ceiling of today."""
    return register.regulations[GENERAL].ceiling_on(clock.today()) if register else None


def counter_of(
    organisation: Organisation,
    register: deminimis.Register,
    lines: Sequence[PlanLine] = (),
    amount: Decimal | None = None,
    on: dt.date | None = None,
    regulation: str = "",
) -> Counter:
    """What is used and left today; whether `amount` is possible on `on`; and each open line under a de minimis regime."""
    today = clock.today()
    asked = verdict(register, organisation, max(on or today, dt.date(2000, 1, 1)), amount, regulation or GENERAL) if amount else None
    return Counter(
        organisation,
        verdict(register, organisation, today, Decimal(0)),
        asked,
        _in_turn(organisation, register, lines),
        len(register.group(organisation.pk, today)),
        register.counted(organisation.pk, today),
    )


# Who comes first under the ceiling: what is asked already, then what is prepared, then what is only thought of.
_TURNS = [PlanLine.State.ASKED, PlanLine.State.PREPARING, PlanLine.State.TO_STUDY]


def _in_turn(organisation: Organisation, register: deminimis.Register, lines: Sequence[PlanLine]) -> list[LineVerdict]:
    """Each open line under the ceiling with those before it: what fits alone may not fit together.

    What is obtained and not declared yet comes first. A line that no known day allows takes no room from the others.
    """
    today = clock.today()
    before: list[tuple[PlanLine, Decimal]] = []
    for line in _undeclared_by(organisation, lines):
        if line.obtained_on is not None and line.obtained_on >= deminimis.window_start(today):
            before.append((line, worth_of(line, register.regulations[line.regime].ceiling_on(line.obtained_on))))
    wanted = [one for one in lines if one.is_open and one.regime in Regulation.values]
    found = []
    for line in sorted(wanted, key=lambda one: (_TURNS.index(PlanLine.State(one.state)), one.expected_on or today, one.pk)):
        day = max(line.expected_on or today, today)
        worth = worth_of(line, register.regulations[line.regime].ceiling_on(day))
        counts = register.regulations[line.regime].counts
        beside = [(one, amount) for one, amount in before if one.regime in counts]
        taken = sum((amount for _one, amount in beside), Decimal(0))
        together = verdict(register, organisation, day, worth + taken, line.regime)
        answer = replace(together.answer, used=together.answer.used + taken, amount=worth)
        found.append(LineVerdict(line, replace(together, answer=answer), tuple(one for one, _amount in beside), taken))
        if together.earliest is not None:
            before.append((line, worth))
    return found


def register_for(project: Project) -> deminimis.Register | None:
    """The register of whoever carries the project; None when nobody does yet."""
    return register_of(project.organisation) if project.organisation is not None else None


def undeclared(project: Project, lines: Sequence[PlanLine]) -> list[PlanLine]:
    """What was obtained under a de minimis regime, and that whoever carries the project has not declared yet."""
    return _undeclared_by(project.organisation, lines) if project.organisation is not None else []


def _undeclared_by(organisation: Organisation, lines: Sequence[PlanLine]) -> list[PlanLine]:
    wanted = [one for one in lines if one.state == PlanLine.State.OBTAINED and one.regime in Regulation.values and one.obtained_on]
    if not wanted:
        return []
    known = set(organisation.de_minimis_aids.values_list("granted_on", "nominal"))
    return [one for one in wanted if (one.obtained_on, one.amount) not in known]
