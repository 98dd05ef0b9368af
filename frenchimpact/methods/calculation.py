"""A method ready to be run by anyone: values checked with their bounds, results, the calculation line by line."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal, localcontext

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.quantities import one_stop, shown
from frenchimpact.methods.engine import Problem, Unsound
from frenchimpact.methods.engine.program import Given, Inputs, Outcome, Program
from frenchimpact.methods.engine.program import Step as Formula
from frenchimpact.methods.engine.units import PERCENT, PRECISION
from frenchimpact.methods.format import Assumption, Column, Input, Method, Sample, Step, Table
from frenchimpact.methods.wording import in_words, with_unit

HUNDRED = Decimal(100)
type Row = dict[str, Decimal]


@dataclass(frozen=True)
class Values:
    """What one run is given, in the units that the method says (a rate of 35 % is 35). Rows carry the name their author gave them."""

    inputs: Mapping[str, Decimal]
    assumptions: Mapping[str, Decimal]
    tables: Mapping[str, Sequence[Mapping[str, Decimal]]]
    row_names: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of the calculation: the formula in names, the same in figures, and what it gives."""

    step: Step
    values: Sequence[Decimal]
    row_names: Sequence[str]
    terms: Sequence[tuple[str, Sequence[Decimal], str]]


class Calculation:
    """A method whose formulas were read and checked. Raises Unsound, with every problem, when they cannot be."""

    def __init__(self, method: Method) -> None:
        self.method = method
        self.fields: list[Input | Assumption] = [*method.inputs, *method.assumptions]
        self.steps = {step.id: step for step in method.steps}
        given = [Given(one.id, one.unit) for one in self.fields]
        given += [Given(column.id, column.unit, table.id) for table in method.tables for column in table.columns]
        formulas = [Formula(step.id, step.formula, step.unit, step.table or "", step.years or "") for step in method.steps]
        rows = {table.id: table.most for table in method.tables}
        self.program = Program(given, formulas, rows, method.units, lambda id: in_words(method, self.steps[id]))

    @property
    def has_formulas(self) -> bool:
        """Some methods only say what to count and how."""
        return bool(self.method.steps)

    @property
    def results(self) -> list[Step]:
        """What is shown first."""
        return [step for step in self.method.steps if step.is_result]

    # ── What is given ───────────────────────────────────────────────────────────────────────────
    def defaults(self, day: datetime.date) -> Values:
        """The example of the method, with the assumptions in force that day: those that are not yet are left out."""
        tables = {
            table.id: [{column.id: row.values.get(column.id, column.default) for column in table.columns} for row in table.rows]
            for table in self.method.tables
        }
        names = {table.id: [str(row.name) for row in table.rows] for table in self.method.tables}
        inputs = {one.id: one.default for one in self.method.inputs}
        in_force = {one.id: found.value for one in self.method.assumptions if (found := one.on(day))}
        return Values(inputs, in_force, tables, names)

    def check(self, values: Values) -> None:
        """Raises Unsound with every value that cannot be: each says its bounds, and how many rows a table takes."""
        problems: list[Problem] = []
        for one in self.method.inputs:
            problems += self.outside(one, values.inputs[one.id], f"inputs/{one.id}") or self._beyond(one, values)
        for other in self.method.assumptions:
            where = f"assumptions/{other.id}"
            given = values.assumptions.get(other.id)
            problems += [not_yet(other, where)] if given is None else self.outside(other, given, where)
        for table in self.method.tables:
            rows = values.tables.get(table.id, ())
            problems += too_few_or_many(table, len(rows))
            for number, row in enumerate(rows):
                for column in table.columns:
                    problems += self.outside(column, row[column.id], f"tables/{table.id}/{number + 1}/{column.id}")
        if problems:
            raise Unsound(problems)

    def outside(self, one: Input | Assumption | Column, value: Decimal, where: str) -> list[Problem]:
        """What to say of a value out of its bounds, or that has to be whole and is not; nothing when it will do."""
        if problems := outside(one, value, where, self.method):
            return problems
        if not self.is_whole(one) or value == value.to_integral_value():
            return []
        below, above = (with_unit(value.to_integral_value(rounding), one.unit, self.method) for rounding in (ROUND_FLOOR, ROUND_CEILING))
        words = _("%(name)s : il faut un nombre entier, pas %(value)s. Écrivez %(below)s ou %(above)s.")
        parts = {"name": one.name, "value": with_unit(value, one.unit, self.method), "below": below, "above": above}
        return [Problem(where, one_stop(words % parts))]

    def is_whole(self, one: Input | Assumption | Column) -> bool:
        """Whether a formula turns as many times as this says."""
        if not isinstance(one, Column):
            return one.id in self.program.turns
        return any(one in table.columns and {one.id, f"{table.id}.{one.id}"} & self.program.turns for table in self.method.tables)

    def _beyond(self, one: Input, values: Values) -> list[Problem]:
        """What to say of a part that is more than the whole."""
        whole = next((other for other in self.method.inputs if other.id == one.at_most), None)
        if whole is None or values.inputs[one.id] <= values.inputs[whole.id]:
            return []
        parts = {"name": one.name, "value": shown(values.inputs[one.id]), "whole": whole.name, "most": shown(values.inputs[whole.id])}
        words = _("%(name)s : %(value)s, c’est plus que « %(whole)s » : %(most)s. Corrigez l’un des deux.")
        return [Problem(f"inputs/{one.id}", words % parts)]

    # ── Running ─────────────────────────────────────────────────────────────────────────────────
    def run(self, values: Values) -> "Run":
        """Every step that exists. Raises Unsound for impossible values."""
        self.check(values)
        return Run(self, values, self.program.run(self.plain(values)))

    def plain(self, values: Values) -> Inputs:
        """The same values for the formulas: rates in « % » become parts of one."""
        scalars = {one.id: part_of_one(one.unit, values.inputs[one.id]) for one in self.method.inputs}
        scalars |= {one.id: part_of_one(one.unit, values.assumptions[one.id]) for one in self.method.assumptions}
        tables = {
            table.id: [
                {column.id: part_of_one(column.unit, row[column.id]) for column in table.columns} for row in values.tables.get(table.id, ())
            ]
            for table in self.method.tables
        }
        return Inputs(scalars, tables)

    def value(self, outcome: Outcome, step: Step) -> Decimal | None:
        """What a step of one value gave, in its unit, not rounded; None when it does not exist."""
        found = outcome.values.get(step.id)
        return None if found is None else self.shown(found, step)

    @staticmethod
    def shown(found: Decimal, step: Step) -> Decimal:
        """What a formula gave, in the unit of its step: 0.35 is 35 %."""
        return _whole(step.unit, found)


