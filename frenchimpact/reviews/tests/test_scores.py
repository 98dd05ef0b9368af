"""The worked example of the domain, in both regimes, and what must never come out of it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frenchimpact.reviews.scores import (
    Mean,
    Measure,
    Offer,
    Outcome,
    Regime,
    Scale,
    Verdict,
    evaluate,
    offers,
    rank,
    set_aside,
    shown,
)

CRITERIA = ("C1", "C2", "C3", "C4", "C5")
SCALE = Scale({"C1": Measure(15), "C2": Measure(20), "C3": Measure(30, Decimal(2)), "C4": Measure(20), "C5": Measure(15)})
TIES = [("R4", "A"), ("R5", "C"), ("R4", "C")]


def marks(text: str) -> dict[str, dict[str, int | None]]:
    """Five reviewers, five marks each; a dash is a score not given."""
    return {
        f"R{number}": {criterion: None if mark == "-" else int(mark) for criterion, mark in zip(CRITERIA, row, strict=True)}
        for number, row in enumerate(text.split(), 1)
    }


SESSION = {
    "A": marks("43434 34443 443-4 55555 3344-"),
    "B": marks("34443 43344 44434 55454 33334"),
    "C": marks("55555 ----- 44444 44444 55555"),
    "E": marks("55155 54254 45245 55255 45254"),
}


def outcome_of(file: str, regime: Regime, files: str = "ABCE") -> Outcome[str, str]:
    """What the scores of a file say in a session of those files."""
    ties = [(who, tied_to) for who, tied_to in TIES if tied_to in files]
    return evaluate(SESSION[file], SCALE, set_aside(ties, regime, file))


def order(regime: Regime, files: str) -> list[tuple[str, int | None]]:
    ties = [(who, tied_to) for who, tied_to in TIES if tied_to in files]
    return [(one.file, one.rank) for one in rank({file: SESSION[file] for file in files}, SCALE, regime, ties)]


@pytest.mark.parametrize(
    ("file", "regime", "files", "verdict", "total"),
    [
        ("A", Regime.EXAMEN, "ABCE", Verdict.FAVOURABLE, "72.67"),
        ("B", Regime.EXAMEN, "ABCE", Verdict.FAVOURABLE, "74.80"),
        ("C", Regime.EXAMEN, "ABCE", Verdict.NO_QUORUM, None),
        ("E", Regime.EXAMEN, "ABCE", Verdict.ELIMINATED, "76.80"),
        ("A", Regime.CONCOURS, "ABCE", Verdict.FAVOURABLE, "72.67"),
        ("B", Regime.CONCOURS, "ABCE", Verdict.FAVOURABLE, "73.33"),
        ("C", Regime.CONCOURS, "ABCE", Verdict.NO_QUORUM, None),
        ("E", Regime.CONCOURS, "ABCE", Verdict.ELIMINATED, "75.33"),
        ("A", Regime.CONCOURS, "AB", Verdict.FAVOURABLE, "72.67"),
        ("B", Regime.CONCOURS, "AB", Verdict.FAVOURABLE, "70.75"),
    ],
)
def test_the_worked_example(file: str, regime: Regime, files: str, verdict: Verdict, total: str | None) -> None:
    outcome = outcome_of(file, regime, files)
    assert outcome.verdict is verdict
    assert shown(outcome.total) == (None if total is None else Decimal(total))
    assert outcome.eliminated_by == (("C3",) if file == "E" else ())


def test_means_say_over_how_many_scores() -> None:
    means = outcome_of("A", Regime.EXAMEN).means
    assert [(str(shown(mean.value, 4)), mean.count) for mean in means.values()] == [
        ("3.5000", 4),
        ("3.5000", 4),
        ("3.7500", 4),
        ("3.6667", 3),
        ("3.6667", 3),
    ]
    both = outcome_of("A", Regime.CONCOURS).means["C4"]
    assert (shown(both.value, 4), both.count) == (Decimal("3.5000"), 2)
    assert shown(outcome_of("E", Regime.EXAMEN).means["C3"].value) == Decimal("1.80")
    assert shown(outcome_of("E", Regime.CONCOURS).means["C3"].value, 4) == Decimal("1.6667")


def test_without_quorum_there_is_no_total_and_one_knows_who_was_there() -> None:
    outcome = outcome_of("C", Regime.EXAMEN)
    assert (outcome.reviewers, outcome.total, outcome.is_ranked, outcome.dispersion) == (2, None, False, None)


def test_the_ranking_flips_between_the_regimes() -> None:
    assert order(Regime.EXAMEN, "ABCE") == [("B", 1), ("A", 2), ("C", None), ("E", None)]
    assert order(Regime.CONCOURS, "AB") == [("A", 1), ("B", 2)]


def test_dispersion_and_totals_of_each_reviewer() -> None:
    outcome = evaluate(SESSION["B"], SCALE)
    assert [shown(total, 0) for total in outcome.per_reviewer.values()] == [74, 70, 76, 91, 63]
    assert shown(outcome.dispersion) == Decimal("9.24")


def test_what_must_not_be_obtained() -> None:
    outcome = outcome_of("A", Regime.EXAMEN)
    assert shown(outcome.total) not in {Decimal("66.25"), Decimal("78.60"), Decimal("53.00"), Decimal("72.57")}
    # These are what the mistakes would give: missing or recused as zero, recused counted, mean of the reviewers' totals.
    zeros = {who: {criterion: mark or 0 for criterion, mark in given.items()} for who, given in SESSION["A"].items()}
    assert shown(evaluate(zeros, SCALE, {"R4"}).total) == Decimal("66.25")
    assert shown(evaluate(SESSION["A"], SCALE).total) == Decimal("78.60")
    zeros["R4"] = dict.fromkeys(CRITERIA, 0)
    assert shown(evaluate(zeros, SCALE).total) == Decimal("53.00")
    assert shown(outcome.mean_of_reviewers) == Decimal("72.57")


def test_a_threshold_reached_with_thirds_is_reached() -> None:
    scale = Scale({"one": Measure(1), "two": Measure(1), "three": Measure(1)}, pass_at=Decimal(60))
    # Means 8/3, 8/3 and 11/3: exactly 9 out of 15.
    rows = {"R1": (2, 3, 4), "R2": (3, 3, 4), "R3": (3, 2, 3)}
    outcome = evaluate({who: dict(zip(scale.measures, row, strict=True)) for who, row in rows.items()}, scale)
    assert outcome.total == 60
    assert outcome.verdict is Verdict.FAVOURABLE


def test_equal_totals_share_their_rank_and_the_last_place_is_settled_by_people() -> None:
    scale = Scale({"only": Measure(1)}, min_reviewers=1, min_scores=1)
    session = {name: {"R1": {"only": mark}} for name, mark in {"a": 4, "b": 5, "c": 4, "d": 3, "e": 2}.items()}
    ranking = rank(session, scale, Regime.CONCOURS)
    assert [(one.file, one.rank, one.is_tied) for one in ranking] == [
        ("b", 1, False),
        ("a", 2, True),
        ("c", 2, True),
        ("d", 4, False),
        ("e", 5, False),
    ]
    assert offers(ranking, 2) == {
        "b": Offer.SELECTED,
        "a": Offer.TO_SETTLE,
        "c": Offer.TO_SETTLE,
        "d": Offer.WAITING,
        "e": Offer.NOT_SELECTED,
    }
    assert set(offers(ranking, None).values()) == {Offer.SELECTED, Offer.NOT_SELECTED}


def test_scales_of_different_heights_weigh_by_their_weight_alone() -> None:
    scale = Scale({"five": Measure(1), "ten": Measure(3, top=10)}, min_reviewers=1, min_scores=1)
    assert evaluate({"R1": {"five": 5, "ten": 5}}, scale).total == Fraction(250, 4)


def test_an_independent_criterion_is_shown_and_counts_for_nothing() -> None:
    measures = {**SCALE.measures, "C6": Measure(10, Decimal(3), is_independent=True)}
    with_one = {who: {**given, "C6": 0} if who == "R1" else given for who, given in SESSION["B"].items()}
    outcome = evaluate(with_one, Scale(measures))
    assert outcome.total == evaluate(SESSION["B"], SCALE).total
    assert outcome.verdict is Verdict.FAVOURABLE
    assert outcome.means["C6"] == Mean(Fraction(0), 1)


def test_a_mark_outside_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="outside the scale"):
        evaluate({"R1": {"C1": 6}}, SCALE)


def test_a_criterion_that_no_longer_exists_counts_for_nothing() -> None:
    marks_with_more = {who: {**given, "C9": 0} for who, given in SESSION["B"].items()}
    assert evaluate(marks_with_more, SCALE) == evaluate(SESSION["B"], SCALE)


mark = st.one_of(st.none(), st.integers(0, 5))
rows = st.lists(st.tuples(mark, mark, mark, mark, mark), min_size=3, max_size=6)


@given(rows, st.integers(0, 5))
def test_a_recused_reviewer_changes_nothing_whatever_their_marks(given_rows: list[tuple[int | None, ...]], severity: int) -> None:
    session = {number: dict(zip(CRITERIA, row, strict=True)) for number, row in enumerate(given_rows)}
    with_more: dict[int, dict[str, int | None]] = {**session, 99: dict.fromkeys(CRITERIA, severity)}
    assert evaluate(with_more, SCALE, {99}) == evaluate(session, SCALE)


@given(rows)
def test_a_total_lies_between_the_lowest_and_the_highest_means(given_rows: list[tuple[int | None, ...]]) -> None:
    outcome = evaluate({number: dict(zip(CRITERIA, row, strict=True)) for number, row in enumerate(given_rows)}, SCALE)
    if outcome.total is not None:
        means = [mean.value for mean in outcome.means.values() if mean.value is not None]
        assert min(means) * 20 <= outcome.total <= max(means) * 20


def test_rounding_is_half_up_and_only_shown() -> None:
    assert shown(Fraction(12345, 1000)) == Decimal("12.35")
    assert shown(None) is None
