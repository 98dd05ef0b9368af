"""Adding aid up: rules that are passed, that would be, that cannot be checked; and those that are respected."""

from decimal import Decimal
from typing import Any

import pytest

from frenchimpact.financing.cumulation import Finding, Ground, Level, Money, Pair, Rule, incompatible, judge
from frenchimpact.financing.sentences import warnings_of

GROUND = Ground(Decimal(100_000), Decimal(20_000), themes=["mobilite"], need_kinds={"investment"})
CEILING = Rule("80", "Pas plus de 80 %.", "Un décret", instrument="subvention", origin="public_etat", max_share=Decimal(80))


def money(worth: int, *, is_obtained: bool = True, **fields: Any) -> Money:
    values = {
        "key": worth,
        "title": f"Aide de {worth}",
        "instrument": "subvention",
        "regime": "none",
        "origin": "public_etat",
        "is_public": True,
    }
    return Money(worth=Decimal(worth), is_obtained=is_obtained, **{**values, **fields})


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1
    return found[0]


def test_public_money_is_counted_together_as_soon_as_one_line_calls_for_the_rule() -> None:
    region = money(50_000, origin="public_collectivite")
    assert judge([CEILING], [region, money(30_000)], GROUND) == []
    found = only(judge([CEILING], [region, money(30_001)], GROUND))
    assert found.level is Level.PASSED
    assert [found.counted, found.limit, found.excess] == [80_001, 80_000, 1]
    assert judge([CEILING], [money(90_000, origin="public_collectivite")], GROUND) == []


def test_private_money_is_left_aside() -> None:
    assert judge([CEILING], [money(80_000), money(20_000, origin="prive_fondation", is_public=False)], GROUND) == []


def test_mixed_money_counts_whole_and_it_is_said() -> None:
    found = only(judge([CEILING], [money(70_000), money(20_000, origin="mixte", is_public=None)], GROUND))
    assert (found.level, found.has_mixed) == (Level.PASSED, True)


def test_what_is_only_hoped_for_would_pass_the_limit() -> None:
    found = only(judge([CEILING], [money(70_000), money(20_000, is_obtained=False)], GROUND))
    assert found.level is Level.IF_OBTAINED
    assert [found.counted, found.excess] == [90_000, 10_000]


def test_without_eligible_costs_nothing_can_be_checked() -> None:
    assert only(judge([CEILING], [money(1_000)], Ground(None))).level is Level.UNKNOWN


@pytest.mark.parametrize("fields", [{"theme": "alimentation"}, {"need_kind": "running"}, {"regime": "rgec"}, {"instrument": "pret"}])
def test_a_rule_that_nothing_calls_for_is_not_judged(fields: dict[str, str]) -> None:
    values: dict[str, Any] = {"code": "r", "words": "…", "source": "…", "max_share": Decimal(1), **fields}
    assert judge([Rule(**values)], [money(50_000)], GROUND) == []


def test_own_funds_limit_what_matches() -> None:
    rule = Rule(
        "own", "Au plus les fonds propres.", "Un fonds", instrument="avance_recuperable", counts_public=False, own_funds_times=Decimal(1)
    )
    lines = [money(60_000), money(25_000, instrument="avance_recuperable")]
    assert only(judge([rule], lines, GROUND)).excess == 5_000


def test_two_regimes_that_meet_are_to_be_checked() -> None:
    rule = Rule("meet", "Vérifiez le taux.", "Un règlement", regime="de_minimis_general", meets_regime="rgec")
    lines = [money(10_000, regime="de_minimis_general"), money(20_000, regime="rgec")]
    assert judge([rule], lines[:1], GROUND) == []
    found = only(judge([rule], lines, GROUND))
    assert (found.level, len(found.lines)) == (Level.UNKNOWN, 2)


def test_the_limits_of_an_aid_hold_for_its_line_alone() -> None:
    half = money(50_001, max_share=Decimal(50), own_funds_times=Decimal(3))
    found = only(judge([], [half, money(90_000)], GROUND))
    assert found.code == "rate"
    assert found.limit == 50_000


def test_aids_that_nobody_has_together() -> None:
    pairs = [Pair(1, 2, "Même dépense.", "Un règlement"), Pair(1, 3, "…", "…")]
    found = only(incompatible(pairs, {1: money(1), 2: money(2, is_obtained=False)}))
    assert (found.level, found.words) == (Level.IF_OBTAINED, "Même dépense.")


def test_the_surest_come_first() -> None:
    rules = [Rule("soft", "…", "…", max_share=Decimal(90)), Rule("hard", "…", "…", max_share=Decimal(60))]
    found = judge(rules, [money(70_000), money(30_000, is_obtained=False)], GROUND)
    assert [(one.code, one.level) for one in found] == [("hard", Level.PASSED), ("soft", Level.IF_OBTAINED)]


def test_a_loan_without_its_duration_makes_nothing_sure() -> None:
    rule = Rule("half", "Au plus la moitié.", "Un règlement", max_share=Decimal(50))
    loan = money(40_000, instrument="pret", is_whole=True)
    found = only(judge([rule], [money(30_000), loan], GROUND))
    assert (found.level, found.counted, [one.instrument for one in found.whole]) == (Level.UNKNOWN, Decimal(70_000), ["pret"])
    # Passed without it: then it is sure.
    found = only(judge([rule], [money(51_000), loan], GROUND))
    assert (found.level, found.counted, found.whole) == (Level.PASSED, Decimal(91_000), ())
    assert judge([rule], [money(5_000), loan], GROUND) == []
    # Hoped for only, and still not known.
    found = only(judge([rule], [money(30_000), money(40_000, instrument="pret", is_whole=True, is_obtained=False)], GROUND))
    assert found.level is Level.UNKNOWN


def test_two_regimes_that_meet_on_a_loan_speak_of_no_limit() -> None:
    rule = Rule("rgec", "Deux régimes ne se cumulent pas sans accord.", "Un règlement", regime="de_minimis_general", meets_regime="rgec")
    loan = money(20_000, instrument="pret", regime="de_minimis_general", is_whole=True)
    found = only(judge([rule], [loan, money(30_000, regime="rgec")], GROUND))
    assert (found.level, found.limit, found.whole) == (Level.UNKNOWN, None, ())
    told = only_warning(found)
    assert "Cumul à vérifier" in told
    assert "valeur d’un prêt" not in told
    assert "–" not in told


def only_warning(found: Finding) -> str:
    (one,) = warnings_of([found], [])
    return f"{one.title} / {one.text}"
