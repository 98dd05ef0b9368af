"""Formulas: what they may say, what is refused and how, and that nothing hostile runs."""

import time
from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frenchimpact.methods.engine import Unsound
from frenchimpact.methods.engine.language import parse
from frenchimpact.methods.engine.program import Given, Inputs, Program, Step


def value(formula: str, unit: str = "1", **given: tuple[str, str]) -> Decimal:
    """What a formula gives: `value("a * b", "EUR", a=("3", "h"), b=("12", "EUR/h"))`."""
    program = Program([Given(name, kind) for name, (_number, kind) in given.items()], [Step("x", formula, unit)])
    found = program.run(Inputs({name: Decimal(number) for name, (number, _kind) in given.items()}, {}))
    if found.absent:
        raise Unsound(list(found.absent.values()))
    return found.values["x"]


def refusal(formula: str, unit: str = "1", **given: tuple[str, str]) -> str:
    with pytest.raises(Unsound) as raised:
        value(formula, unit, **given)
    return str(raised.value.problems[0])


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("2 ^ 3 ^ 2", "512"),
        ("-2 ^ 2", "-4"),
        ("10 - 4 - 3", "3"),
        ("0.1 + 0.2", "0.3"),
        ("if(2 > 1 and not 1 > 2, 5, 6)", "5"),
        ("min(3, 1, 2) + max(3, 1, 2)", "4"),
        ("round(2.345, 2)", "2.35"),
        ("abs(0 - 3)", "3"),
        ("sum(t in 1..4, t ^ 2)", "30"),
        ("sum(t in 3..2, t)", "0"),
        ("0 ^ 0", "1"),
    ],
)
def test_arithmetic_is_exact(formula: str, found: str) -> None:
    assert value(formula) == Decimal(found)


def test_units_are_converted_exactly_where_they_meet() -> None:
    assert value("a + b", "kg", a=("1", "t"), b=("5", "kg")) == 1005
    assert value("a * b", "EUR", a=("1250", "h"), b=("12", "EUR/h")) == 15000
    assert value("a / b", "mois", a=("100000", "EUR"), b=("8000", "EUR/mois")) == Decimal("12.5")
    assert value("a", "an", a=("18", "mois")) == Decimal("1.5")
    assert value("a * 3[an]", "EUR", a=("10", "EUR/mois")) == 360


@pytest.mark.parametrize(
    ("formula", "unit", "given", "words"),
    [
        ("a + b", "EUR", {"a": ("1", "EUR"), "b": ("1", "personne")}, "Les unités ne vont pas ensemble : « personne » et « EUR »."),
        ("a", "t", {"a": ("1", "EUR")}, "La formule donne « EUR », l’unité annoncée est « t »."),
        ("a < b", "1", {"a": ("1", "EUR"), "b": ("1", "t")}, "Les unités ne vont pas ensemble : « t » et « EUR »."),
        ("2 ^ a", "1", {"a": ("1", "EUR")}, "Un exposant est un nombre sans unité, pas « EUR »."),
        ("a + zut", "1", {"a": ("1", "1")}, "« zut » n’est défini nulle part."),
        ("a + 1[zut]", "1", {"a": ("1", "1")}, "L’unité « zut » n’existe pas."),
        ("exec(a)", "1", {"a": ("1", "1")}, "La fonction « exec » n’existe pas."),
        ("1 +", "1", {}, "La formule s’arrête trop tôt."),
        ("1 ; 2", "1", {}, "On ne comprend pas la formule à partir de « ; 2 »."),
        ("(a > 1) + 1", "1", {"a": ("1", "1")}, "Une comparaison n’est pas un nombre"),
        ("sum(t in 1..3, sum(u in 1..3, u))", "1", {}, "Une somme sur les années ne va pas dans une autre."),
    ],
)
def test_a_formula_that_cannot_be_says_why(formula: str, unit: str, given: dict[str, tuple[str, str]], words: str) -> None:
    assert words in refusal(formula, unit, **given)


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("1 / a", "On divise par zéro ici : « 1 / a »."),
        ("a / a", "On divise par zéro ici"),
        ("sum(t in 1..1000, t) + a", "Une somme fait au plus 100 tours."),
        ("10 ^ 1000 * 10 ^ 999 + a", "n’est pas un nombre que l’on puisse écrire"),
        ("10 ^ 9999 + a", "Une puissance dépasse 1000."),
        ("sum(t in 1..2.5, t) + a", "Il faut un nombre entier d’années, pas 2,5."),
    ],
)
def test_a_run_that_cannot_end_well_says_where(formula: str, words: str) -> None:
    assert words in refusal(formula, a=("0", "1"))


