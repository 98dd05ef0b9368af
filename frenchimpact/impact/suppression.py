"""What may be published of figures that count people, so that nobody few is told: neither a figure, nor what is left of two of them.

Of one indicator in one year, what projects count is cut once for all into boxes that are published whole or not at all:

- a project that counts enough people in each of its places is as many boxes as places: it is never in the way;
- one that counts enough in all, but few in one of its places, is one box: it counts in what holds all its places, nowhere else;
- those that count few people are put together, nearest first, until a box holds three projects at least and enough people, none of
  whom could be told from their sum by another project of the box.

Once published, a box says the same for ever: what one of its projects changes alone, or one more project, would be told by the difference
of two readings. It is published again when three of its projects at least say something that was never published (`Sealed`); when one of
them counts no more, or counts enough by itself, it is published no more; a project whose number was published already joins others only
beside three that were not. So each publication holds three numbers at least that no earlier one holds: no combination of any of them, at
any moments, tells one (docs/adr/0091-few-people-in-time.md).

A figure of any set of projects, in any place, for any goal or theme, adds up the boxes that it holds whole, and says how many projects
it leaves out. So whatever is published, by two cuts of one total, on a map beside its total, in a file or by the API, tells sums of
whole boxes, and never what is in one.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

# Fewer people than that are not told; fewer projects than that are not put together.
FEWEST_PEOPLE, FEWEST_PROJECTS = 11, 3
# What counts people. `impact_refresh` has the same list.
PEOPLE = ("personne", "foyer", "parcours")
# Cuts of one year of an indicator whose answers are kept.
MOST_CUTS = 500
# Values are kept to six decimals: parts of a whole may miss it by that much.
_NEAR = Decimal("0.001")


def is_few(value: Decimal | int | None) -> bool:
    """Nobody is not few: a nought is published."""
    return value is not None and 0 < value < FEWEST_PEOPLE


def hidden_parts(values: Sequence[Decimal | None]) -> set[int]:
    """Which of the parts of a total that is published are not: those that are few, and another one where the total would tell few people.

    What is hidden of a total is told by it: alone, or by all of them together when they are few.
    """
    few = {number for number, value in enumerate(values) if is_few(value)}
    others = sorted((value, number) for number, value in enumerate(values) if value and number not in few)
    if len(few) == 1:
        few |= {number for _value, number in others[:1]}
    hidden = sum(values[number] or 0 for number in few)
    if few and (hidden < FEWEST_PEOPLE or hidden <= len(few)):
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


@dataclass(frozen=True)
class Sealed:
    """A box as it was published: what each of its projects counted then."""

    key: int
    members: tuple[Delicate, ...]


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


# A place, a goal, a theme of a cut; None: whichever.
type Part = tuple[int | None, int | None, str | None]


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
    """What is over one indicator in one year: the boxes that were published before, and those that may be today.

    `sealed` are those that stand, `told` every number ever published of a project in a box. `new` are then to be sealed, `closed` to be
    closed; `may_seal` is false for who cannot write that down: nothing new is published.
    """

    def __init__(
        self,
        found: Collection[Delicate],
        sealed: Collection[Sealed] = (),
        told: Mapping[int, Collection[Decimal]] | None = None,
        *,
        may_seal: bool = True,
    ) -> None:
        self.told = told or {}
        current = {one.followed: one for one in found}
        self.new: list[list[Delicate]] = []
        self.closed: list[int] = []
        # As they are published, and as their projects count today.
        self.boxes: list[Sequence[Delicate]] = []
        self.today: list[Sequence[Delicate]] = []
        for box in sealed:
            self._keep(box, [current[one.followed] for one in box.members if one.followed in current], may_seal=may_seal)
        kept = {one.followed for box in self.today for one in box}
        made, self.never = boxes([one for one in found if one.followed not in kept])
        for group in made:
            if len(group) == 1 or (may_seal and self._is_fresh(group)):
                self._publish(group)
            else:
                self.never += group
        # A figure of one place looks at the boxes that touch it, and at no other.
        self._touching: dict[int, list[int]] = defaultdict(list)
        for number, touching in enumerate([*self.today, *([one] for one in self.never)]):
            for place in {place for one in touching for place in one.parts}:
                self._touching[place].append(number)
        self._answers: dict[Cut, dict[Part, Left]] = {}

    def _keep(self, box: Sealed, today: list[Delicate], *, may_seal: bool) -> None:
        """A box stands as it was, is published again, or no more."""
        if len(today) < len(box.members) or not all(_stands(then, now) for then, now in zip(box.members, today, strict=True)):
            self.closed.append(box.key)
        elif may_seal and self._is_fresh(today) and _is_safe(today):
            self.closed.append(box.key)
            self._publish(today)
        else:
            self.boxes.append(box.members)
            self.today.append(today)

    def _publish(self, group: list[Delicate]) -> None:
        self.boxes.append(group)
        self.today.append(group)
        if len(group) > 1:
            self.new.append(group)

    def _is_fresh(self, group: Sequence[Delicate]) -> bool:
        """Three of its numbers at least were never published."""
        return sum(one.value not in self.told.get(one.followed, ()) for one in group) >= FEWEST_PROJECTS

    def answers(self, cut: Cut) -> dict[Part, Left]:
        """What figures of that cut leave out, part by part, as they were asked: said again without being made again.

        Whoever asks writes there what was not; nothing is kept where only some projects count.
        """
        if cut.followed is not None:
            return {}
        if len(self._answers) >= MOST_CUTS and cut not in self._answers:
            self._answers.clear()
        return self._answers.setdefault(cut, {})

    def left_out(self, cut: Cut) -> Left:
        """What a figure of that cut leaves out."""
        value = verified = Decimal(0)
        followed: set[int] = set()
        for number in {number for place in cut.places for number in self._touching.get(place, ())}:
            is_published = number < len(self.boxes)
            today = self.today[number] if is_published else [self.never[number - len(self.boxes)]]
            shown = self.boxes[number] if is_published else today
            inside = [one for one in today if cut.holds(one)]
            is_whole = is_published and all(cut.holds_whole(one) for one in shown)
            value += _sum(cut, [one.parts for one in inside])
            if is_whole:
                value -= _sum(cut, [one.parts for one in shown])
            else:
                followed |= {one.followed for one in inside}
            if not (is_whole and all(now.is_verified and now.value == then.value for then, now in zip(shown, today, strict=True))):
                verified += _sum(cut, [one.verified for one in inside])
        return Left(value, verified, frozenset(followed))


def _stands(then: Delicate, now: Delicate) -> bool:
    """Few people still, counted for the same things in the same places."""
    return is_few(now.value) and (then.sdg, then.theme, then.parts.keys()) == (now.sdg, now.theme, now.parts.keys())


def _sum(cut: Cut, parts: Iterable[Mapping[int, Decimal]]) -> Decimal:
    return sum((part.get(place, Decimal(0)) for part in parts for place in cut.places), Decimal(0))
