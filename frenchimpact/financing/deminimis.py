"""De minimis aid: what a single undertaking received over three years, what it may still receive, and from which day.

Pure: dates and amounts in, answers out. The window of a day is [that day three years before, that day], bounds included, which is the
prudent reading. An aid counts from the day on which the right to it arose, whenever it is paid; one that was withdrawn never counts.

Several organisations that are one undertaking count together. When one joins, what it received before counts at once with the others
(a merger counts the aid of both); when it leaves, what it received leaves with it. So the group of a day is what counts on that day.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cached_property

YEARS = 3
GENERAL = "de_minimis_general"
_DAY = dt.timedelta(days=1)
_CENT = Decimal("0.01")


def window_start(on: dt.date) -> dt.date:
    """The first day that counts with that one: three years before; 28 February when that year has no 29th."""
    year = max(on.year - YEARS, dt.MINYEAR)
    try:
        return on.replace(year=year)
    except ValueError:
        return on.replace(year=year, day=28)


def leaves_on(granted_on: dt.date) -> dt.date:
    """The first day whose window no longer holds an aid granted that day."""
    if granted_on.year + YEARS >= dt.MAXYEAR:
        return dt.date.max
    after = granted_on + _DAY
    try:
        return after.replace(year=after.year + YEARS)
    except ValueError:
        return dt.date(after.year + YEARS, 3, 1)


@dataclass(frozen=True)
class Ceiling:
    """What a regulation allows, as long as it is in force; and what its simple rules for loans and guarantees start from."""

    amount: Decimal
    starts_on: dt.date = dt.date.min
    ends_on: dt.date = dt.date.max
    # The loan, and the guaranteed part of a loan, that over five years are worth the whole ceiling.
    loan_base: Decimal | None = None
    guarantee_base: Decimal | None = None

    def covers(self, on: dt.date) -> bool:
        """Whether it is in force that day."""
        return self.starts_on <= on <= self.ends_on


@dataclass(frozen=True)
class Regulation:
    """Its ceilings over time, and the regulations whose aid counts against them, its own included."""

    ceilings: tuple[Ceiling, ...]
    counts: frozenset[str]

    def ceiling_on(self, on: dt.date) -> Ceiling | None:
        """The one in force that day."""
        return next((one for one in self.ceilings if one.covers(on)), None)


@dataclass(frozen=True)
class Aid:
    """One aid: to whom, the day its right arose, its gross grant equivalent. `rank` orders those of one day."""

    key: int | str
    holder: int | str
    granted_on: dt.date
    amount: Decimal
    regulation: str = GENERAL
    is_withdrawn: bool = False
    rank: int = 0


@dataclass(frozen=True)
class Stay:
    """An organisation in an undertaking, from a day to another, both included."""

    holder: int | str
    undertaking: int | str
    since: dt.date = dt.date.min
    until: dt.date = dt.date.max

    def covers(self, on: dt.date) -> bool:
        """Whether it belongs to it that day."""
        return self.since <= on <= self.until


@dataclass(frozen=True)
class Answer:
    """Whether an amount may be granted on a day, and the figures that say why. Without a ceiling in force, nothing may."""

    on: dt.date
    window_from: dt.date
    ceiling: Decimal | None
    used: Decimal
    amount: Decimal

    @property
    def available(self) -> Decimal:
        """What is left under the ceiling that day."""
        return max(self.ceiling - self.used, Decimal(0)) if self.ceiling is not None else Decimal(0)

    @property
    def is_possible(self) -> bool:
        """The whole amount, or nothing: an aid that passes the ceiling has no part under the regime."""
        return self.ceiling is not None and self.used + self.amount <= self.ceiling


@dataclass(frozen=True)
class Review:
    """An aid judged on the day it was granted, with what was granted before; and what was thought without the late one."""

    aid: Aid
    answer: Answer
    was_possible: bool

    @property
    def is_made_irregular(self) -> bool:
        """Whether the late aid is what makes it pass the ceiling."""
        return self.was_possible and not self.answer.is_possible


@dataclass(frozen=True)
class Register:
    """Everything that is known of some organisations: their aids, their undertakings over time, the regulations."""

    regulations: Mapping[str, Regulation]
    aids: Sequence[Aid] = ()
    stays: Sequence[Stay] = ()
    _groups: dict[tuple[int | str, dt.date], frozenset[int | str]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def _counted(self) -> list[Aid]:
        return sorted((one for one in self.aids if not one.is_withdrawn), key=lambda one: (one.granted_on, one.rank))

    def group(self, holder: int | str, on: dt.date) -> frozenset[int | str]:
        """The organisations that are one undertaking with that one, that day, itself included."""
        found = self._groups.get((holder, on))
        if found is None:
            shared = {one.undertaking for one in self.stays if one.holder == holder and one.covers(on)}
            found = frozenset({holder, *(one.holder for one in self.stays if one.undertaking in shared and one.covers(on))})
            self._groups[holder, on] = found
        return found

    def counted(self, holder: int | str, on: dt.date, regulation: str = GENERAL) -> list[Aid]:
        """The aids that count that day, oldest first."""
        start, group, counts = window_start(on), self.group(holder, on), self.regulations[regulation].counts
        return [one for one in self._counted if start <= one.granted_on <= on and one.regulation in counts and one.holder in group]

    def check(self, holder: int | str, on: dt.date, amount: Decimal, regulation: str = GENERAL) -> Answer:
        """Whether that amount may be granted to that organisation on that day."""
        used = sum((one.amount for one in self.counted(holder, on, regulation)), Decimal(0))
        return self._answer(on, used, amount, regulation)

    def _answer(self, on: dt.date, used: Decimal, amount: Decimal, regulation: str) -> Answer:
        ceiling = self.regulations[regulation].ceiling_on(on)
        return Answer(on, window_start(on), ceiling.amount if ceiling else None, used, amount)

    def earliest(self, holder: int | str, start: dt.date, amount: Decimal, regulation: str = GENERAL) -> dt.date | None:
        """The first day, from `start` on, when that amount is possible with what is known today; None when no day is known.

        Between two days on which something changes, nothing does: only those days are looked at.
        """
        return next((on for on in self._turns(start, regulation) if self.check(holder, on, amount, regulation).is_possible), None)

    def _turns(self, start: dt.date, regulation: str) -> list[dt.date]:
        """`start`, and every later day on which more may become possible."""
        turns = {leaves_on(one.granted_on) for one in self._counted}
        turns |= {one.starts_on for one in self.regulations[regulation].ceilings}
        turns |= {one.until + _DAY for one in self.stays if one.until < dt.date.max} | {one.since for one in self.stays}
        return [start, *sorted(one for one in turns if start < one < dt.date.max)]

    def standing(self, aid: Aid) -> Answer:
        """An aid of the register judged on its own day, with those granted before it."""
        before = [
            one
            for one in self.counted(aid.holder, aid.granted_on, aid.regulation)
            if (one.granted_on, one.rank) < (aid.granted_on, aid.rank) and one.key != aid.key
        ]
        return self._answer(aid.granted_on, sum((one.amount for one in before), Decimal(0)), aid.amount, aid.regulation)

    def reviewed(self, late: Aid) -> list[Review]:
        """What an aid declared late changes: itself, then every aid granted since, each judged again on its own day."""
        known = Register(self.regulations, [*self.aids, late], self.stays)
        own = known.standing(late)
        found = [Review(late, own, own.is_possible)]
        for one in known._counted:
            # After the last day of its window the late aid counts against nothing more.
            is_later = (late.granted_on, late.rank) < (one.granted_on, one.rank) and window_start(one.granted_on) <= late.granted_on
            counts = late.regulation in self.regulations[one.regulation].counts and late.holder in self.group(one.holder, one.granted_on)
            if one.key != late.key and is_later and counts:
                found.append(Review(one, known.standing(one), self.standing(one).is_possible))
        return found


# ── Gross grant equivalent ───────────────────────────────────────────────────────────────────────
class TooLarge(ValueError):
    """The simple rule does not hold for that amount and that duration: whoever lends says what the aid is worth."""


def loan_equivalent(amount: Decimal, months: int, ceiling: Ceiling) -> Decimal:
    """What a secured loan is worth: its amount and duration against those that are worth the whole ceiling. Raises TooLarge."""
    return _in_proportion(amount, months, ceiling.amount, ceiling.loan_base)


def guarantee_equivalent(amount: Decimal, months: int, ceiling: Ceiling) -> Decimal:
    """What a guarantee is worth, `amount` being the part of the loan that it covers. Raises TooLarge."""
    return _in_proportion(amount, months, ceiling.amount, ceiling.guarantee_base)


def _in_proportion(amount: Decimal, months: int, ceiling: Decimal, base: Decimal | None) -> Decimal:
    """amount × years × ceiling ÷ (base × 5), divided last. The whole base holds to five years, half of it to ten."""
    if base is None or not 0 < months <= 120 or amount > (base if months <= 60 else base / 2):
        raise TooLarge
    exact = Fraction(amount) * months * Fraction(ceiling) / (Fraction(base) * 60)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(_CENT, rounding=ROUND_HALF_UP)


def total(aids: Iterable[Aid]) -> Decimal:
    """What these aids are worth together, withdrawn ones aside."""
    return sum((one.amount for one in aids if not one.is_withdrawn), Decimal(0))
