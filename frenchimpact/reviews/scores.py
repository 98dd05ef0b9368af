"""What the scores of a jury say, in both legal regimes. Pure arithmetic: no table, no clock.

Total of a file, out of 100: Σ weight × mean(criterion) ÷ top of its scale ÷ Σ weights × 100, where the mean of a
criterion is taken over the scores that are there. A missing score is missing: never zero, never anything else.

*Examen* (absolute threshold): a member with a tie leaves that file (CE, 7 June 2017, n° 382986).
*Concours* (ranked, limited places): a member tied to one candidate leaves the whole session (CE, 17 October 2016, n° 386400).

Everything is counted in fractions, so that a total of exactly 60 made of thirds passes a threshold of 60, and two equal
totals are equal. Only what is shown is rounded (half up).
"""

import enum
import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cached_property

type Marks[R, C] = Mapping[R, Mapping[C, int | None]]


class Regime(enum.StrEnum):
    """What a tie costs: the file, or the whole session."""

    EXAMEN = "examen"
    CONCOURS = "concours"


class Verdict(enum.StrEnum):
    """What the scores alone say of a file. The jury and the authority remain free, and say why."""

    NO_QUORUM = "no_quorum"
    ELIMINATED = "eliminated"
    FAVOURABLE = "favourable"
    RESERVED = "reserved"
    UNFAVOURABLE = "unfavourable"


@dataclass(frozen=True)
class Measure:
    """How one criterion counts: its weight, its top mark, and the mean under which it eliminates whatever the rest is worth.

    An independent one has a mean, and counts neither in totals nor in the quorum.
    """

    weight: int
    floor: Decimal | None = None
    top: int = 5
    is_independent: bool = False


@dataclass(frozen=True)
class Scale[C]:
    """The rules of a session: criteria, thresholds out of 100, and what makes a jury complete enough."""

    measures: Mapping[C, Measure]
    pass_at: Decimal = Decimal(60)
    reserve_at: Decimal = Decimal(50)
    min_reviewers: int = 3
    min_scores: int = 2

    def __post_init__(self) -> None:
        if any(measure.top < 1 or measure.weight < 0 for measure in self.measures.values()):
            raise ValueError("A criterion needs a top mark, and a weight that is not negative.")
        if not any(measure.weight for measure in self.counting.values()):
            raise ValueError("A scale needs at least one criterion that weighs.")

    @property
    def counting(self) -> dict[C, Measure]:
        """The criteria that make the total."""
        return {criterion: measure for criterion, measure in self.measures.items() if not measure.is_independent}


@dataclass(frozen=True)
class Mean:
    """The mean of one criterion, and over how many scores; no value when there is none."""

    value: Fraction | None
    count: int


