"""A method made ready to run: its names in slots, its steps in an order where each finds what it needs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext as _

from frenchimpact.methods.engine.compiling import compile_formula
from frenchimpact.methods.engine.functions import whole
from frenchimpact.methods.engine.language import Node, parse
from frenchimpact.methods.engine.problems import Problem, Unsound
from frenchimpact.methods.engine.scope import MOST_TURNS, MOST_WORK, ZERO, Row, Run, Scope, Table, Values, converted
from frenchimpact.methods.engine.units import PRECISION, Unit, Units

NO_ROW: Row = ()
# Not a number: it goes through every operation in silence, and is looked for at the end of each step.
_NOTHING = Decimal("NaN")
_EXACT = Context(prec=PRECISION, Emax=999, Emin=-999, traps=[DivisionByZero, InvalidOperation, Overflow])


@dataclass(frozen=True)
class Given:
    """A name whose value is given: an input, an assumption, or a column of a table (`table` says which)."""

    id: str
    unit: str
    table: str = ""


@dataclass(frozen=True)
class Step:
    """A formula: a value, a column of a table (`table`), or one value a year (`years` tells how many)."""

    id: str
    formula: str
    unit: str
    table: str = ""
    years: str = ""

    @property
    def where(self) -> str:
        """As its author knows it."""
        return f"steps/{self.id}"

    @property
    def key(self) -> str:
        """The name by which other formulas read it."""
        return f"{self.table}.{self.id}" if self.table else self.id


@dataclass(frozen=True)
class Inputs:
    """What a run is given, in the units that the method says: plain values, and the rows of each table."""

    values: Mapping[str, Decimal]
    tables: Mapping[str, Sequence[Mapping[str, Decimal]]]


@dataclass(frozen=True)
class Outcome:
    """What a run found: values, computed columns row by row, series year by year. What does not exist is in `absent`, with its reason."""

    values: Mapping[str, Decimal]
    columns: Mapping[str, Sequence[Decimal]]
    series: Mapping[str, Sequence[Decimal]]
    absent: Mapping[str, Problem]


@dataclass(frozen=True)
class _Ready:
    step: Step
    run: Run
    slot: int
    last_year: Run | None
    scope: Scope


class Program:
    """Runs on exact decimals of forty digits; the same values always give the same digits.

    Raises Unsound when made: unknown names, units that do not match, formulas that turn in a circle, too much work.
    """

    def __init__(
        self,
        given: Iterable[Given],
        steps: Iterable[Step],
        tables: Mapping[str, int] | None = None,
        own_units: Iterable[str] = (),
        in_words: Callable[[str], str] | None = None,
    ) -> None:
        """`tables` says how many rows each may have at most; `in_words` how a step is written for whoever reads its refusal."""
        self.in_words = in_words
        self.units = Units(own_units)
        self.given = list(given)
        self.steps = list(steps)
        self.scalars: dict[str, tuple[int, Unit]] = {}
        self.tables: dict[str, Table] = {}
        problems: list[Problem] = []
        self._name(tables or {}, problems)
        self.needs: dict[str, set[str]] = {}
        # Names that say how many turns a sum makes: « duree », « effets.duree ».
        self.turns: set[str] = set()
        self.ready = self._compile(problems)

    # ── Making ──────────────────────────────────────────────────────────────────────────────────
    def _name(self, tables: Mapping[str, int], problems: list[Problem]) -> None:
        columns: dict[str, dict[str, tuple[int, Unit]]] = {table: {} for table in tables}
        taken: set[str] = set(tables)
        entries = [(one.id, one.unit, one.table, f"inputs/{one.id}") for one in self.given]
        entries += [(one.id, one.unit, one.table, one.where) for one in self.steps]
        for id, unit_text, table, where in entries:
            try:
                unit = self.units.read(unit_text, where)
            except Unsound as error:
                problems += error.problems
                unit = self.units.none
            if table and table not in columns:
                problems.append(Problem(where, _("« %s » n’est pas un tableau.") % table))
            elif id in taken or (table and id in columns[table]):
                problems.append(Problem(where, _("Le nom « %s » est donné deux fois.") % id))
            elif table:
                columns[table][id] = (len(columns[table]), unit)
            else:
                taken.add(id)
                self.scalars[id] = (len(self.scalars), unit)
        for table, found in columns.items():
            for id in found:
                if id in taken:
                    problems.append(Problem(f"tables/{table}", _("Le nom « %s » est donné deux fois.") % id))
            self.tables[table] = Table(len(self.scalars) + len(self.tables), tables[table], found)

    def _compile(self, problems: list[Problem]) -> list[_Ready]:
        parsed: dict[str, tuple[Step, Node, Node | None]] = {}
        for step in self.steps:
            try:
                parsed[step.key] = (step, parse(step.formula, step.where), parse(step.years, step.where) if step.years else None)
            except Unsound as error:
                problems += error.problems
        ready: list[_Ready] = []
        work = 0
        for key in self._order(parsed, problems):
            step, node, years = parsed[key]
            self.turns |= node.turns()
            try:
                made = self._ready(step, node, years)
            except Unsound as error:
                problems += error.problems
                continue
            work += made.scope.work
            ready.append(made)
        if work > MOST_WORK:
            heaviest = max(ready, key=lambda made: made.scope.work).step
            problems.append(Problem(heaviest.where, _("La méthode demande trop de calculs, celui-ci surtout : moins de sommes emboîtées.")))
        if problems:
            raise Unsound(problems)
        return ready

    def _order(self, parsed: Mapping[str, tuple[Step, Node, Node | None]], problems: list[Problem]) -> list[str]:
        self.needs = {key: self._needs(step, node, years) & parsed.keys() for key, (step, node, years) in parsed.items()}
        try:
            return list(TopologicalSorter(self.needs).static_order())
        except CycleError as error:
            circle = " → ".join(reversed(error.args[1]))
            problems.append(Problem("steps", _("Ces formules tournent en rond : %s.") % circle))
            return []

    def _needs(self, step: Step, node: Node, years: Node | None) -> set[str]:
        found: set[str] = set()
        for name in node.names() | (years.names() if years else set()):
            found.add(name)
            # Inside a table, or in a sum over one, a bare name may be a column.
            found |= {f"{table}.{name}" for table in self.tables if name in self.tables[table].columns}
        return found - ({step.key} if step.table and step.id not in node.names() else set())

    def _ready(self, step: Step, node: Node, years: Node | None) -> _Ready:
        row = self.tables.get(step.table) if step.table else None
        scope = Scope(self.units, step.where, self.scalars, self.tables, row=row, turn="t" if years else "")
        unit = self.units.read(step.unit, step.where)
        wrong = _("La formule donne « %(one)s », l’unité annoncée est « %(other)s ».")
        run = converted(compile_formula(node, scope), unit, scope, wrong)
        last_year = None
        if years is not None:
            outer = Scope(self.units, step.where, self.scalars, self.tables)
            last_year = converted(compile_formula(years, outer), self.units.none, outer, _("Un nombre d’années est sans unité."))
            scope.work = scope.work * MOST_TURNS + outer.work
        if row is not None:
            scope.work *= row.most
        slot = row.columns[step.id][0] if row else self.scalars[step.id][0]
        return _Ready(step, run, slot, last_year, scope)

    # ── Running ─────────────────────────────────────────────────────────────────────────────────
    def run(self, inputs: Inputs) -> Outcome:
        """Every step, in exact decimals. A step that divides by zero does not exist, nor what is made from it; the others do."""
        values: Values = self.filled(inputs)
        series: dict[str, list[Decimal]] = {}
        absent: dict[str, Problem] = {}
        self.work(self.ready, values, series, absent)
        return self._outcome(values, series, absent)

    def filled(self, inputs: Inputs) -> Values:
        """The slots with what is given in them."""
        values: Values = [*[ZERO] * len(self.scalars), *(self._rows(name, inputs) for name in self.tables), ZERO]
        for given in self.given:
            if not given.table:
                values[self.scalars[given.id][0]] = inputs.values[given.id]
        return values

    def work(self, steps: Sequence["_Ready"], values: Values, series: dict[str, list[Decimal]], absent: dict[str, Problem]) -> None:
        """Runs these steps over the slots."""
        with localcontext(_EXACT):
            for made in steps:
                values[-1] = ZERO
                try:
                    if not self._step(made, values, series):
                        absent[made.step.key] = Problem(made.step.where, _("Ne se calcule pas : une valeur dont il dépend n’existe pas."))
                except Unsound as error:
                    absent[made.step.key] = error.problems[0]
                except ArithmeticError as error:
                    absent[made.step.key] = Problem(made.step.where, self._told(made, error))
                if made.step.key in absent:
                    self._blank(made, values)

    def leading_to(self, key: str) -> list["_Ready"]:
        """The steps that a result is made from, itself the last."""
        wanted, left = set(), [key]
        while left:
            one = left.pop()
            if one not in wanted:
                wanted.add(one)
                left += self.needs.get(one, ())
        return [made for made in self.ready if made.step.key in wanted]

    def _outcome(self, values: Values, series: dict[str, list[Decimal]], absent: dict[str, Problem]) -> Outcome:
        found = {id: values[slot] for id, (slot, _unit) in self.scalars.items() if id not in series and id not in absent}
        columns = {
            made.step.key: [row[made.slot] for row in values[self.tables[made.step.table].slot]]  # type: ignore[union-attr]  # rows
            for made in self.ready
            if made.step.table and made.step.key not in absent
        }
        return Outcome(found, columns, series, absent)  # type: ignore[arg-type]  # scalars only

    def _blank(self, made: _Ready, values: Values) -> None:
        """A mark in place of what does not exist: whatever is made from it does not exist either."""
        if made.step.table:
            for row in values[self.tables[made.step.table].slot]:  # type: ignore[union-attr]  # rows
                row[made.slot] = _NOTHING  # type: ignore[index]  # lists of our own
        else:
            values[made.slot] = _NOTHING

    def _rows(self, table: str, inputs: Inputs) -> list[list[Decimal]]:
        columns = self.tables[table].columns
        return [[row.get(id, ZERO) for id in columns] for row in inputs.tables.get(table, ())]

    def _step(self, made: _Ready, values: Values, series: dict[str, list[Decimal]]) -> bool:
        """Runs one step; false when what it is made from does not exist."""
        run, slot = made.run, made.slot
        if made.step.table:
            found = []
            for row in values[self.tables[made.step.table].slot]:  # type: ignore[union-attr]  # rows
                row[slot] = run(values, row, ZERO)  # type: ignore[index]  # lists of our own
                found.append(row[slot])
        elif made.last_year is not None:
            last = whole(made.last_year(values, NO_ROW, ZERO), made.scope)
            if last > MOST_TURNS:
                raise made.scope.fault(_("Une série a au plus %s années.") % MOST_TURNS)
            found = [run(values, NO_ROW, Decimal(year)) for year in range(1, last + 1)]
            series[made.step.id] = found
        else:
            values[slot] = run(values, NO_ROW, ZERO)
            found = [values[slot]]
        if any(value.is_nan() for value in found):
            series.pop(made.step.id, None)
            return False
        return True

    def _told(self, made: _Ready, error: ArithmeticError) -> str:
        formula = (self.in_words(made.step.id) if self.in_words else made.step.formula)[:200]
        if isinstance(error, DivisionByZero) or (isinstance(error, InvalidOperation) and "/" in made.step.formula):
            return _("On divise par zéro ici : « %s ». Une des valeurs de ce diviseur ne peut pas être nulle.") % formula
        return _("Le résultat de « %s » n’est pas un nombre que l’on puisse écrire.") % formula


class Trial:
    """One result asked again and again, some value moved each time: only what leads to it is computed, in place."""

    def __init__(self, program: Program, inputs: Inputs, key: str) -> None:
        self.program, self.key = program, key
        self.values, self.steps = program.filled(inputs), program.leading_to(key)
        self.slot = program.scalars[key][0]

    def result(self) -> Decimal | None:
        """With the values as they stand; None when it does not exist."""
        absent: dict[str, Problem] = {}
        self.program.work(self.steps, self.values, {}, absent)
        return None if self.key in absent else self.values[self.slot]  # type: ignore[return-value]  # a scalar stands there

    def put(self, id: str, value: Decimal) -> None:
        """Another plain value."""
        self.values[self.program.scalars[id][0]] = value

    def put_cell(self, table: str, row: int, column: str, value: Decimal) -> None:
        """Another value in a row."""
        found = self.program.tables[table]
        self.values[found.slot][row][found.columns[column][0]] = value  # type: ignore[index]  # lists of our own
