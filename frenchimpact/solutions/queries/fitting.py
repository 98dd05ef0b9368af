"""Which solutions suit a place: by context, with reasons. Nothing is refused by the machine; what differs is said.

What is compared: the themes and publics of the challenge, the number of inhabitants, the setting, the actors present.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from frenchimpact.solutions.models import Adoption, Solution

type State = Literal["satisfied", "unknown", "failing"]
# Communes of more inhabitants than that are a large town, of fewer than this are rural (INSEE's unit of 2,000 is that of an urban unit).
URBAN, RURAL = 100_000, 2_000
SUBJECTS = ("themes", "publics", "population", "setting", "actors")
# What weighs most is what the need is about.
WEIGHTS = {"themes": 4, "publics": 3, "population": 2, "setting": 2, "actors": 1}


@dataclass(frozen=True)
class Context:
    """Where a solution would be taken up; what nobody knows is empty."""

    themes: frozenset[str] = frozenset()
    publics: frozenset[str] = frozenset()
    population: int | None = None
    # The largest commune's inhabitants say in what setting people live.
    largest: int | None = None
    actors: frozenset[str] = frozenset()

    @property
    def setting(self) -> str:
        """Rural, town or urban; empty when not known."""
        if self.largest is None:
            return ""
        if self.largest > URBAN:
            return Solution.Setting.URBAN
        return Solution.Setting.RURAL if self.largest < RURAL else Solution.Setting.TOWN


@dataclass(frozen=True)
class Fit:
    """A solution and how it suits: each subject with its state; places that run it."""

    solution: Solution
    states: dict[str, State]
    running: int = 0
    shared: frozenset[str] = field(default=frozenset())

    @property
    def score(self) -> int:
        """The weight of what is satisfied, less that of what is not; what nobody knows counts for nothing."""
        sign = {"satisfied": 1, "unknown": 0, "failing": -1}
        return sum(WEIGHTS[subject] * sign[state] for subject, state in self.states.items())


def _overlap(wanted: Iterable[str], there: frozenset[str]) -> State:
    asked = set(wanted)
    if not asked or not there:
        return "unknown"
    return "satisfied" if asked & there else "failing"


def _population(solution: Solution, population: int | None) -> State:
    if solution.population_min is None and solution.population_max is None:
        return "satisfied"
    if population is None:
        return "unknown"
    least, most = solution.population_min or 0, solution.population_max
    return "satisfied" if least <= population and (most is None or population <= most) else "failing"


def _setting(solution: Solution, setting: str) -> State:
    if not solution.surroundings:
        return "satisfied"
    if not setting:
        return "unknown"
    return "satisfied" if setting in solution.surroundings else "failing"


def _actors(solution: Solution, there: frozenset[str]) -> State:
    if not solution.actors:
        return "satisfied"
    return "satisfied" if set(solution.actors) <= there else "failing"


def fit(solution: Solution, context: Context, running: int = 0) -> Fit:
    """One solution there."""
    states: dict[str, State] = {
        "themes": _overlap(solution.themes, context.themes),
        "publics": _overlap(solution.publics, context.publics),
        "population": _population(solution, context.population),
        "setting": _setting(solution, context.setting),
        "actors": _actors(solution, context.actors),
    }
    return Fit(solution, states, running, frozenset(solution.themes) & context.themes)


def solutions_for(context: Context, *, limit: int = 10) -> list[Fit]:
    """The published ones by fit, then by how many places run them, then by name; of the themes asked, when they are known."""
    rows = Solution.objects.filter(state=Solution.State.PUBLISHED).select_related("project__organisation")
    if context.themes:
        rows = rows.filter(themes__overlap=list(context.themes))
    counts = _running(rows)
    fits = [fit(one, context, counts.get(one.pk, 0)) for one in rows]
    return sorted(fits, key=lambda one: (-one.score, -one.running, one.solution.title))[:limit]


def _running(rows: Iterable[Solution]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for key in Adoption.objects.filter(solution__in=[one.pk for one in rows], state="running").values_list("solution", flat=True):
        counts[key] = counts.get(key, 0) + 1
    return counts


@dataclass(frozen=True)
class Branch:
    """An adoption and those who learnt from it."""

    adoption: Adoption
    taught: Sequence["Branch"]


def tree_of(solution: Solution) -> list[Branch]:
    """Who learnt from whom: the first team's pupils, and theirs. One statement."""
    rows = solution.adoptions.select_related("territory", "organisation", "place").order_by("asked_at", "pk")
    by_teacher: dict[int | None, list[Adoption]] = {}
    for one in rows:
        by_teacher.setdefault(one.learnt_from_id, []).append(one)

    def grow(key: int | None) -> list[Branch]:
        return [Branch(one, grow(one.pk)) for one in by_teacher.get(key, [])]

    return grow(None)
