"""What may be published of figures that count people, so that nobody few is told: neither a figure, nor what is left of two of them.

Of one indicator in one year, what projects count is cut once for all into boxes that are published whole or not at all:

- a project that counts enough people in each of its places is as many boxes as places: it is never in the way;
- one that counts enough in all, but few in one of its places, is one box: it counts in what holds all its places, nowhere else;
- those that count few people are put together, nearest first, until a box holds three projects at least and enough people, none of
  whom could be told from their sum by another project of the box.

A figure of any set of projects, in any place, for any goal or theme, adds up the boxes that it holds whole, and says how many projects
it leaves out. So whatever is published, by two cuts of one total, on a map beside its total, in a file or by the API, tells sums of
whole boxes, and never what is in one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

# Fewer people than that are not told; fewer projects than that are not put together.
FEWEST_PEOPLE, FEWEST_PROJECTS = 11, 3
# What counts people. `impact_refresh` has the same list.
PEOPLE = ("personne", "foyer", "parcours")
# Cuts of one year of an indicator whose answer is kept.
MOST_CUTS = 20_000
# Values are kept to six decimals: parts of a whole may miss it by that much.
_NEAR = Decimal("0.001")


def is_few(value: Decimal | int | None) -> bool:
    """Nobody is not few: a nought is published."""
    return value is not None and 0 < value < FEWEST_PEOPLE


def hidden_parts(values: Sequence[Decimal | None]) -> set[int]:
    """Which of the parts of a total that is published are not: those that are few, and another one where the total would give it back."""
    few = {number for number, value in enumerate(values) if is_few(value)}
    others = sorted((value, number) for number, value in enumerate(values) if value and number not in few)
    if len(few) == 1:
        few |= {number for _value, number in others[:1]}
    if few and sum(values[number] or 0 for number in few) <= len(few):
        few |= {number for _value, number in others[:1]}
    return few


@dataclass(frozen=True)
class Delicate:
    """A project that counts few people somewhere: how many in each place, how many that somebody looked at; for what it counts."""

    followed: int
    value: Decimal
    parts: dict[int, Decimal]
    verified: dict[int, Decimal]
    is_verified: bool
    # From the largest place that holds it whole to the smallest: region, department, intermunicipality, commune; nought where none does.
    trail: tuple[int, int, int, int]
    sdg: int
    theme: str


class Cut(NamedTuple):
    """What a figure is of: places that do not overlap, and a goal, a theme, some projects; None: whichever."""

    places: frozenset[int]
    sdg: int | None = None
    theme: str | None = None
    followed: frozenset[int] | None = None

    def holds(self, one: Delicate) -> bool:
        """Whether the project counts in it, at least for a part."""
        return (
            (self.sdg is None or one.sdg == self.sdg)
            and (self.theme is None or one.theme == self.theme)
            and (self.followed is None or one.followed in self.followed)
            and not self.places.isdisjoint(one.parts)
        )

    def holds_whole(self, one: Delicate) -> bool:
        """Whether all that the project counts is in it."""
        return self.holds(one) and abs(one.value - sum(one.parts.get(place, 0) for place in self.places)) < _NEAR


@dataclass(frozen=True)
class Left:
    """What a figure leaves out: how many people (nobody reads that: it is taken away from the sum), and which projects."""

    value: Decimal
    verified: Decimal
    followed: frozenset[int]


def boxes(found: Iterable[Delicate]) -> tuple[list[list[Delicate]], list[Delicate]]:
    """Projects as they are published together, and those that are not published at all."""
    every = sorted(found, key=lambda one: one.followed)
    made = [[one] for one in every if not is_few(one.value)]
    left = [one for one in every if is_few(one.value)]
    for key in _LADDER:
        groups: dict[tuple[object, ...], list[Delicate]] = defaultdict(list)
        for one in left:
            groups[key(one)].append(one)
        made += [group for group in groups.values() if _is_safe(group)]
        left = [one for group in groups.values() if not _is_safe(group) for one in group]
    together = [box for box in made if len(box) > 1]
    if left and together:
        nearest = min(together, key=lambda box: (sum(one.value for one in box), box[0].followed))
        if _is_safe([*nearest, *left]):
            nearest += left
            left = []
    return made, left


def _is_safe(box: Sequence[Delicate]) -> bool:
    """Three projects, enough people, and no project that, knowing its own, knows those of the others."""
    total, others = sum(one.value for one in box), len(box) - 1
    if len(box) < FEWEST_PROJECTS or total < FEWEST_PEOPLE:
        return False
    return all(others < total - one.value < others * (FEWEST_PEOPLE - 1) for one in box)


# From those that have everything in common to those that have nothing but the country.
_LADDER: tuple[Callable[[Delicate], tuple[object, ...]], ...] = (
    lambda one: (one.trail, one.sdg, one.theme, one.is_verified),
    lambda one: (one.trail[:3], one.sdg, one.theme, one.is_verified),
    lambda one: (one.trail[:2], one.sdg, one.theme, one.is_verified),
    lambda one: (one.trail[:1], one.sdg, one.theme, one.is_verified),
    lambda one: (one.trail[:1], one.sdg, one.theme),
    lambda one: (one.trail[:1], one.sdg),
    lambda one: (one.trail[:1],),
    lambda one: (one.sdg,),
    lambda one: (),
)


class Veil:
    """What is over one indicator in one year."""

    def __init__(self, found: Collection[Delicate]) -> None:
        self.boxes, self.never = boxes(found)
        # A figure of one place looks at the boxes that touch it, and at no other.
        self._touching: dict[int, list[int]] = defaultdict(list)
        for number, box in enumerate([*self.boxes, *([one] for one in self.never)]):
            for place in {place for one in box for place in one.parts}:
                self._touching[place].append(number)
        self._told: dict[Cut, Left] = {}

    def left_out(self, cut: Cut) -> Left:
        """What a figure of that cut leaves out: said again without being made again, unless only some projects count."""
        if cut.followed is not None:
            return self._left_out(cut)
        found = self._told.get(cut)
        if found is None:
            if len(self._told) >= MOST_CUTS:
                self._told.clear()
            found = self._told[cut] = self._left_out(cut)
        return found

    def _left_out(self, cut: Cut) -> Left:
        value = verified = Decimal(0)
        followed: set[int] = set()
        for number in {number for place in cut.places for number in self._touching.get(place, ())}:
            box = self.boxes[number] if number < len(self.boxes) else [self.never[number - len(self.boxes)]]
            inside = [one for one in box if cut.holds(one)]
            is_whole = number < len(self.boxes) and all(cut.holds_whole(one) for one in box)
            if not is_whole:
                value += _sum(cut, [one.parts for one in inside])
                followed |= {one.followed for one in inside}
            if not (is_whole and all(one.is_verified for one in box)):
                verified += _sum(cut, [one.verified for one in inside])
        return Left(value, verified, frozenset(followed))


def _sum(cut: Cut, parts: Iterable[dict[int, Decimal]]) -> Decimal:
    return sum((part.get(place, Decimal(0)) for part in parts for place in cut.places), Decimal(0))
