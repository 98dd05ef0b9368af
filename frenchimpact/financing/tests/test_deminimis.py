"""De minimis: the worked example of the regulation's notes, groups that change, and the day loop that answers must agree with."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frenchimpact.financing.deminimis import (
    GENERAL,
    Aid,
    Ceiling,
    Register,
    Regulation,
    Stay,
    TooLarge,
    guarantee_equivalent,
    leaves_on,
    loan_equivalent,
    window_start,
)

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
day = dt.date
FLAT = Ceiling(Decimal(300_000), loan_base=Decimal(1_500_000), guarantee_base=Decimal(2_250_000))
RULES = {GENERAL: Regulation((FLAT,), frozenset({GENERAL}))}
G1 = Aid("g1", "SAS B", day(2023, 3, 15), Decimal(70_000))
G2 = Aid("g2", "Asso A", day(2024, 1, 30), Decimal(60_000))
G3 = Aid("g3", "Asso A", day(2024, 11, 5), Decimal(120_000))
G4 = Aid("g4", "SAS B", day(2025, 1, 10), Decimal(30_000), is_withdrawn=True)
G5 = Aid("g5", "SAS B", day(2025, 6, 20), loan_equivalent(Decimal(200_000), 60, FLAT))
OTHER = Aid("x1", "SCIC Z", day(2025, 2, 1), Decimal(250_000))
HISTORY = (G1, G2, G3, G4, G5, OTHER)
GROUP = (Stay("Asso A", "G"), Stay("SAS B", "G"))
KNOWN = Register(RULES, HISTORY, GROUP)


# ── The worked example ───────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("aid", "used", "available"), [(G1, 0, 300_000), (G2, 70_000, 230_000), (G3, 130_000, 170_000), (G5, 250_000, 50_000)]
)
def test_each_aid_was_possible_on_its_day(aid: Aid, used: Decimal, available: Decimal) -> None:
    answer = KNOWN.standing(aid)
    assert answer.is_possible
    assert answer.used == used
    assert answer.available == available


@pytest.mark.parametrize(
    ("on", "amount", "used", "available", "is_possible"),
    [
        (day(2026, 2, 1), 50_000, 290_000, 10_000, False),
        (day(2026, 2, 1), 10_000, 290_000, 10_000, True),
        (day(2026, 3, 14), 50_000, 290_000, 10_000, False),
        (day(2026, 3, 15), 50_000, 290_000, 10_000, False),
        (day(2026, 3, 16), 50_000, 220_000, 80_000, True),
        (day(2026, 3, 16), 80_000, 220_000, 80_000, True),
        (day(2026, 3, 16), 80_001, 220_000, 80_000, False),
    ],
)
@pytest.mark.parametrize("holder", ["Asso A", "SAS B"])
def test_what_the_group_may_receive(holder: str, on: day, amount: int, used: int, available: int, is_possible: bool) -> None:
    answer = KNOWN.check(holder, on, Decimal(amount))
    assert answer.used == used
    assert answer.available == available
    assert answer.is_possible is is_possible
    assert answer.window_from == on.replace(year=on.year - 3)


@pytest.mark.parametrize("wrong", [220_000, 180_000, 320_000])
def test_usual_mistakes_are_not_made(wrong: int) -> None:
    assert KNOWN.check("Asso A", day(2026, 2, 1), Decimal(50_000)).used != wrong


def test_the_earliest_day() -> None:
    start = day(2026, 2, 1)
    assert KNOWN.earliest("Asso A", start, Decimal(50_000)) == day(2026, 3, 16)
    assert KNOWN.earliest("Asso A", start, Decimal(100_000)) == day(2027, 1, 31)
    assert KNOWN.earliest("Asso A", start, Decimal(10_000)) == start
    more = Register(RULES, (*HISTORY, Aid("g6", "Asso A", day(2026, 3, 16), Decimal(50_000))), GROUP)
    assert more.earliest("SAS B", day(2026, 3, 17), Decimal(100_000)) == day(2027, 11, 6)
    assert KNOWN.earliest("Asso A", start, Decimal("300000.01")) is None


def test_an_aid_declared_late_makes_a_later_one_irregular() -> None:
    late = Aid("g0", "SAS B", day(2024, 6, 1), Decimal(25_000), rank=99)
    found = {one.aid.key: one for one in KNOWN.reviewed(late)}
    assert list(found) == ["g0", "g3", "g5"]
    assert [one.answer.used for one in found.values()] == [130_000, 155_000, 275_000]
    assert [one.answer.available for one in found.values()] == [170_000, 145_000, 25_000]
    assert [one.answer.is_possible for one in found.values()] == [True, True, False]
    assert [key for key, one in found.items() if one.is_made_irregular] == ["g5"]


def test_a_late_aid_of_someone_else_changes_nothing() -> None:
    late = Aid("g0", "Ailleurs", day(2024, 6, 1), Decimal(25_000))
    assert [one.aid.key for one in KNOWN.reviewed(late)] == ["g0"]


@pytest.mark.parametrize(
    ("on", "start"),
    [(day(2028, 2, 29), day(2025, 2, 28)), (day(2027, 2, 28), day(2024, 2, 28)), (day(2027, 3, 1), day(2024, 3, 1))],
)
def test_leap_days(on: day, start: day) -> None:
    assert window_start(on) == start


# ── Loans and guarantees ─────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("amount", "months", "worth"),
    [(200_000, 60, "40000.00"), (100_000, 36, "12000.00"), (1_500_000, 60, "300000.00"), (750_000, 120, "300000.00")],
)
def test_what_a_loan_is_worth(amount: int, months: int, worth: str) -> None:
    assert str(loan_equivalent(Decimal(amount), months, FLAT)) == worth


def test_what_a_guarantee_is_worth() -> None:
    assert guarantee_equivalent(Decimal(2_250_000), 60, FLAT) == Decimal(300_000)
    assert guarantee_equivalent(Decimal(150_000), 36, FLAT) == Decimal(12_000)


@pytest.mark.parametrize(("amount", "months"), [(1_500_001, 60), (750_001, 61), (10_000, 121), (10_000, 0)])
def test_the_simple_rule_has_bounds(amount: int, months: int) -> None:
    with pytest.raises(TooLarge):
        loan_equivalent(Decimal(amount), months, FLAT)


# ── Groups and ceilings that change ──────────────────────────────────────────────────────────────
def test_who_joins_brings_what_it_received_and_takes_it_away() -> None:
    stays = (Stay("A", "U"), Stay("B", "U", day(2025, 1, 1), day(2025, 12, 31)))
    register = Register(RULES, (Aid(1, "A", day(2024, 5, 1), Decimal(100_000)), Aid(2, "B", day(2024, 6, 1), Decimal(190_000))), stays)
    assert register.check("A", day(2024, 12, 31), Decimal(0)).used == 100_000
    assert register.check("A", day(2025, 1, 1), Decimal(0)).used == register.check("B", day(2025, 12, 31), Decimal(0)).used == 290_000
    assert register.check("A", day(2026, 1, 1), Decimal(0)).used == 100_000
    assert register.earliest("A", day(2025, 3, 1), Decimal(50_000)) == day(2026, 1, 1)


def test_what_was_granted_before_a_merger_stays_regular() -> None:
    stays = (Stay("A", "U", day(2025, 1, 1)), Stay("B", "U", day(2025, 1, 1)))
    aids = (Aid(1, "A", day(2024, 5, 1), Decimal(200_000)), Aid(2, "B", day(2024, 6, 1), Decimal(200_000)))
    register = Register(RULES, aids, stays)
    assert all(register.standing(one).is_possible for one in aids)
    assert register.check("A", day(2025, 1, 1), Decimal(1)).available == 0


def test_ceilings_are_dated() -> None:
    dated = Regulation(
        (Ceiling(Decimal(200_000), ends_on=day(2023, 12, 31)), Ceiling(Decimal(300_000), day(2024, 1, 1), day(2030, 12, 31))),
        RULES[GENERAL].counts,
    )
    register = Register({GENERAL: dated})
    assert not register.check("A", day(2023, 12, 31), Decimal(250_000)).is_possible
    assert register.earliest("A", day(2023, 6, 1), Decimal(250_000)) == day(2024, 1, 1)
    after = register.check("A", day(2031, 1, 1), Decimal(1))
    assert after.ceiling is None
    assert after.available == 0
    assert not after.is_possible


def test_some_regulations_count_aid_of_others() -> None:
    rules = {
        **RULES,
        "farm": Regulation((Ceiling(Decimal(50_000)),), frozenset({"farm"})),
        GENERAL: Regulation((FLAT,), frozenset({GENERAL, "farm"})),
    }
    register = Register(rules, (Aid(1, "A", day(2025, 1, 1), Decimal(40_000), "farm"), Aid(2, "A", day(2025, 2, 1), Decimal(100_000))))
    assert register.check("A", day(2025, 6, 1), Decimal(0)).used == 140_000
    assert register.check("A", day(2025, 6, 1), Decimal(0), "farm").used == 40_000


# ── Against the naive way ────────────────────────────────────────────────────────────────────────
DAYS = st.dates(day(2023, 1, 1), day(2029, 12, 31))
AMOUNTS = st.integers(0, 300).map(lambda thousands: Decimal(thousands * 1000))
HOLDERS = st.sampled_from("ABC")
AIDS = st.lists(st.builds(Aid, st.uuids().map(str), HOLDERS, DAYS, AMOUNTS, is_withdrawn=st.booleans()), max_size=7)
STAYS = st.lists(st.tuples(HOLDERS, DAYS, DAYS).map(lambda one: Stay(one[0], "U", min(one[1:]), max(one[1:]))), max_size=4)


@given(AIDS, STAYS, HOLDERS, DAYS, st.integers(1, 300).map(lambda thousands: Decimal(thousands * 1000)))
@settings(PATIENT, max_examples=60)
def test_the_earliest_day_is_the_one_that_a_day_loop_finds(
    aids: list[Aid], stays: list[Stay], holder: str, start: day, amount: Decimal
) -> None:
    register = Register(RULES, aids, stays)

    def naive(on: day) -> bool:
        low = window_start(on)
        together = {holder}
        if any(one.holder == holder and one.since <= on <= one.until for one in stays):
            together |= {str(one.holder) for one in stays if one.since <= on <= one.until}
        used = sum(one.amount for one in aids if one.holder in together and not one.is_withdrawn and low <= one.granted_on <= on)
        return used + amount <= 300_000

    found = register.earliest(holder, start, amount)
    assert found is not None
    on = start
    while not naive(on):
        on += dt.timedelta(days=1)
    assert found == on


@given(st.dates(day(1950, 1, 1), day(2090, 12, 31)))
@settings(PATIENT, max_examples=300)
def test_an_aid_leaves_on_the_first_day_whose_window_starts_after_it(granted_on: day) -> None:
    on = leaves_on(granted_on)
    assert window_start(on) > granted_on >= window_start(on - dt.timedelta(days=1))


@given(st.dates(day(1950, 1, 1), day(2090, 12, 31)))
@settings(PATIENT, max_examples=300)
def test_windows_never_go_back(on: day) -> None:
    assert window_start(on) <= window_start(on + dt.timedelta(days=1))


@given(AIDS, HOLDERS, DAYS, AMOUNTS)
@settings(PATIENT, max_examples=60)
def test_a_late_aid_gives_what_the_register_says_once_it_is_in(aids: list[Aid], holder: str, on: day, amount: Decimal) -> None:
    late = Aid("late", holder, on, amount, rank=1)
    whole = Register(RULES, [*aids, late])
    for one in Register(RULES, aids).reviewed(late):
        assert one.answer == whole.standing(one.aid)
