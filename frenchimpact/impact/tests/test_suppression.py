"""Few people are never told: whatever tables are published, no combination of them gives a hidden cell back."""

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest

from frenchimpact.impact.suppression import Cut, Delicate, Veil, hidden_parts, is_few

COUNTRY = 0
REGIONS = (1, 2, 3)
DEPARTMENTS = {10 + n: REGIONS[n // 2] for n in range(6)}
# Intermunicipalities lie across two departments, and across two regions for one of them.
EPCIS = (20, 21, 22, 23)
COMMUNES = {100 + n: (10 + n // 3, EPCIS[(n + 1) // 5]) for n in range(18)}
SDGS, THEMES = (0, 8, 10), ("", "insertion_emploi")


def above(place: int) -> set[int]:
    if place in COMMUNES:
        department, epci = COMMUNES[place]
        return {place, epci, *above(department)}
    return {place, DEPARTMENTS[place], COUNTRY} if place in DEPARTMENTS else {place, COUNTRY}


@dataclass
class Project:
    """What one project counts: by place, and whether somebody looked at it."""

    key: int
    sdg: int
    theme: str
    atoms: dict[tuple[int, bool], int] = field(default_factory=dict)

    @property
    def value(self) -> int:
        return sum(self.atoms.values())

    def parts(self, *, only_verified: bool = False) -> dict[int, Decimal]:
        found: dict[int, Decimal] = {}
        for (place, seen), value in self.atoms.items():
            for one in above(place):
                found[one] = found.get(one, Decimal(0)) + (value if seen or not only_verified else 0)
        return found

    def delicate(self) -> Delicate:
        parts = self.parts()
        trail = []
        for level in (REGIONS, DEPARTMENTS, EPCIS, COMMUNES):
            trail.append(next((place for place in level if parts.get(place) == self.value), 0))
        region, department, epci, commune = trail
        is_verified = all(seen for _place, seen in self.atoms)
        verified = self.parts(only_verified=True)
        trail_of = (region, department, epci, commune)
        return Delicate(self.key, Decimal(self.value), parts, verified, is_verified, trail_of, self.sdg, self.theme)


def some_projects(chance: random.Random) -> list[Project]:
    made = []
    for key in range(chance.randint(4, 22)):
        project = Project(key, chance.choice(SDGS), chance.choice(THEMES))
        for _piece in range(chance.choice((1, 1, 1, 2, 3))):
            place = chance.choice([*COMMUNES, *COMMUNES, *DEPARTMENTS, *REGIONS])
            project.atoms[(place, chance.random() < 0.4)] = chance.choice((0, 1, 2, 3, 5, 8, 10, 10, 12, 30))
        made.append(project)
    return made


def cuts(chance: random.Random, projects: list[Project]) -> list[Cut]:
    """Every place with every goal and theme; perimeters of several places; portfolios."""
    places = [COUNTRY, *REGIONS, *DEPARTMENTS, *EPCIS, *COMMUNES]
    made = [Cut(frozenset([place]), sdg, theme) for place, sdg, theme in product(places, (None, *SDGS), (None, *THEMES))]
    made += [Cut(frozenset(chance.sample(list(COMMUNES), chance.randint(2, 6)))) for _ in range(6)]
    keys = [one.key for one in projects]
    made += [Cut(frozenset([COUNTRY]), followed=frozenset(chance.sample(keys, chance.randint(1, len(keys))))) for _ in range(8)]
    return made


class Known:
    """What somebody who reads everything knows: sums, as rows of a linear system that is kept reduced."""

    def __init__(self) -> None:
        self.rows: dict[int, dict[int, Fraction]] = {}

    def reduced(self, row: dict[int, int]) -> dict[int, Fraction]:
        left = {key: Fraction(value) for key, value in row.items() if value}
        for pivot in sorted(self.rows):
            if factor := left.get(pivot):
                for key, value in self.rows[pivot].items():
                    left[key] = left.get(key, Fraction(0)) - factor * value
                left = {key: value for key, value in left.items() if value}
        return left

    def learn(self, row: dict[int, int]) -> None:
        if left := self.reduced(row):
            pivot = min(left)
            scaled = {key: value / left[pivot] for key, value in left.items()}
            for known, other in self.rows.items():
                if factor := other.get(pivot):
                    merged = {key: other.get(key, Fraction(0)) - factor * scaled.get(key, Fraction(0)) for key in {*other, *scaled}}
                    self.rows[known] = {key: value for key, value in merged.items() if value}
            self.rows[pivot] = scaled

    def gives(self, row: dict[int, int]) -> bool:
        return not self.reduced(row)


class Published:
    """All the figures of some projects, and what can be got out of them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.projects = some_projects(self.chance)
        atoms = [(one.key, *where) for one in self.projects for where in one.atoms]
        self.number = {atom: number for number, atom in enumerate(atoms)}
        fragile = [one for one in self.projects if any(is_few(value) for value in one.atoms.values())]
        self.veil = Veil([one.delicate() for one in fragile])
        self.cuts = cuts(self.chance, self.projects)
        self.known = Known()
        for project in self.projects:
            if not is_few(project.value):
                self.known.learn(self.row(Cut(frozenset([COUNTRY])), {project.key}))
            for where, value in project.atoms.items():
                if not value:
                    self.known.learn({self.number[(project.key, *where)]: 1})
        for cut in self.cuts:
            self.publish(cut)

    def within(self, cut: Cut) -> Iterable[tuple[Project, int, bool, int]]:
        for one in self.projects:
            wanted = cut.followed is None or one.key in cut.followed
            if wanted and cut.sdg in (None, one.sdg) and cut.theme in (None, one.theme):
                for (place, seen), value in one.atoms.items():
                    if not cut.places.isdisjoint(above(place)):
                        yield one, place, seen, value

    def row(self, cut: Cut, only: Iterable[int], *, only_verified: bool = False) -> dict[int, int]:
        chosen = set(only)
        return {
            self.number[(one.key, place, seen)]: 1
            for one, place, seen, _value in self.within(cut)
            if one.key in chosen and (seen or not only_verified)
        }

    def publish(self, cut: Cut) -> None:
        """The figure, and the part of it that somebody looked at."""
        left = self.veil.left_out(cut)
        everyone = {one.key for one in self.projects}
        row = self.row(cut, everyone - left.followed)
        total = sum(value for _one, _place, _seen, value in self.within(cut)) - left.value
        values = {self.number[(one.key, *where)]: value for one in self.projects for where, value in one.atoms.items()}
        assert total == sum(values[number] for number in row)
        assert not is_few(total)
        self.known.learn(row)
        seen = sum(value for _one, _place, is_seen, value in self.within(cut) if is_seen) - left.verified
        whole = {one.followed for box in self.veil.boxes if all(cut.holds_whole(x) and x.is_verified for x in box) for one in box}
        fragile = {one.followed for box in [*self.veil.boxes, self.veil.never] for one in box}
        verified = self.row(cut, (everyone - fragile) | whole, only_verified=True)
        assert seen == sum(values[number] for number in verified)
        assert not is_few(seen)
        self.known.learn(verified)


@pytest.mark.parametrize("seed", range(60))
def test_nothing_hidden_is_given_back_by_all_that_is_published(seed: int) -> None:
    world = Published(seed)
    everyone = {one.key for one in world.projects}
    for project in world.projects:
        if is_few(project.value):
            assert not world.known.gives(world.row(Cut(frozenset([COUNTRY])), {project.key}))
        for (place, seen), value in project.atoms.items():
            if is_few(value):
                assert not world.known.gives({world.number[(project.key, place, seen)]: 1})
    for cut in world.cuts:
        if is_few(sum(value for *_where, value in world.within(cut))):
            assert not world.known.gives(world.row(cut, everyone))


@pytest.mark.parametrize("seed", range(60))
def test_no_project_of_a_box_knows_the_others(seed: int) -> None:
    """Whatever one of them knows of itself, each of the others could be one more or one fewer."""
    for box in Published(seed).veil.boxes:
        for insider in box if len(box) > 1 else ():
            others = [int(one.value) for one in box if one is not insider]
            assert len(others) >= 2
            assert any(value > 1 for value in others)
            assert any(value < 10 for value in others)
            assert sum(others) not in (len(others), 10 * len(others))


def test_the_country_leaves_nobody_out_once_three_projects_count_few() -> None:
    projects = [Project(key, 8, "", {(100 + key * 5, False): value}) for key, value in enumerate((4, 3, 9))]
    veil = Veil([one.delicate() for one in projects])
    assert veil.left_out(Cut(frozenset([COUNTRY]))).followed == frozenset()
    assert veil.left_out(Cut(frozenset([REGIONS[0]]))).followed == {0, 1}
    assert Veil([one.delicate() for one in projects[:2]]).left_out(Cut(frozenset([COUNTRY]))).followed == {0, 1}


@pytest.mark.parametrize(
    ("values", "hidden"),
    [
        ([12, 30], set()),
        ([0, 30], set()),
        ([4, 30], {0, 1}),
        ([4, 30, 12], {0, 2}),
        ([4, 5, 30], {0, 1, 2}),
        ([6, 5, 30], {0, 1}),
        ([1, 1, 30], {0, 1, 2}),
        ([4, None, 0], {0}),
    ],
)
def test_parts_of_a_published_total(values: list[int | None], hidden: set[int]) -> None:
    assert hidden_parts([None if value is None else Decimal(value) for value in values]) == hidden