class Run:
    """What a run gave, in the units of the method, exact: rounding is for whoever shows."""

    def __init__(self, calculation: Calculation, values: Values, outcome: Outcome) -> None:
        self.calculation, self.values, self.outcome = calculation, values, outcome

    def of(self, step: Step) -> list[Decimal]:
        """The values of a step: one, or one a row, or one a year. None at all when it does not exist: `why_not` tells."""
        found: Sequence[Decimal]
        if self.why_not(step):
            found = []
        elif step.table:
            found = self.outcome.columns[f"{step.table}.{step.id}"]
        elif step.years:
            found = self.outcome.series[step.id]
        else:
            found = [self.outcome.values[step.id]]
        with localcontext(prec=PRECISION):
            return [_whole(step.unit, value) for value in found]

    def why_not(self, step: Step) -> Problem | None:
        """Why a step has no value: as its author says, a division by zero, or what it depends on has none."""
        found = self.outcome.absent.get(_key(step))
        return Problem(found.where, str(step.when_absent)) if found and step.when_absent else found

    def rounded(self, step: Step) -> list[Decimal]:
        """The same at the decimals of the step, halves away from zero."""
        return [rounded(value, step.decimals) for value in self.of(step)]


def rounded(value: Decimal, places: int) -> Decimal:
    """Halves away from zero, as one rounds money."""
    with localcontext(prec=PRECISION):
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def outside(one: Input | Assumption | Column, value: Decimal, where: str, method: Method | None = None) -> list[Problem]:
    """What to say of a value out of its bounds; nothing when it is within."""
    low, high = one.minimum, one.maximum
    if (low is None or value >= low) and (high is None or value <= high):
        return []
    bounds = {"value": value, "low": low, "high": high}
    parts = {"name": one.name} | {name: with_unit(found, one.unit, method) for name, found in bounds.items() if found is not None}
    if low is None:
        words = _("%(name)s : %(value)s, c’est trop. Au plus %(high)s.")
    elif high is None:
        words = _("%(name)s : %(value)s, ce n’est pas assez. Au moins %(low)s.")
    else:
        words = _("%(name)s : %(value)s ne se peut pas. Écrivez un nombre de %(low)s à %(high)s.")
    return [Problem(where, one_stop(words % parts))]


def not_yet(one: Assumption, where: str) -> Problem:
    """What to say of an assumption whose first value is not in force yet on the day of the run."""
    first = min(dated.since for dated in one.dated)
    words = _("%(name)s : aucune valeur n’est en vigueur ce jour-là, la première l’est le %(day)s. Donnez la vôtre.")
    return Problem(where, words % {"name": one.name, "day": date_format(first)})


