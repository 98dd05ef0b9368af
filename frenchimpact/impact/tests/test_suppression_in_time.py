"""Few people are not told by the difference of two readings either: whatever changes between them, no combination of all gives one back."""

import random
from collections import defaultdict
from decimal import Decimal

import pytest

from frenchimpact.impact.suppression import Cut, Delicate, Sealed, Veil, is_few
from frenchimpact.impact.tests.test_suppression import COMMUNES, COUNTRY, DEPARTMENTS, REGIONS, SDGS, Known, Project, above

CUTS = [Cut(frozenset([place]), sdg) for place in (COUNTRY, *REGIONS, *DEPARTMENTS, *COMMUNES) for sdg in (None, *SDGS)]


class Years:
    """One indicator in one year, read after each change by somebody who keeps everything."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.projects: dict[int, Project] = {}
        self.versions: dict[int, int] = defaultdict(int)
        self.numbers: dict[tuple[int, int], int] = {}
        self.values: dict[int, int] = {}
        self.sealed: dict[int, Sealed] = {}
        self.told: dict[int, set[Decimal]] = defaultdict(set)
        # By box and project: the number of what it said then.
        self.at: dict[tuple[int, int], int] = {}
        self.boxes_made = 0
        self.known = Known()

    def unknown(self, key: int) -> int:
        """The number of what that project says now."""
        at = (key, self.versions[key])
        if at not in self.numbers:
            self.numbers[at] = len(self.numbers)
            self.values[self.numbers[at]] = self.projects[key].value
        return self.numbers[at]

    def change(self) -> None:
        """Somebody comes, corrects, moves, or leaves."""
        keys = list(self.projects)
        what = self.chance.random()
        if len(keys) < 3 or what < 0.4:
            key = len(self.versions)
            self.versions[key] = 0
            self.projects[key] = Project(key, self.chance.choice(SDGS), "", {(self.place(), False): self.number()})
        elif what < 0.85:
            key = self.chance.choice(keys)
            place = self.place() if what > 0.8 else next(iter(self.projects[key].atoms))[0]
            self.projects[key].atoms = {(place, False): self.number()}
            self.versions[key] += 1
        else:
            del self.projects[self.chance.choice(keys)]

    def place(self) -> int:
        return self.chance.choice(list(COMMUNES))

    def number(self) -> int:
        return self.chance.choice((1, 2, 3, 4, 5, 6, 8, 10, 14, 30))

    def read(self) -> None:
        """Every figure of now, and what they add to what is known."""
        numbers = {key: self.unknown(key) for key in self.projects}
        few = {key: one for key, one in self.projects.items() if is_few(one.value)}
        for key in self.projects.keys() - few.keys():
            self.known.learn({numbers[key]: 1})
        veil = Veil([one.delicate() for one in few.values()], list(self.sealed.values()), self.told)
        shown = self.published(veil, numbers)
        for cut in CUTS:
            inside = [one for one in few.values() if cut.sdg in (None, one.sdg) and cut.places & above(next(iter(one.atoms))[0])]
            figure = sum(one.value for one in inside) - veil.left_out(cut).value
            row: dict[int, int] = {}
            for box in shown:
                if all(cut.holds_whole(one) for one, _number in box):
                    row |= {number: 1 for _one, number in box}
            assert figure == sum(self.values[number] for number in row)
            self.known.learn(row)

    def published(self, veil: Veil, numbers: dict[int, int]) -> list[list[tuple[Delicate, int]]]:
        """Boxes with the number of what each project said when it was published; new ones are written down."""
        for key in veil.closed:
            del self.sealed[key]
        for group in veil.new:
            self.boxes_made += 1
            self.sealed[self.boxes_made] = Sealed(self.boxes_made, tuple(group))
            for one in group:
                self.told[one.followed].add(one.value)
                self.at[(self.boxes_made, one.followed)] = numbers[one.followed]
        return [[(one, self.at[(box.key, one.followed)]) for one in box.members] for box in self.sealed.values()]


@pytest.mark.parametrize("seed", range(40))
def test_no_combination_of_readings_gives_a_small_number_back(seed: int) -> None:
    world = Years(seed)
    for _moment in range(40):
        world.change()
        world.read()
        for number, value in world.values.items():
            assert not (is_few(value) and world.known.gives({number: 1}))
    assert world.boxes_made


def few(key: int, value: int, place: int = 100) -> Delicate:
    return Project(key, 8, "", {(place, False): value}).delicate()


NATION = Cut(frozenset([COUNTRY]))


def told(veil: Veil, found: list[Delicate]) -> int:
    return int(sum((one.value for one in found), Decimal(0)) - veil.left_out(NATION).value)


def test_what_one_project_changes_waits_for_two_others() -> None:
    first = [few(1, 4), few(2, 6), few(3, 5)]
    veil = Veil(first)
    assert told(veil, first) == 15
    sealed, ever = [Sealed(1, tuple(veil.new[0]))], {one.followed: {one.value} for one in first}
    for moved, shown in (
        ([few(1, 7), few(2, 6), few(3, 5)], 15),
        ([few(1, 7), few(2, 9), few(3, 5)], 15),
        ([few(1, 7), few(2, 9), few(3, 3)], 19),
    ):
        veil = Veil(moved, sealed, ever)
        assert told(veil, moved) == shown
        assert bool(veil.new) == (shown == 19)
        assert veil.left_out(NATION).followed == frozenset()


def test_one_more_project_is_not_told_by_the_difference() -> None:
    first = [few(1, 4), few(2, 6), few(3, 5)]
    sealed, ever = [Sealed(1, tuple(first))], {one.followed: {one.value} for one in first}
    more = [*first, few(4, 4)]
    assert told(Veil(more, sealed, ever), more) == 15
    assert Veil(more, sealed, ever).left_out(NATION).followed == {4}
    three = [*more, few(5, 4), few(6, 5)]
    assert told(Veil(three, sealed, ever), three) == 28


def test_those_whom_one_leaves_are_not_told_without_three_others() -> None:
    first = [few(1, 4), few(2, 6), few(3, 5)]
    sealed, ever = [Sealed(1, tuple(first))], {one.followed: {one.value} for one in first}
    left = first[1:]
    veil = Veil(left, sealed, ever)
    assert told(veil, left) == 0
    assert veil.closed == [1]
    assert not veil.new
    joined = [*left, few(4, 7)]
    assert told(Veil(joined, [], ever), joined) == 0
    many = [*joined, few(5, 4), few(6, 5)]
    assert told(Veil(many, [], ever), many) == 27


def test_who_cannot_write_down_publishes_nothing_new() -> None:
    first = [few(1, 4), few(2, 6), few(3, 5)]
    veil = Veil(first, may_seal=False)
    assert told(veil, first) == 0
    assert not veil.new
