"""What is measured and aimed at: judged as a whole, and an aim rewritten says why."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.periods import closing
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_project
from frenchimpact.territories import rules
from frenchimpact.territories.actions.indicators import add_indicator, change_indicator, end_indicator, set_aim
from frenchimpact.territories.models import Indicator, Member, Territory
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_common,
    make_indicator,
    make_lead_person,
    make_objective,
    make_territory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def territory() -> Territory:
    return make_territory()


@pytest.fixture
def author(territory: Territory) -> User:
    return make_lead_person(territory)


def add(territory: Territory, by: User | None = None, **fields: Any) -> Indicator:
    challenge = fields.pop("challenge", None) or territory.challenges.first() or make_challenge(territory)
    return add_indicator(territory=territory, by=by, **{"challenge": challenge, "name": "Tonnes", "unit": "t", **fields})


def test_indicators_are_numbered_and_asked_for_at_the_end_of_their_period(territory: Territory, author: User) -> None:
    first, second = add(territory, author), add(territory, author, frequency="quarter")
    assert (first.number, second.number) == (1, 2)
    assert (first.due_on, second.due_on) == (closing(clock.today(), "year"), closing(clock.today(), "quarter"))


def test_an_indicator_of_an_action_has_its_challenge_and_there_are_three_at_most(territory: Territory) -> None:
    other = make_challenge(territory, 2)
    action = make_action(make_objective(make_challenge(territory, 1)))
    found = [add(territory, challenge=other, action=action) for _number in range(3)]
    assert {one.challenge.number for one in found} == {1}
    with pytest.raises(Incomplete) as refused:
        add(territory, action=action)
    assert list(refused.value.missing) == ["action"]
    end_indicator(indicator=found[0], by=make_lead_person(territory))
    assert add(territory, action=action).number == 4


def test_the_keeper_is_of_the_collective(territory: Territory, author: User) -> None:
    house = make_organisation(name="Recyclerie")
    someone = make_member(house)
    with pytest.raises(Incomplete) as refused:
        add(territory, author, keeper=someone)
    assert list(refused.value.missing) == ["keeper"]
    member = Member.objects.create(territory=territory, organisation=house, name="Recyclerie", kind="ess", since=dt.date(2026, 1, 1))
    assert add(territory, author, keeper=someone).keeper == someone
    member.until = dt.date(2026, 6, 1)
    member.save()
    assert list(rules.can_keep(territory)) == [author]


def test_what_counts_for_the_country_is_in_its_unit_and_once_by_project(territory: Territory) -> None:
    common, project = make_common(unit_fr="tonnes"), make_project()
    assert add(territory, common=common, counts_nationally=True, project=project).unit == "tonnes"
    with pytest.raises(Incomplete) as refused:
        add(make_territory("Ailleurs"), common=common, counts_nationally=True, project=project)
    assert list(refused.value.missing) == ["counts_nationally"]
    with pytest.raises(Incomplete) as refused:
        add(territory, counts_nationally=True)
    assert list(refused.value.missing) == ["common"]


def test_the_unit_of_values_that_exist_does_not_change(territory: Territory, author: User) -> None:
    indicator = add(territory)
    assert change_indicator(indicator=indicator, by=author, unit="kg").unit == "kg"
    indicator.measurements.create(starts_on=dt.date(2025, 1, 1), ends_on=dt.date(2025, 12, 31), value=1)
    with pytest.raises(Incomplete) as refused:
        change_indicator(indicator=indicator, by=author, unit="t")
    assert list(refused.value.missing) == ["unit"]
    with pytest.raises(Incomplete) as refused:
        change_indicator(indicator=indicator, by=author, frequency="month")
    assert list(refused.value.missing) == ["frequency"]
    with pytest.raises(Incomplete) as refused:
        change_indicator(indicator=indicator, by=author, common=make_common(unit_fr="personnes"))
    assert list(refused.value.missing) == ["common"]
    indicator.refresh_from_db()
    assert (indicator.unit, indicator.frequency, indicator.common) == ("kg", "year", None)


def test_an_aim_rewritten_after_the_fact_says_why_and_the_earlier_one_stays(territory: Territory, author: User) -> None:
    start, end = dt.date(2025, 12, 31), dt.date(2028, 12, 31)
    aim: dict[str, Any] = {"baseline": Decimal(100), "baseline_on": start, "target": Decimal(400), "target_on": end}
    indicator = add(territory, author, aim=aim)
    with pytest.raises(Incomplete) as refused:
        set_aim(indicator=indicator, by=author, **{**aim, "target": Decimal(300)})
    assert list(refused.value.missing) == ["reason"]
    set_aim(indicator=indicator, by=author, **{**aim, "target": Decimal(300)}, reason="Une benne de moins")
    found = [(one.number, one.target, one.reason) for one in indicator.aims.order_by("number")]
    assert found == [(1, Decimal(400), ""), (2, Decimal(300), "Une benne de moins")]
    with pytest.raises(Refusal, match="rien n’a changé"):
        set_aim(indicator=indicator, by=author, **{**aim, "target": Decimal(300)}, reason="Encore")


@pytest.mark.parametrize(
    ("aim", "field"),
    [
        ({"baseline": 1}, "baseline_on"),
        ({"target_on": dt.date(2028, 1, 1)}, "target"),
        ({}, "target"),
        ({"baseline": 1, "baseline_on": dt.date(2026, 1, 1), "target": 2, "target_on": dt.date(2026, 1, 1)}, "target_on"),
        ({"baseline": 3, "baseline_on": dt.date(2026, 1, 1), "target": 2, "target_on": dt.date(2027, 1, 1)}, "target"),
    ],
)
def test_what_an_aim_lacks_is_said_at_its_field(territory: Territory, aim: dict[str, Any], field: str) -> None:
    indicator = add(territory)
    with pytest.raises(Incomplete) as refused:
        set_aim(indicator=indicator, by=None, **aim)
    assert list(refused.value.missing) == [field]
    assert not indicator.aims.exists()


def test_a_target_without_baseline_is_an_aim(territory: Territory) -> None:
    indicator = add(territory, aim={"target": Decimal(5), "target_on": dt.date(2028, 12, 31)})
    assert indicator.aims.get().baseline is None


def test_an_ended_indicator_is_asked_no_more(territory: Territory, author: User) -> None:
    indicator = make_indicator(make_challenge(territory))
    assert end_indicator(indicator=indicator, by=author).due_on is None
    with pytest.raises(Refusal):
        end_indicator(indicator=indicator, by=author)


def test_a_challenge_of_another_territory_is_refused(territory: Territory) -> None:
    with pytest.raises(Incomplete) as refused:
        add(territory, challenge=make_challenge(make_territory("Ailleurs")))
    assert list(refused.value.missing) == ["challenge"]
