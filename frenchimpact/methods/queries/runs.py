"""One run of a method as programs ask for it: names and numbers in, exact decimals as text out."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, StrictBool, WithJsonSchema

from frenchimpact.core import clock
from frenchimpact.methods.calculation import Calculation, Run, Values, rounded
from frenchimpact.methods.engine import Problem, Unsound
from frenchimpact.methods.format import Assumption, Column, Input, Step
from frenchimpact.methods.models import MethodVersion
from frenchimpact.methods.queries.registry import calculation_of
from frenchimpact.methods.sensitivity import Sensitivity, sensitivity

_NUMBER = re.compile(r"-?\d{1,16}(\.\d{1,12})?")
# Digits beyond which nothing is even written out.
_LONGEST = 60
# How many influences one answer tells.
MOST_INFLUENCES = 50


_PLAIN = [{"type": "number"}, {"type": "string"}]
_MEASURED = {
    "type": "object",
    "description": "A number with its unit, converted into that of the method.",
    "properties": {"value": {"anyOf": _PLAIN}, "unit": {"type": "string", "maxLength": 40}},
    "required": ["value", "unit"],
    "additionalProperties": False,
}
# Read by `_number`, which names what it refuses.
type Number = Annotated[object, WithJsonSchema({"anyOf": [*_PLAIN, _MEASURED]})]


class RunIn(BaseModel):
    """What one run is given. What is left out keeps the method's example, or its assumption in force on `on`."""

    model_config = ConfigDict(extra="forbid")

    inputs: Annotated[dict[str, Number], Field(max_length=40)] = {}
    assumptions: Annotated[dict[str, Number], Field(max_length=40)] = {}
    tables: Annotated[dict[str, Annotated[list[dict[str, Number]], Field(max_length=100)]], Field(max_length=6)] = {}
    on: dt.date | None = None
    # False leaves out what changes the result the most; the bounds of the result always come with it.
    sensitivity: StrictBool = True


def run_method(version: MethodVersion, asked: RunIn) -> dict[str, Any]:
    """Every result as exact decimals in text, its range and what changes it most. Raises Unsound with all that is wrong."""
    day = asked.on or clock.today()
    calculation = calculation_of(version)
    if not calculation.has_formulas:
        raise Unsound([Problem("", _("Cette méthode ne calcule rien : elle dit quoi compter, et comment."))])
    run = calculation.run(values_of(calculation, asked))
    found = sensitivity(run, with_break_even=asked.sensitivity)
    return {
        "method": version.method.slug,
        "version": version.number,
        "swhid": version.swhid,
        "inputs": {id: _text(value) for id, value in run.values.inputs.items()},
        "assumptions": {id: _text(value) for id, value in run.values.assumptions.items()},
        "on": day,
        "in_force": _in_force(calculation, asked, day),
        "left_out": _left_out(calculation, asked),
        "results": {step.id: _result(run, step) for step in calculation.method.steps},
        "headline": calculation.method.headline,
        "range": _range(found, has_influences=asked.sensitivity),
        "url": settings.BASE_URL + reverse("methods:version", args=[version.method.slug, version.number]),
    }


def _in_force(calculation: Calculation, asked: RunIn, day: dt.date) -> dict[str, dt.date]:
    """Since when each dated assumption that was not given has the value that counts."""
    dated = [one for one in calculation.method.assumptions if one.dated and one.id not in asked.assumptions]
    return {one.id: found.since for one in dated if (found := one.on(day))}


def _left_out(calculation: Calculation, asked: RunIn) -> list[str]:
    """What was not given and kept the method's own: its example, its assumption in force, what an empty cell counts as."""
    method = calculation.method
    found = [f"inputs/{one.id}" for one in method.inputs if one.id not in asked.inputs]
    found += [f"assumptions/{one.id}" for one in method.assumptions if one.id not in asked.assumptions]
    for table in method.tables:
        if table.id not in asked.tables:
            found.append(f"tables/{table.id}")
        found += [
            f"tables/{table.id}/{number}/{column.id}"
            for number, row in enumerate(asked.tables.get(table.id, ()), start=1)
            for column in table.columns
            if column.id not in row
        ]
    return found