def test_what_is_made_from_nothing_does_not_exist_and_the_rest_does() -> None:
    steps = [Step("a", "1 / zero", "1"), Step("b", "a + 1", "1"), Step("c", "if(a > 1, 1, 2)", "1"), Step("d", "zero + 1", "1")]
    found = Program([Given("zero", "1")], steps).run(Inputs({"zero": Decimal(0)}, {}))
    assert sorted(found.absent) == ["a", "b", "c"]
    assert found.values["d"] == 1


def test_formulas_that_turn_in_a_circle_are_told_with_their_circle() -> None:
    with pytest.raises(Unsound) as raised:
        Program([], [Step("a", "b + 1", "1"), Step("b", "c", "1"), Step("c", "a", "1")])
    assert "Ces formules tournent en rond" in str(raised.value.problems[0])
    with pytest.raises(Unsound):
        Program([], [Step("a", "a + 1", "1")])


def test_every_problem_is_told_at_once() -> None:
    with pytest.raises(Unsound) as raised:
        Program([Given("a", "zut")], [Step("b", "1 +", "1"), Step("c", "d", "1")])
    assert [problem.where for problem in raised.value.problems] == ["inputs/a", "steps/b", "steps/c"]


def test_too_much_work_is_refused_before_it_begins() -> None:
    start = time.process_time()
    with pytest.raises(Unsound) as raised:
        Program([Given("a", "1", "rows")], [Step("x", "sum(rows, sum(rows, sum(t in 1..100, a * t)))", "1")], {"rows": 100})
    assert "trop de calculs" in str(raised.value)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    "text", ["(" * 900, "-" * 999 + "1", "1" * 1001, "not " * 200 + "1 < 2", "a.__class__", "__import__('os')", "a[0]", "lambda: 0", "1**9"]
)
def test_hostile_text_is_refused_at_once(text: str) -> None:
    start = time.process_time()
    with pytest.raises(Unsound):
        parse(text)
    assert time.process_time() - start < 2


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_formula_or_a_refusal(text: str) -> None:
    with suppress(Unsound):
        parse(text)


def test_tables_are_summed_row_by_row_and_a_column_may_be_computed() -> None:
    program = Program(
        [Given("q", "h", "rows"), Given("p", "EUR/h", "rows")],
        [Step("v", "q * p", "EUR", table="rows"), Step("part", "v / sum(rows.v)", "%", table="rows"), Step("n", "count(rows)", "1")],
        {"rows": 10},
    )
    found = program.run(Inputs({}, {"rows": [{"q": Decimal(1), "p": Decimal(2)}, {"q": Decimal(3), "p": Decimal(2)}]}))
    assert list(found.columns["rows.v"]) == [Decimal(2), Decimal(6)]
    assert list(found.columns["rows.part"]) == [Decimal("0.25"), Decimal("0.75")]
    assert found.values["n"] == 2


def test_powers_that_are_no_whole_number_are_bounded() -> None:
    rows = {"rows": [{"a": Decimal("1.5")}] * 100}
    heavy, light = "sum(rows, sum(t in 1..100, a ^ 0.37))", "sum(rows, sum(t in 1..100, a ^ t))"
    program = Program([Given("a", "1", "rows")], [Step("x", heavy, "1"), Step("y", light, "1")], {"rows": 100})
    found = program.run(Inputs({}, rows))
    assert "Trop de puissances à exposant décimal" in str(found.absent["x"])
    assert found.values["y"] > 0


def test_too_much_work_names_the_heaviest_formula() -> None:
    steps = [Step("light", "sum(rows.a)", "1"), Step("heavy", "sum(rows, sum(rows, sum(t in 1..100, a * t)))", "1")]
    with pytest.raises(Unsound) as raised:
        Program([Given("a", "1", "rows")], steps, {"rows": 100})
    assert raised.value.problems[0].where == "steps/heavy"
