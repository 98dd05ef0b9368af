"""What changes a result the most: each assumption moved in turn, the three strongest together, and where it would break even."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from django.utils.translation import gettext as _

from frenchimpact.methods.calculation import Calculation, Run, Values, part_of_one
from frenchimpact.methods.engine.program import Trial
from frenchimpact.methods.format import Assumption, Column, Input, Step, Table

# How many assumptions make the range that goes with a result.
STRONGEST = 3
# How many times a value is looked for farther, where it has no bound.
FARTHEST = 1024
# Halvings of a bracket: the value is found to more digits than anyone shows.
_HALVINGS = 60
# Seconds after which the levers that are left are not tried: only a method made to be slow comes to it.
_PATIENCE = 2.0
type Put = Callable[[Trial, Decimal], None]


@dataclass(frozen=True)
class Lever:
    """One value that can be moved: an assumption, an estimate that was given, or a cell of a table."""

    key: str
    words: str
    unit: str
    value: Decimal
    low: Decimal
    high: Decimal
    minimum: Decimal | None
    maximum: Decimal | None
    put: Put
    # A number of turns: nothing stands between two of them.
    is_whole: bool = False


@dataclass(frozen=True)
class Influence:
    """What a lever does to the result: at its low bound, at its high one. None: the result does not exist there."""

    lever: Lever
    at_low: Decimal | None
    at_high: Decimal | None
    swing: Decimal
    # The value of the lever at which the result breaks even, when there is one within what may be.
    break_even: Decimal | None = None


@dataclass(frozen=True)
class Sensitivity:
    """The range of a result and why: `low` and `high` are when the three strongest assumptions move together."""

    step: Step
    value: Decimal
    low: Decimal
    high: Decimal
    influences: list[Influence]
    # False when some levers could not be tried in the time there is.
    is_whole: bool = True


def levers(calculation: Calculation, values: Values) -> Iterator[Lever]:
    """Everything that may be moved from these values."""
    for given in calculation.method.inputs:
        if lever := _of_input(given, values.inputs):
            yield lever
    for one in calculation.method.assumptions:
        yield _of_assumption(one, values.assumptions[one.id])
    for table in calculation.method.tables:
        for number, row in enumerate(values.tables.get(table.id, ())):
            for column in table.columns:
                if lever := _of_cell(table, column, number, row[column.id], values, is_whole=calculation.is_whole(column)):
                    yield lever


def sensitivity(run: Run, *, with_break_even: bool = True) -> Sensitivity | None:
    """How sure the headline is; None without one, or when it does not exist. The strongest influences come first."""
    calculation, values = run.calculation, run.values
    step = calculation.steps.get(calculation.method.headline or "")
    if step is None:
        return None

    base = calculation.value(run.outcome, step)
    if base is None:
        return None
    tried = _Tried(calculation, Trial(calculation.program, calculation.plain(values), step.id), step)
    found, until, is_whole = [], time.monotonic() + _PATIENCE, True
    for lever in levers(calculation, values):
        if time.monotonic() > until:
            is_whole = False
            break
        low, high = tried.at(lever, lever.low), tried.at(lever, lever.high)
        ends = [value for value in (low, high, base) if value is not None]
        if swing := max(ends) - min(ends):
            found.append(Influence(lever, low, high, swing))
    found.sort(key=lambda influence: (-influence.swing, influence.lever.key))
    if with_break_even and step.break_even is not None:
        found = [_with_break_even(one, base, step.break_even, tried) if time.monotonic() < until else one for one in found]
    low, high = (_together(found[:STRONGEST], base, tried, sign=sign) for sign in (-1, 1))
    return Sensitivity(step, base, min(low, base), max(high, base), found, is_whole)


class _Tried:
    """The result with values moved; each is put back."""

    def __init__(self, calculation: Calculation, trial: Trial, step: Step) -> None:
        self.calculation, self.trial, self.step = calculation, trial, step

    def at(self, lever: Lever, value: Decimal) -> Decimal | None:
        """With one lever elsewhere; None when the result does not exist there."""
        return self.all_at([(lever, value)])

    def all_at(self, moved: list[tuple[Lever, Decimal]]) -> Decimal | None:
        """With several."""
        for lever, value in moved:
            lever.put(self.trial, value)
        found = self.trial.result()
        for lever, _value in moved:
            lever.put(self.trial, lever.value)
        return None if found is None else self.calculation.shown(found, self.step)


def _together(strongest: list[Influence], base: Decimal, tried: _Tried, *, sign: int) -> Decimal:
    """The result when each of these stands at the bound that lowers it (or raises it)."""
    moved = []
    for influence in strongest:
        bounds = [(influence.at_low, influence.lever.low), (influence.at_high, influence.lever.high), (base, influence.lever.value)]
        _found, at = max(((found * sign, at) for found, at in bounds if found is not None), key=lambda pair: pair[0])
        moved.append((influence.lever, at))
    found = tried.all_at(moved)
    return base if found is None else found


def _with_break_even(influence: Influence, base: Decimal, wanted: Decimal, tried: _Tried) -> Influence:
    lever = influence.lever
    if lever.is_whole:
        return influence
    for bound in (lever.minimum, lever.maximum):
        if bound is None or (end := tried.at(lever, bound)) is None or (end - wanted) * (base - wanted) >= 0:
            continue
        near, far = lever.value, bound
        for _turn in range(_HALVINGS):
            middle = (near + far) / 2
            there = tried.at(lever, middle)
            if there is None:
                break
            near, far = (near, middle) if (there - wanted) * (base - wanted) <= 0 else (middle, far)
        return Influence(lever, influence.at_low, influence.at_high, influence.swing, (near + far) / 2)
    return influence


def _of_assumption(one: Assumption, value: Decimal) -> Lever:
    def put(trial: Trial, to: Decimal) -> None:
        trial.put(one.id, part_of_one(one.unit, to))

    low, high = min(one.low, value), max(one.high, value)
    return Lever(f"assumptions/{one.id}", str(one.name), one.unit, value, low, high, one.minimum, one.maximum, put)


def _of_input(one: Input, given: Mapping[str, Decimal]) -> Lever | None:
    def put(trial: Trial, to: Decimal) -> None:
        trial.put(one.id, part_of_one(one.unit, to))

    # A part is never more than its whole.
    whole = given.get(one.at_most or "")
    most = min((bound for bound in (one.maximum, whole) if bound is not None), default=None)
    return _around(one.model_copy(update={"maximum": most}), given[one.id], f"inputs/{one.id}", str(one.name), put)


def _of_cell(table: Table, column: Column, number: int, value: Decimal, values: Values, *, is_whole: bool) -> Lever | None:
    def put(trial: Trial, to: Decimal) -> None:
        trial.put_cell(table.id, number, column.id, part_of_one(column.unit, to))

    names = values.row_names.get(table.id, ())
    row = names[number] if number < len(names) and names[number] else _("ligne %s") % (number + 1)
    return _around(column, value, f"tables/{table.id}/{number + 1}/{column.id}", f"{column.name} : {row}", put, is_whole=is_whole)


def _around(one: Input | Column, value: Decimal, key: str, words: str, put: Put, *, is_whole: bool = False) -> Lever | None:
    """A value moved by as much as its method says that it is unsure, within its own bounds; nothing when it is sure.

    How long a result lasts is never sure: it moves by half, in whole years, when its method does not say.
    """
    by = one.moves_by if one.moves_by is not None else abs(value) * one.moves_by_part if one.moves_by_part else None
    if is_whole:
        by = (by or abs(value) / 2).to_integral_value(ROUND_CEILING)
    if not by:
        return None
    low, high = value - by, value + by
    if one.minimum is not None:
        low = max(low, one.minimum)
    if one.maximum is not None:
        high = min(high, one.maximum)
    # Between nothing and as much as anyone looks for, where it has no bound of its own.
    far = value * FARTHEST
    least = one.minimum if one.minimum is not None else min(Decimal(0), far)
    most = one.maximum if one.maximum is not None else max(Decimal(0), far)
    return Lever(key, words, one.unit, value, low, high, least, most, put, is_whole)
