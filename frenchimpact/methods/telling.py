"""The results of one run in words, and its formulas with their figures."""

from decimal import Decimal

from frenchimpact.core.quantities import shown
from frenchimpact.methods.calculation import Run, rounded
from frenchimpact.methods.engine.language import parse
from frenchimpact.methods.format import Method, Step
from frenchimpact.methods.wording import spelt, with_unit

# Figures after the comma at most: what is smaller is nothing to anyone.
MOST_PLACES = 9


def in_figures(run: Run, step: Step) -> str:
    """The same with the values of a run, for a step that reads plain values only; nothing for the others."""
    node = parse(step.formula)
    values: dict[str, str] = {}
    for name in node.names():
        if name in run.calculation.steps and not (one := run.calculation.steps[name]).table and not one.years and run.of(one):
            values[name] = shown(rounded(run.of(one)[0], one.decimals))
        elif name in run.values.inputs:
            values[name] = shown(run.values.inputs[name])
        elif name in run.values.assumptions:
            values[name] = shown(run.values.assumptions[name])
        else:
            return ""
    units = {one.id: one.unit for one in run.calculation.fields}
    return spelt(node, lambda one: values[one.text] + ("\u00a0%" if units.get(one.text) == "%" else "")) if values else ""


def told(value: Decimal, step: Step, method: Method | None = None) -> str:
    """A result at the decimals of its step, with its unit: « 211 728,41 € »."""
    places = step.decimals
    if value and not rounded(value, places):
        # What is not nothing is not written as nothing: one figure at least, « 0,004 ».
        places = min(-value.adjusted(), MOST_PLACES)
    return with_unit(rounded(value, places), step.unit, method)
