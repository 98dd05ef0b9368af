"""What changes a result the most: each assumption moved in turn, the three strongest together, and where it would break even."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from frenchimpact.methods.calculation import Calculation, Run, Values
from frenchimpact.methods.format import Assumption, Column, Step, Table

# How many assumptions make the range that goes with a result.
STRONGEST = 3
# Halvings of a bracket: the value is found to more digits than anyone shows.
_HALVINGS = 60
# Seconds after which the levers that are left are not tried: only a method made to be slow comes to it.
_PATIENCE = 2.0
type Move = Callable[[Values, Decimal], Values]


@dataclass(frozen=True)
class Lever:
    """One value that can be moved: an assumption, or a cell of a table."""

    key: str
    words: str
    unit: str
    value: Decimal
    low: Decimal
    high: Decimal
    minimum: Decimal | None
    maximum: Decimal | None
    move: Move


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
    for one in calculation.method.assumptions:
        yield _of_assumption(one, values.assumptions[one.id])
    for table in calculation.method.tables:
        for number, row in enumerate(values.tables.get(table.id, ())):
            for column in table.columns:
                if lever := _of_cell(table, column, number, row[column.id], values):
                    yield lever


def sensitivity(run: Run, *, with_break_even: bool = True) -> Sensitivity | None:
    """How sure the headline is; None without one, or when it does not exist. The strongest influences come first."""
    calculation, values = run.calculation, run.values
    step = calculation.steps.get(calculation.method.headline or "")
    if step is None:
        return None

    def result(moved: Values) -> Decimal | None:
        return calculation.value(calculation.program.run(calculation.plain(moved)), step)

    base = calculation.value(run.outcome, step)
    if base is None:
        return None
    found, until, is_whole = [], time.monotonic() + _PATIENCE, True
    for lever in levers(calculation, values):
        if time.monotonic() > until:
            is_whole = False
            break
        low, high = result(lever.move(values, lever.low)), result(lever.move(values, lever.high))
        ends = [value for value in (low, high, base) if value is not None]
        if swing := max(ends) - min(ends):
            found.append(Influence(lever, low, high, swing))
    found.sort(key=lambda influence: (-influence.swing, influence.lever.key))
    if with_break_even and step.break_even is not None:
        found = [
            _with_break_even(influence, base, step.break_even, result, values) if time.monotonic() < until else influence
            for influence in found
        ]
    low, high = (_together(found[:STRONGEST], base, result, values, sign=sign) for sign in (-1, 1))
    return Sensitivity(step, base, min(low, base), max(high, base), found, is_whole)


def _together(
    strongest: list[Influence], base: Decimal, result: Callable[[Values], Decimal | None], values: Values, *, sign: int
) -> Decimal:
    """The result when each of these stands at the bound that lowers it (or raises it)."""
    moved = values
    for influence in strongest:
        bounds = [(influence.at_low, influence.lever.low), (influence.at_high, influence.lever.high), (base, influence.lever.value)]
        _found, at = max(((found * sign, at) for found, at in bounds if found is not None), key=lambda pair: pair[0])
        moved = influence.lever.move(moved, at)
    found = result(moved)
    return base if found is None else found


def _with_break_even(
    influence: Influence, base: Decimal, wanted: Decimal, result: Callable[[Values], Decimal | None], values: Values
) -> Influence:
    lever = influence.lever
    for bound in (lever.minimum, lever.maximum):
        if bound is None or (end := result(lever.move(values, bound))) is None or (end - wanted) * (base - wanted) >= 0:
            continue
        near, far = lever.value, bound
        for _turn in range(_HALVINGS):
            middle = (near + far) / 2
            there = result(lever.move(values, middle))
            if there is None:
                break
            near, far = (near, middle) if (there - wanted) * (base - wanted) <= 0 else (middle, far)
        return Influence(lever, influence.at_low, influence.at_high, influence.swing, (near + far) / 2)
    return influence


def _of_assumption(one: Assumption, value: Decimal) -> Lever:
    def move(values: Values, to: Decimal) -> Values:
        return Values(values.inputs, {**values.assumptions, one.id: to}, values.tables, values.row_names)

    low, high = min(one.low, value), max(one.high, value)
    return Lever(f"assumptions/{one.id}", str(one.name), one.unit, value, low, high, one.minimum, one.maximum, move)


def _of_cell(table: Table, column: Column, number: int, value: Decimal, values: Values) -> Lever | None:
    by = column.moves_by if column.moves_by is not None else abs(value) * column.moves_by_part if column.moves_by_part else None
    if not by:
        return None

    def move(values: Values, to: Decimal) -> Values:
        rows = [dict(row) for row in values.tables[table.id]]
        rows[number][column.id] = to
        return Values(values.inputs, values.assumptions, {**values.tables, table.id: rows}, values.row_names)

    low, high = value - by, value + by
    if column.minimum is not None:
        low = max(low, column.minimum)
    if column.maximum is not None:
        high = min(high, column.maximum)
    names = values.row_names.get(table.id, ())
    row = names[number] if number < len(names) and names[number] else _("ligne %s") % (number + 1)
    # Between nothing and twice as much, where the column sets no bound of its own.
    least = column.minimum if column.minimum is not None else min(Decimal(0), value * 2)
    most = column.maximum if column.maximum is not None else max(Decimal(0), value * 2)
    return Lever(f"tables/{table.id}/{number + 1}/{column.id}", f"{column.name} : {row}", column.unit, value, low, high, least, most, move)