@dataclass(frozen=True)
class Outcome[R, C]:
    """What the scores of one file say. Without quorum there is no total."""

    verdict: Verdict
    reviewers: int
    means: Mapping[C, Mean]
    total: Fraction | None = None
    per_reviewer: Mapping[R, Fraction] = field(default_factory=dict)
    # Criteria under their floor.
    eliminated_by: tuple[C, ...] = ()

    @property
    def is_ranked(self) -> bool:
        """Whether the file takes part in a ranking."""
        return self.total is not None and self.verdict is not Verdict.ELIMINATED

    @property
    def mean_of_reviewers(self) -> Fraction | None:
        """Mean of the reviewers' own totals: to read how they differ, never to rank."""
        return sum(self.per_reviewer.values(), Fraction()) / len(self.per_reviewer) if self.per_reviewer else None

    @cached_property
    def dispersion(self) -> Decimal | None:
        """Population standard deviation of the reviewers' own totals, in points out of 100."""
        if not self.per_reviewer:
            return None
        # Over one denominator, so that it is whole numbers that are added.
        common, count = math.lcm(*(one.denominator for one in self.per_reviewer.values())), len(self.per_reviewer)
        totals = [one.numerator * (common // one.denominator) for one in self.per_reviewer.values()]
        variance = Fraction(count * sum(one * one for one in totals) - sum(totals) ** 2, (count * common) ** 2)
        with localcontext(prec=40):
            return (Decimal(variance.numerator) / variance.denominator).sqrt()


def shown(value: Fraction | Decimal | None, places: int = 2) -> Decimal | None:
    """A figure as it is shown: rounded half up, once, at the very end."""
    if value is None:
        return None
    with localcontext(prec=40):
        exact = value if isinstance(value, Decimal) else Decimal(value.numerator) / value.denominator
        return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def set_aside[R, A](ties: Iterable[tuple[R, A]], regime: Regime, file: A) -> set[R]:
    """The members whose scores of that file do not count: tied to it, or in a concours to any file of the session."""
    return {reviewer for reviewer, tied_to in ties if regime is Regime.CONCOURS or tied_to == file}


def evaluate[R, C](marks: Marks[R, C], scale: Scale[C], without: Collection[R] = ()) -> Outcome[R, C]:
    """What the marks of one file say once those of the members set aside are left out."""
    kept = {reviewer: _weighed(given, scale) for reviewer, given in marks.items() if reviewer not in without}
    kept = {reviewer: given for reviewer, given in kept.items() if given}
    means = {criterion: _mean([given[criterion] for given in kept.values() if criterion in given]) for criterion in scale.measures}
    if len(kept) < scale.min_reviewers or any(means[criterion].count < max(scale.min_scores, 1) for criterion in scale.counting):
        return Outcome(Verdict.NO_QUORUM, len(kept), means)
    values = {criterion: value for criterion in scale.counting if (value := means[criterion].value) is not None}
    total = _out_of_100(values, scale)
    per_reviewer = {
        reviewer: _out_of_100(given, scale)
        for reviewer, given in kept.items()
        if any(scale.counting[criterion].weight for criterion in given if criterion in scale.counting)
    }
    under = tuple(
        criterion
        for criterion, measure in scale.counting.items()
        if measure.floor is not None and values[criterion] < Fraction(measure.floor)
    )
    return Outcome(_verdict(total, under, scale), len(kept), means, total, per_reviewer, under)


def _weighed[C](given: Mapping[C, int | None], scale: Scale[C]) -> dict[C, int]:
    """The scores that are there, of the criteria of the scale."""
    marks = {criterion: mark for criterion, mark in given.items() if mark is not None and criterion in scale.measures}
    for criterion, mark in marks.items():
        if not 0 <= mark <= scale.measures[criterion].top:
            raise ValueError(f"A mark is outside the scale 0–{scale.measures[criterion].top}.")
    return marks


def _mean(marks: list[int]) -> Mean:
    return Mean(Fraction(sum(marks), len(marks)) if marks else None, len(marks))


def _out_of_100[C](values: Mapping[C, Fraction | int], scale: Scale[C]) -> Fraction:
    """Weighted mean of the values that are there, out of 100."""
    counted = [(measure, values[criterion]) for criterion, measure in scale.counting.items() if criterion in values]
    common = math.lcm(*(measure.top * value.denominator for measure, value in counted))
    weighed = sum(measure.weight * value.numerator * (common // (measure.top * value.denominator)) for measure, value in counted)
    return Fraction(100 * weighed, common * sum(measure.weight for measure, _value in counted))


def _verdict[C](total: Fraction, under: tuple[C, ...], scale: Scale[C]) -> Verdict:
    if under:
        return Verdict.ELIMINATED
    if total >= Fraction(scale.pass_at):
        return Verdict.FAVOURABLE
    return Verdict.RESERVED if total >= Fraction(scale.reserve_at) else Verdict.UNFAVOURABLE


@dataclass(frozen=True)
class Ranked[A, R, C]:
    """A file in the ranking. Equal totals share their rank; a file that is not ranked has none."""

    file: A
    outcome: Outcome[R, C]
    rank: int | None = None
    # Others have exactly the same total: the session settles it and says how.
    is_tied: bool = False


def rank[A, R, C](
    session: Mapping[A, Marks[R, C]], scale: Scale[C], regime: Regime, ties: Collection[tuple[R, A]] = ()
) -> list[Ranked[A, R, C]]:
    """The files of a session, best first, those without rank last; within equals, in the order given."""
    outcomes = {file: evaluate(marks, scale, set_aside(ties, regime, file)) for file, marks in session.items()}
    totals = sorted((one.total for one in outcomes.values() if one.is_ranked and one.total is not None), reverse=True)
    first: dict[Fraction, int] = {}
    for position, total in enumerate(totals, 1):
        first.setdefault(total, position)
    ranked = [
        Ranked(file, one, first[one.total], totals.count(one.total) > 1) if one.is_ranked and one.total is not None else Ranked(file, one)
        for file, one in outcomes.items()
    ]
    return sorted(ranked, key=lambda one: one.rank or len(ranked) + 1)


class Offer(enum.StrEnum):
    """What a ranking with limited places leads to."""

    SELECTED = "selected"
    # As many files have the same total as there are not places left: the session settles it.
    TO_SETTLE = "to_settle"
    WAITING = "waiting_list"
    NOT_SELECTED = "not_selected"


def offers[A, R, C](ranking: list[Ranked[A, R, C]], places: int | None) -> dict[A, Offer]:
    """Who gets a place. Only favourable files do; without limit of places all of them do."""
    favourable = [one for one in ranking if one.outcome.verdict is Verdict.FAVOURABLE and one.rank is not None]
    ranks = [one.rank for one in favourable]
    result = {one.file: Offer.NOT_SELECTED for one in ranking}
    for one in favourable:
        rank_of = one.rank or 0
        last = rank_of + ranks.count(rank_of) - 1
        if places is None or last <= places:
            result[one.file] = Offer.SELECTED
        else:
            result[one.file] = Offer.TO_SETTLE if rank_of <= places else Offer.WAITING
    return result