def values_of(calculation: Calculation, asked: RunIn) -> Values:
    """What was asked, over what the method starts from. Raises Unsound: unknown names, numbers or units that cannot be."""
    problems: list[Problem] = []
    start = calculation.defaults(asked.on or clock.today())
    method = calculation.method
    inputs = _over(start.inputs, asked.inputs, {one.id: one for one in method.inputs}, "inputs", calculation, problems)
    assumptions = _over(
        start.assumptions, asked.assumptions, {one.id: one for one in method.assumptions}, "assumptions", calculation, problems
    )
    tables, names = dict(start.tables), dict(start.row_names)
    for id, rows in asked.tables.items():
        table = next((one for one in method.tables if one.id == id), None)
        if table is None:
            problems.append(Problem(f"tables/{id}", _("La méthode n’a pas de tableau de ce nom.")))
            continue
        columns = {column.id: column for column in table.columns}
        names[id] = [str(row["name"])[:120] if isinstance(row.get("name"), str) else "" for row in rows]
        tables[id] = [
            _over(
                {column.id: column.default for column in table.columns},
                {key: value for key, value in row.items() if key != "name"},
                columns,
                f"tables/{id}/{number}",
                calculation,
                problems,
            )
            for number, row in enumerate(rows, start=1)
        ]
    if problems:
        raise Unsound(problems)
    return Values(inputs, assumptions, tables, names)


def _over(
    start: Mapping[str, Decimal],
    given: Mapping[str, Any],
    known: Mapping[str, Input | Assumption | Column],
    where: str,
    calculation: Calculation,
    problems: list[Problem],
) -> dict[str, Decimal]:
    found = dict(start)
    for id, value in given.items():
        if id not in known:
            words = _("La méthode n’a pas de valeur de ce nom. Elle a : %s.")
            problems.append(Problem(f"{where}/{id}", words % ", ".join(known)))
            continue
        try:
            found[id] = _number(value, known[id].unit, f"{where}/{id}", calculation)
        except Unsound as error:
            problems += error.problems
    return found


def _number(value: object, unit: str, where: str, calculation: Calculation) -> Decimal:
    if isinstance(value, dict):
        return _converted(value, unit, where, calculation)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        words = _("Il faut un nombre, un texte qui en est un, ou un objet {value, unit}. Reçu : %s.")
        raise Unsound([Problem(where, words % json.dumps(value, default=str, ensure_ascii=False)[:40])])
    # « 1e3 » is a number of JSON; as a text it is not one.
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    is_number = isinstance(exact, Decimal) and exact.is_finite() and abs(exact.adjusted()) < _LONGEST
    text = f"{exact:f}" if is_number else str(exact).strip()
    if not _NUMBER.fullmatch(text):
        words = _("Il faut un nombre : seize chiffres au plus avant le point, douze après. Reçu : « %s ».")
        raise Unsound([Problem(where, words % text[:40])])
    return Decimal(text)


def _converted(given: dict[str, object], unit: str, where: str, calculation: Calculation) -> Decimal:
    """A number with its unit, in that of the method."""
    theirs = given.get("unit")
    if set(given) != {"value", "unit"} or not isinstance(theirs, str) or isinstance(given["value"], dict) or len(theirs) > _LONGEST:
        raise Unsound([Problem(where, _('Un nombre avec son unité s’écrit {"value": 12, "unit": "h"}.'))])
    units = calculation.program.units
    factor = units.factor(units.read(theirs, where), units.read(unit, where))
    if factor is None:
        words = _("« %(given)s » ne se convertit pas en « %(wanted)s ».")
        raise Unsound([Problem(where, words % {"given": theirs, "wanted": unit})])
    times = Decimal(1) if theirs == unit else Decimal(100) if unit == "%" else Decimal("0.01") if theirs == "%" else Decimal(1)
    return factor(_number(given["value"], unit, where, calculation)) * times


def _result(run: Run, step: Step) -> dict[str, Any]:
    why = run.why_not(step)
    values = run.of(step)
    return {
        "name": str(step.name),
        "unit": step.unit,
        "value": None if why or step.table or step.years else _text(values[0]),
        "rounded": None if why or step.table or step.years else _text(rounded(values[0], step.decimals)),
        "values": [_text(value) for value in values] if (step.table or step.years) and not why else None,
        "is_result": step.is_result,
        "problem": str(why.words) if why else None,
    }


def _range(found: Sensitivity | None, *, has_influences: bool) -> dict[str, Any] | None:
    """How sure the headline is: its bounds go with it whatever is asked, for it never stands alone."""
    if found is None:
        return None
    return {
        "result": found.step.id,
        "low": _text(found.low),
        "high": _text(found.high),
        "influences": [
            {
                "key": one.lever.key,
                "name": one.lever.words,
                "low": _text(one.lever.low),
                "high": _text(one.lever.high),
                "result_at_low": _text(one.at_low) if one.at_low is not None else None,
                "result_at_high": _text(one.at_high) if one.at_high is not None else None,
                "break_even": _text(one.break_even) if one.break_even is not None else None,
            }
            for one in (found.influences[:MOST_INFLUENCES] if has_influences else ())
        ],
        "complete": found.is_whole,
    }


def _text(value: Decimal) -> str:
    """Exact, without an exponent."""
    return f"{value:f}"
