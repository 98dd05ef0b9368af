"""Which solutions suit a place: by context, with reasons. Nothing is refused by the machine; what differs is said.

What is compared: the themes and publics of the challenge, the number of inhabitants, the setting, the actors present, and
whether it runs already in a place of about the same size.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.db.models import QuerySet

from frenchimpact.geo.models import Place
from frenchimpact.projects.models import ProjectPlace
from frenchimpact.solutions.models import Adoption, Solution

type State = Literal["satisfied", "unknown", "failing"]
# Communes of more inhabitants than that are a large town, of fewer than this are rural (INSEE's unit of 2,000 is that of an urban unit).
URBAN, RURAL = 100_000, 2_000
# A place is of about the same size up to that many times more or less.
ABOUT = 3
SUBJECTS = ("themes", "publics", "population", "setting", "actors", "comparable")
# What weighs most is what the need is about.
WEIGHTS = {"themes": 4, "publics": 3, "population": 2, "setting": 2, "actors": 1, "comparable": 1}


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
    # Places of about the same size where it runs already.
    alike: Sequence[Place] = ()

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


def _alike(place: Place, context: Context) -> bool:
    """A commune beside the largest one there, anything wider beside the whole."""
    there = context.largest if place.level == Place.Level.COMMUNE else context.population
    return bool(there and place.population and there / ABOUT <= place.population <= there * ABOUT)


def fit(solution: Solution, context: Context, running: int = 0, grounds: Sequence[Place] = ()) -> Fit:
    """One solution there; `grounds`: where it runs already."""
    alike = [place for place in grounds if _alike(place, context)]
    states: dict[str, State] = {
        "themes": _overlap(solution.themes, context.themes),
        "publics": _overlap(solution.publics, context.publics),
        "population": _population(solution, context.population),
        "setting": _setting(solution, context.setting),
        "actors": _actors(solution, context.actors),
        "comparable": "satisfied" if alike else "unknown",
    }
    return Fit(solution, states, running, frozenset(solution.themes) & context.themes, alike)


def solutions_for(context: Context, *, limit: int | None = 10, rows: QuerySet[Solution] | None = None) -> list[Fit]:
    """The published ones by fit, then by how many places run them, then by name; of the themes asked, when they are known."""
    found = Solution.objects.filter(state=Solution.State.PUBLISHED) if rows is None else rows
    if context.themes:
        found = found.filter(themes__overlap=list(context.themes))
    grounds = Grounds(list(found.select_related("project__organisation")))
    fits = [grounds.fit(one, context) for one in grounds.solutions]
    return sorted(fits, key=lambda one: (-one.score, -one.running, one.solution.title))[:limit]


class Grounds:
    """Solutions with where each runs: the first team's places, and those that took it up. Two statements."""

    def __init__(self, solutions: Sequence[Solution]) -> None:
        self.solutions = solutions
        self.running: dict[int, int] = {}
        by_project: dict[int, list[Place]] = {}
        for link in (
            ProjectPlace.objects.filter(project__in=[one.project_id for one in solutions])
            .select_related("place__department")
            .order_by("pk")
        ):
            by_project.setdefault(link.project_id, []).append(link.place)
        self.places = {one.pk: list(by_project.get(one.project_id, [])) for one in solutions}
        there = (
            Adoption.objects.filter(solution__in=self.places, state=Adoption.State.RUNNING)
            .select_related("place__department")
            .order_by("pk")
        )
        for adoption in there:
            self.running[adoption.solution_id] = self.running.get(adoption.solution_id, 0) + 1
            self.places[adoption.solution_id].append(adoption.place)

    def fit(self, solution: Solution, context: Context) -> Fit:
        """One of them there."""
        return fit(solution, context, self.running.get(solution.pk, 0), self.places[solution.pk])
