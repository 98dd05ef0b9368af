"""Whether an aid suits a project, condition by condition: pure, without the database, the same everywhere it is told.

Each condition is satisfied, unknown or failing; nothing is refused here. The statement of `queries/matches.py` finds the same results for
thousands of aids at once (a property test holds the two together).
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

# How much each thing counts in the order of the results, told as it is on /matching/. It never decides whether an aid suits.
THEME_WEIGHT, PUBLIC_WEIGHT, WISH_WEIGHT, NEARNESS_WEIGHT = 5, 3, 2, 2


class State(StrEnum):
    """What the comparison of one condition gave."""

    SATISFIED = "satisfied"
    UNKNOWN = "unknown"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Side:
    """A project, or the answers of a visitor, as the matching reads them. None, or 0 for a mask: nobody said."""

    forms: int = 0
    stage: int = 0
    themes: int = 0
    publics: int = 0
    places: frozenset[int] = frozenset()
    places_up: frozenset[int] = frozenset()
    budget: Decimal | None = None
    amount: Decimal | None = None
    founded_on: dt.date | None = None
    employees: Decimal | None = None
    evidence: int | None = None
    is_qualified: bool | None = None


@dataclass(frozen=True, slots=True)
class Conditions:
    """An aid as the matching reads it: masks (-1 accepts everything), places, bounds included."""

    places: frozenset[int]
    places_up: frozenset[int]
    nearness: int
    excluded: frozenset[int] = frozenset()
    forms: int = -1
    stages: int = -1
    themes: int = -1
    publics: int = -1
    liked_themes: int = 0
    liked_publics: int = 0
    bounds: dict[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)
    needs_qualified: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """One condition compared. `from_on` is the day when it becomes true by itself, when time alone is lacking."""

    subject: str
    state: State
    from_on: dt.date | None = None
    # The project acts in places where the aid applies and in others; one of these is left out by name.
    is_partial: bool = False
    is_excluded: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """All the conditions of an aid, and where it comes in the order."""

    verdicts: list[Verdict]
    # What gives it its place among its equals: how many of each kind, and the points that they are.
    points: dict[str, tuple[int, int]]

    @property
    def score(self) -> int:
        """Its points in all. Nothing else is read of either side: no text, no resemblance."""
        return sum(points for _count, points in self.points.values())

    def count(self, state: State) -> int:
        """How many conditions are in that state."""
        return sum(verdict.state is state for verdict in self.verdicts)

    @property
    def fit(self) -> str:
        """« suits » nothing unknown nor failing, « to_check » something unknown, « near » one failing, « apart » more."""
        failing = self.count(State.FAILING)
        if failing:
            return "near" if failing == 1 else "apart"
        return "to_check" if self.count(State.UNKNOWN) else "suits"


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day so many months later; the last of the month when it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > dt.MAXYEAR:
        return dt.date.max
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


def judge(side: Side, aid: Conditions, today: dt.date) -> Judgement:
    """Every condition that the aid has, in the order in which they are told."""
    verdicts = [_ground(side, aid)]
    for subject, mine, accepted in (
        ("form", side.forms, aid.forms),
        ("stage", side.stage, aid.stages),
        ("theme", side.themes, aid.themes),
        ("public", side.publics, aid.publics),
    ):
        if accepted != -1:
            state = State.UNKNOWN if not mine else State.SATISFIED if mine & accepted else State.FAILING
            verdicts.append(Verdict(subject, state))
    for subject, value in (("budget", side.budget), ("amount", side.amount), ("employees", side.employees), ("evidence", side.evidence)):
        if subject in aid.bounds:
            low, high = aid.bounds[subject]
            verdicts.append(Verdict(subject, _between(None if value is None else Decimal(value), low, high)))
    if "age" in aid.bounds:
        verdicts.append(_age(side.founded_on, *aid.bounds["age"], today))
    if aid.needs_qualified:
        state = State.UNKNOWN if side.is_qualified is None else State.SATISFIED if side.is_qualified else State.FAILING
        verdicts.append(Verdict("qualified", state))
    return Judgement(verdicts, _points(side, aid))


def _points(side: Side, aid: Conditions) -> dict[str, tuple[int, int]]:
    themes = 0 if aid.themes == -1 else (aid.themes & side.themes).bit_count()
    publics = 0 if aid.publics == -1 else (aid.publics & side.publics).bit_count()
    wishes = (aid.liked_themes & side.themes).bit_count() + (aid.liked_publics & side.publics).bit_count()
    counts = {"theme": (themes, THEME_WEIGHT), "public": (publics, PUBLIC_WEIGHT), "wish": (wishes, WISH_WEIGHT)}
    counts["nearness"] = (aid.nearness, NEARNESS_WEIGHT)
    return {name: (count, count * weight) for name, (count, weight) in counts.items() if count}


def _ground(side: Side, aid: Conditions) -> Verdict:
    """Where the project acts, against where the aid applies.

    A project of a whole region may act in the city of the aid, and one of several places in one that the aid leaves out: to be checked.
    """
    if not side.places:
        return Verdict("place", State.UNKNOWN)
    if side.places_up & aid.excluded:
        is_partial = len(side.places) > 1 and bool(side.places_up & aid.places)
        return Verdict("place", State.UNKNOWN if is_partial else State.FAILING, is_partial=is_partial, is_excluded=True)
    if side.places_up & aid.places:
        return Verdict("place", State.SATISFIED)
    if side.places & aid.places_up:
        return Verdict("place", State.UNKNOWN, is_partial=True)
    return Verdict("place", State.FAILING)


def _between(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> State:
    if value is None:
        return State.UNKNOWN
    return State.SATISFIED if (low is None or value >= low) and (high is None or value <= high) else State.FAILING


def _age(founded_on: dt.date | None, low: Decimal | None, high: Decimal | None, today: dt.date) -> Verdict:
    """Months since the structure was founded. Too young: the day when it will be old enough, unless it is then too old."""
    if founded_on is None:
        return Verdict("age", State.UNKNOWN)
    if high is not None and months_after(founded_on, int(high)) < today:
        return Verdict("age", State.FAILING)
    if low is not None and (day := months_after(founded_on, int(low))) > today:
        return Verdict("age", State.FAILING, from_on=day)
    return Verdict("age", State.SATISFIED)
