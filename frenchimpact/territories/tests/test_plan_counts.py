"""Where the actions of a plan stand, and what they cost."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from frenchimpact.core import clock
from frenchimpact.territories.models import Action, Territory
from frenchimpact.territories.queries.plans import budget_totals, plan_counts
from frenchimpact.territories.tests.factories import make_action, make_challenge, make_objective, make_territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory() -> Territory:
    return make_territory()


def make_plan(territory: Territory) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    first, second = (make_objective(make_challenge(territory, number)) for number in (1, 2))
    blocked = {"blocked_by": "Une licence.", "blocked_on": yesterday}
    make_action(first, state="in_progress", ends_on=yesterday)
    make_action(first, state="done", ends_on=yesterday)
    make_action(second, state="blocked", ends_on=clock.today(), **blocked)
    make_action(second, state="blocked", **blocked | {"blocked_on": yesterday - dt.timedelta(days=9)})


def test_counts_by_state_and_challenge(territory: Territory) -> None:
    make_plan(territory)
    other = make_territory("Ailleurs")
    make_action(make_objective(make_challenge(other)))
    counts = plan_counts(territory)
    assert (counts.total, counts.late) == (4, 1)
    assert counts.by_state == {"to_start": 0, "in_progress": 1, "blocked": 2, "done": 1, "dropped": 0}
    assert [sum(states.values()) for states in counts.by_challenge.values()] == [2, 2]
    assert [action.number for action in counts.blocked] == [4, 3]


def test_an_empty_plan_counts_nothing(territory: Territory) -> None:
    counts = plan_counts(territory)
    assert (counts.total, counts.late, counts.blocked, set(counts.by_state.values())) == (0, 0, [], {0})
    assert budget_totals(territory) == {}


def test_budgets_add_up_by_year_and_unit(territory: Territory) -> None:
    objective = make_objective(make_challenge(territory))
    kept, dropped = make_action(objective), make_action(objective, state=Action.State.DROPPED)
    kept.budget_lines.create(year=2026, funder="Agglomération", planned=Decimal("100.50"), secured=80, spent=10)
    kept.budget_lines.create(year=2026, funder="État", planned=50)
    kept.budget_lines.create(year=2026, funder="État", unit="days", planned=12)
    dropped.budget_lines.create(year=2026, funder="État", planned=1000, secured=900, spent=7)
    assert budget_totals(territory) == {
        (2026, "eur"): (Decimal("150.50"), Decimal(80), Decimal(17)),
        (2026, "days"): (Decimal(12), Decimal(0), Decimal(0)),
    }


def test_reads_cost_the_same_for_one_and_thirty_actions(territory: Territory, django_assert_num_queries: Callable[[int], Any]) -> None:
    objective = make_objective(make_challenge(territory))
    for count in (1, 30):
        while territory.actions.count() < count:
            make_action(objective, state="blocked", blocked_by="Une licence.", blocked_on=clock.today())
        with django_assert_num_queries(2):
            assert [action.objective.challenge.title for action in plan_counts(territory).blocked] == ["Défi 1"] * count
        with django_assert_num_queries(1):
            budget_totals(territory)