def too_few_or_many(table: Table, count: int) -> list[Problem]:
    """What to say of a table with too few rows, or too many."""
    where = f"tables/{table.id}"
    if count < table.least:
        words = ngettext("%(name)s : au moins %(n)s ligne.", "%(name)s : au moins %(n)s lignes.", table.least)
        return [Problem(where, words % {"name": table.name, "n": table.least})]
    if count > table.most:
        words = ngettext("%(name)s : au plus %(n)s ligne.", "%(name)s : au plus %(n)s lignes.", table.most)
        return [Problem(where, words % {"name": table.name, "n": table.most})]
    return []


def part_of_one(unit: str, value: Decimal) -> Decimal:
    """As formulas take it: 35 % is 0.35."""
    return value / HUNDRED if unit == PERCENT else value


def _whole(unit: str, value: Decimal) -> Decimal:
    return value * HUNDRED if unit == PERCENT else value


def sample_values(method: Method, sample: Sample) -> Values:
    """What a worked example gives: its own values, the method's for the rest."""
    inputs = {one.id: sample.inputs.get(one.id, one.default) for one in method.inputs}
    latest = {one.id: found.value for one in method.assumptions if (found := one.on(datetime.date.max))}
    assumptions = latest | dict(sample.assumptions)
    tables = {
        table.id: [{column.id: row.get(column.id, column.default) for column in table.columns} for row in sample.tables.get(table.id, [])]
        for table in method.tables
    }
    return Values(inputs, assumptions, tables)


def samples_problems(calculation: Calculation, samples: Mapping[str, Sample], source: str) -> list[Problem]:
    """Where worked examples do not come out as they say, and the formulas that none of them checks."""
    problems: list[Problem] = []
    checked: set[str] = set()
    found: set[str] = set()
    for path, sample in samples.items():
        problems += _dated(calculation.method, sample, path)
        try:
            run = calculation.run(sample_values(calculation.method, sample))
        except Unsound as error:
            problems += [Problem(f"{path}/{problem.where}", problem.words) for problem in error.problems]
            continue
        problems += _not_as_expected(calculation, sample, run, path)
        here = {step.id for step in calculation.method.steps if not run.why_not(step)}
        found |= here
        checked |= here & sample.expected.keys()
    if problems:
        return problems
    reached = {made.step.id for id in checked for made in calculation.program.leading_to(_key(calculation.steps[id]))}
    untried = _("Aucun exemple ne vérifie cette formule : attendez-en le résultat, ou celui d’une autre qui s’en sert.")
    never = _("Cette formule ne donne de résultat dans aucun exemple.")
    left = [step for step in calculation.method.steps if step.id not in reached]
    return [Problem(f"{source}/steps/{step.id}", untried if step.id in found else never) for step in left]


def _dated(method: Method, sample: Sample, where: str) -> list[Problem]:
    """What an example must give itself, or it would change with the law."""
    words = _("Donnez la valeur de « %s » : elle change avec le temps, et l’exemple avec elle.")
    return [
        Problem(f"{where}/assumptions/{one.id}", words % one.id)
        for one in method.assumptions
        if one.dated and one.id not in sample.assumptions
    ]


def _key(step: Step) -> str:
    return f"{step.table}.{step.id}" if step.table else step.id


def _not_as_expected(calculation: Calculation, sample: Sample, run: Run, where: str) -> list[Problem]:
    """What was expected, what came."""
    problems = []
    for id, expected in sample.expected.items():
        step = calculation.steps.get(id)
        if step is None:
            problems.append(Problem(where, _("« %s » n’est le nom d’aucune formule.") % id))
            continue
        wanted = expected if isinstance(expected, list) else [expected]
        found = run.of(step)
        told = [rounded(value, _places(other)) for value, other in zip(found, wanted, strict=False)]
        if len(found) != len(wanted) or told != list(wanted):
            if why := run.why_not(step):
                words = _("%(id)s : on attendait %(wanted)s, le calcul ne donne rien. %(why)s")
                problems.append(Problem(where, words % {"id": id, "wanted": " ; ".join(map(str, wanted)), "why": why.words}))
                continue
            words = _("%(id)s : on attendait %(wanted)s, le calcul donne %(found)s.")
            texts = {"id": id, "wanted": " ; ".join(map(str, wanted)), "found": " ; ".join(map(str, told or found))}
            problems.append(Problem(where, words % texts))
    return problems


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
