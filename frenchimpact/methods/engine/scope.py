"""What a formula may read, and what it becomes: a function and its unit.

Each function takes the values (one slot per name; the last one counts slow operations), the row of the table one stands in, and the
number of the turn in a sum over years.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from frenchimpact.methods.engine.language import Node
from frenchimpact.methods.engine.problems import Problem, Unsound
from frenchimpact.methods.engine.units import Unit, Units

# Turns of a sum over years: a method that wants more is another kind of tool.
MOST_TURNS = 100
# Operations of one run at the most rows and turns: some hundredths of a second.
MOST_WORK = 400_000
# Powers that are no whole number in one formula: each takes as long as a thousand sums.
MOST_ROOTS = 2_000

type Values = list[Decimal | Sequence[Sequence[Decimal]]]
type Row = Sequence[Decimal]
type Run = Callable[[Values, Row, Decimal], Decimal]

type Make = Callable[[Node, "Scope"], "Made"]

ZERO, ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True)
class Table:
    """Where the columns of a table stand in its rows."""

    slot: int
    most: int
    columns: Mapping[str, tuple[int, Unit]]


@dataclass
class Scope:
    """The names that a formula may read: scalars and tables, and the columns of the table it belongs to."""

    units: Units
    where: str
    scalars: Mapping[str, tuple[int, Unit]]
    tables: Mapping[str, Table]
    row: Table | None = None
    turn: str = ""
    work: int = field(default=0)

    def inside(self, *, row: Table | None = None, turn: str = "") -> "Scope":
        """The scope of what a sum adds up."""
        return Scope(self.units, self.where, self.scalars, self.tables, row or self.row, turn or self.turn)

    def fault(self, words: str) -> Unsound:
        """A refusal at this formula."""
        return Unsound([Problem(self.where, words)])


@dataclass(frozen=True)
class Made:
    """A function and the unit of what it gives; `is_zero` goes with any unit, as zero does."""

    run: Run
    unit: Unit
    is_zero: bool = False
    is_test: bool = False
    number: Decimal | None = None


def converted(made: Made, wanted: Unit, scope: Scope, message: str = "") -> Run:
    """`made` in that unit. Raises Unsound when it measures something else."""
    if made.is_zero:
        return made.run
    factor = scope.units.factor(made.unit, wanted)
    if factor is None:
        words = message or _("Les unités ne vont pas ensemble : « %(one)s » et « %(other)s ».")
        raise scope.fault(words % {"one": scope.units.shown(made.unit), "other": scope.units.shown(wanted)})
    if factor.is_one:
        return made.run
    run, times, over = made.run, factor.times, factor.over
    return lambda values, row, turn: run(values, row, turn) * times / over
