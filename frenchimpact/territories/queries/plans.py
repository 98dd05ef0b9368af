"""The action plan counted: where its actions stand, what is late or blocked, what was planned, secured and spent."""

from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Count, Q, Sum

from frenchimpact.core import clock
from frenchimpact.core.kept import kept
from frenchimpact.territories.models import Action, BudgetLine, Territory

# States in which an action is over: it can be neither late nor blocked.
OVER = (Action.State.DONE, Action.State.DROPPED)


@dataclass(frozen=True)
class PlanCounts:
    """How many actions a plan has, by state and by challenge; how many are late; those that are blocked, the oldest first."""

    total: int = 0
    by_state: dict[str, int] = field(default_factory=dict)
    by_challenge: dict[int, dict[str, int]] = field(default_factory=dict)
    late: int = 0
    blocked: list[Action] = field(default_factory=list)


_counted = kept(
    lambda territory: (
        Action.objects.filter(territory=territory)
        .order_by()
        .values_list("objective__challenge_id", "state")
        .annotate(count=Count("pk"), late=Count("pk", filter=Q(ends_on__lt=clock.today()) & ~Q(state__in=OVER)))
    )
)
_blocked = kept(
    lambda territory: (
        Action.objects.filter(territory=territory, state=Action.State.BLOCKED)
        .select_related("owner", "pilot", "objective__challenge")
        .order_by("blocked_on", "number")
    )
)


def plan_counts(territory: Territory) -> PlanCounts:
    """The counts of a territory's plan, in two statements."""
    rows = _counted(territory=territory.pk)
    by_state: dict[str, int] = dict.fromkeys(Action.State.values, 0)
    by_challenge: dict[int, dict[str, int]] = {}
    late = 0
    for challenge_id, state, count, late_count in rows:
        by_state[state] += count
        by_challenge.setdefault(challenge_id, dict.fromkeys(Action.State.values, 0))[state] += count
        late += late_count
    return PlanCounts(sum(by_state.values()), by_state, by_challenge, late, _blocked(territory=territory.pk))


def budget_totals(territory: Territory) -> dict[tuple[int, str], tuple[Decimal, Decimal, Decimal]]:
    """What the plan costs, by year and unit: planned, secured, spent. Dropped actions keep what they spent, and nothing else."""
    dropped = Q(action__state=Action.State.DROPPED)
    rows = (
        BudgetLine.objects.filter(action__territory=territory)
        .order_by("year", "unit")
        .values_list("year", "unit")
        .annotate(
            planned_sum=Sum("planned", filter=~dropped, default=Decimal(0)),
            secured_sum=Sum("secured", filter=~dropped, default=Decimal(0)),
            spent_sum=Sum("spent"),
        )
    )
    return {(year, unit): (planned, secured, spent) for year, unit, planned, secured, spent in rows}
