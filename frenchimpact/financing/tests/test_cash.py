"""Cash by month: the month that lacks money, how much, and what would be enough."""

import datetime as dt
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frenchimpact.financing.cash import Dip, Move, Remedy, Way, cash_flow, dips, later, months_between, remedies


def month(number: int, year: int = 2026) -> dt.date:
    return dt.date(year, number, 1)


def euros(amount: int) -> Decimal:
    return Decimal(amount)


PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
WAGES = [Move(month(number), euros(-5_000), "Salaires") for number in range(1, 13)]
REGION = Move(month(9), euros(40_000), "Région", Way.PAYMENT)
OVEN = Move(month(4), euros(-9_000), "Four", Way.PURCHASE)
MOVES = [*WAGES, REGION, OVEN]


def test_each_month_has_its_balance() -> None:
    flow = cash_flow(euros(24_000), month(1), MOVES)
    assert [one.balance for one in flow][:5] == [19_000, 14_000, 9_000, -5_000, -10_000]
    assert flow[8].balance == 10_000
    assert len(flow) == 12


def test_the_dip_says_when_and_how_much() -> None:
    flow = cash_flow(euros(24_000), month(1), MOVES)
    assert dips(flow) == [Dip(month(4), month(8), month(8), euros(25_000)), Dip(month(12), month(12), month(12), euros(5_000))]


def test_money_that_came_before_the_first_month_is_in_the_opening_balance() -> None:
    assert cash_flow(euros(100), month(5), [Move(month(4), euros(50))])[0].balance == 100


def test_a_plan_is_read_over_a_year_at_least_and_as_long_as_money_moves() -> None:
    assert len(cash_flow(euros(0), month(1), [])) == 12
    assert cash_flow(euros(0), month(1), [Move(month(3, 2028), euros(1))])[-1].month == month(3, 2028)


def test_what_would_be_enough_when_money_comes_later() -> None:
    moves = [Move(month(2), euros(-9_000), "Four", Way.PURCHASE), Move(month(6), euros(12_000), "Région", Way.PAYMENT)]
    assert remedies(euros(1_000), month(1), moves) == [
        Remedy(Remedy.Kind.ADVANCE, euros(8_000), month(2), month(6), "Région"),
        Remedy(Remedy.Kind.WAIT, euros(9_000), month(2), month(6), "Four"),
        Remedy(Remedy.Kind.BRIDGE, euros(8_000), month(2), month(6)),
    ]


def test_an_advance_that_only_moves_the_lack_is_not_proposed() -> None:
    moves = [Move(month(2), euros(-9_000)), Move(month(6), euros(12_000), "Région", Way.PAYMENT), Move(month(7), euros(-3_000))]
    found = remedies(euros(1_000), month(1), moves)
    assert [one.kind for one in found] == [Remedy.Kind.ADVANCE, Remedy.Kind.BRIDGE]
    short = [*moves, Move(month(8), euros(-2_000))]
    assert Remedy.Kind.ADVANCE not in {one.kind for one in remedies(euros(1_000), month(1), short)}


def test_when_nothing_ever_comes_more_money_is_needed() -> None:
    found = remedies(euros(1_000), month(1), [Move(month(2), euros(-9_000))])
    assert found == [Remedy(Remedy.Kind.MORE, euros(8_000), month(2))]


def test_more_money_may_come_too_late_too() -> None:
    found = remedies(euros(24_000), month(1), MOVES)
    assert found == [Remedy(Remedy.Kind.MORE, euros(5_000), month(4)), Remedy(Remedy.Kind.BRIDGE, euros(20_000), month(5), month(9))]


def test_nothing_is_said_when_nothing_lacks() -> None:
    assert remedies(euros(100_000), month(1), MOVES) == []


MONTHS = st.integers(0, 30).map(lambda rank: later(month(1), rank))
AMOUNTS = st.integers(-20, 20).filter(bool).map(lambda thousands: euros(thousands * 1000))
ALL_MOVES = st.lists(st.builds(Move, MONTHS, AMOUNTS, st.just("x"), st.sampled_from(Way)), max_size=12)


@settings(PATIENT)
@given(st.integers(-10, 50).map(lambda thousands: euros(thousands * 1000)), ALL_MOVES)
def test_what_is_left_is_the_sum_of_what_moved(opening: Decimal, moves: list[Move]) -> None:
    flow = cash_flow(opening, month(1), moves)
    assert flow[-1].balance == opening + sum((one.amount for one in moves), Decimal(0))
    assert [one.month for one in flow] == months_between(month(1), flow[-1].month)


@settings(PATIENT)
@given(st.integers(-10, 50).map(lambda thousands: euros(thousands * 1000)), ALL_MOVES)
def test_every_remedy_is_enough(opening: Decimal, moves: list[Move]) -> None:
    changed = [*moves]
    for one in remedies(opening, month(1), moves):
        if one.kind is not Remedy.Kind.BRIDGE:
            changed = [*moves]
        if one.kind is Remedy.Kind.WAIT:
            changed.remove(next(move for move in moves if (move.month, move.amount, move.way) == (one.month, -one.amount, Way.PURCHASE)))
            changed.append(Move(one.until or one.month, -one.amount))
        elif one.kind is Remedy.Kind.MORE:
            changed.append(Move(one.month, one.amount))
            assert cash_flow(opening, month(1), changed)[-1].balance >= 0
            continue
        else:
            changed += [Move(one.month, one.amount), Move(one.until or one.month, -one.amount)]
        assert dips(cash_flow(opening, month(1), changed)) == []
