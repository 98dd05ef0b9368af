"""The calculator: no account, values in the address, a result that never stands alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.listings import csv_file
from frenchimpact.core.pages import render
from frenchimpact.core.quantities import shown
from frenchimpact.methods import citing, queries
from frenchimpact.methods.calculation import Calculation, Run, rounded
from frenchimpact.methods.forms import CalculatorForm
from frenchimpact.methods.models import MethodVersion
from frenchimpact.methods.sensitivity import STRONGEST, Influence, Sensitivity, sensitivity
from frenchimpact.methods.telling import in_figures, told
from frenchimpact.methods.wording import in_words, unit_words, with_unit

# Influences shown before « toutes ».
SHOWN_FIRST = 6


@dataclass(frozen=True)
class Shown:
    """A result as the page says it."""

    name: str
    value: str
    why_not: str


@dataclass(frozen=True)
class Told:
    """An influence as the page says it."""

    words: str
    moved: str
    results: str
    swing: Decimal
    shown: str
    break_even: str


@require_safe
@door(find=queries.find_latest, visitors=True)
def calculator(request: HttpRequest, version: MethodVersion) -> HttpResponseBase:
    """Values, results, their range, what changes them most, the calculation line by line."""
    versions = [one for one in queries.versions_shown(request.user, version.method) if one.content["steps"]]
    if asked := request.GET.get("version"):
        # Another one would give another result: it is not taken in its place.
        version = queries.find_version(request.user, version.method.slug, asked)
    calculation = queries.calculation_of(version)
    sent = {name: str(value) for name, value in request.GET.items() if name not in ("version", "format", "avec")}
    form = CalculatorForm(calculation, sent, clock.today())
    is_sound = not form.is_bound or form.is_valid()
    run = calculation.run(form.values()) if is_sound and calculation.has_formulas else None
    if request.GET.get("format") == "csv" and run:
        return csv_file(_cells(run, version), name=f"{version.method.slug}-{version.number}")
    context = {
        "version": version,
        "versions": versions,
        "content": calculation.method,
        "form": form,
        "run": run,
        "citation": citing.citation(version, calculation.method),
        "query": urlencode(sent),
        "ways": queries.ways_to_keep(version, urlencode(sent)),
        "here": reverse("methods:calculator", args=[version.method.slug]),
        "unit_words": unit_words,
        "shown": shown,
        "assumed_on": {one.id: one.on(clock.today()) for one in calculation.method.assumptions},
        "left_empty": form.left_empty() if run else [],
    }
    if run:
        context |= _results(calculation, run) | {"compared": _compared(request, versions, version, run, sent)}
    return render(request, "methods/calculator.html", context, part="results", status=200 if is_sound else 422)


def _results(calculation: Calculation, run: Run) -> dict[str, Any]:
    found = sensitivity(run)
    headline = calculation.steps.get(calculation.method.headline or "")
    return {
        "headline": headline,
        "target_text": told(headline.break_even, headline, calculation.method) if headline and headline.break_even is not None else "",
        "headline_text": told(found.value, found.step, calculation.method) if found else "",
        "range_text": _range(found, calculation) if found else "",
        "strongest": [_influence(one, found, calculation) for one in found.influences[:STRONGEST]] if found else [],
        "influences": [_influence(one, found, calculation) for one in found.influences] if found else [],
        "is_whole": found.is_whole if found else True,
        "first": SHOWN_FIRST,
        "results": [_shown(run, step, calculation) for step in calculation.results if step is not headline and not step.years],
        "why_not": run.why_not(headline).words if headline and run.why_not(headline) else "",  # type: ignore[union-attr]  # asked just before
        "lines": list(_lines(run)),
        "series": _series(run),
    }


def _shown(run: Run, step: Any, calculation: Calculation) -> Shown:
    why = run.why_not(step)
    values = run.of(step)
    return Shown(str(step.name), " ; ".join(told(value, step, calculation.method) for value in values), str(why.words) if why else "")


def _range(found: Sensitivity, calculation: Calculation) -> str:
    low, high = (told(value, found.step, calculation.method) for value in (found.low, found.high))
    return _("de %(low)s à %(high)s") % {"low": low, "high": high}


def _influence(one: Influence, found: Sensitivity, calculation: Calculation) -> Told:

    def lever(value: Decimal) -> str:
        return with_unit(rounded(value, 2), one.lever.unit, calculation.method)

    def result(value: Decimal | None) -> str:
        return "–" if value is None else told(value, found.step, calculation.method)

    return Told(
        one.lever.words,
        _("de %(low)s à %(high)s") % {"low": lever(one.lever.low), "high": lever(one.lever.high)},
        _("de %(low)s à %(high)s") % {"low": result(one.at_low), "high": result(one.at_high)},
        one.swing,
        told(one.swing, found.step, calculation.method),
        lever(one.break_even) if one.break_even is not None else "",
    )


def _lines(run: Run) -> Iterator[dict[str, Any]]:
    """« Montrer le calcul », line by line, in the order in which it is done."""
    method = run.calculation.method
    for made in run.calculation.program.ready:
        step = run.calculation.steps[made.step.id]
        why = run.why_not(step)
        names = run.values.row_names.get(step.table or "", ())
        values = [told(value, step, method) for value in run.of(step)]
        rows: list[tuple[str, str]] = []
        if step.table:
            rows = [(names[at] if at < len(names) and names[at] else _("ligne %s") % (at + 1), text) for at, text in enumerate(values)]
        elif step.years:
            rows = [(_("année %s") % (at + 1), text) for at, text in enumerate(values)]
        yield {
            "step": step,
            "words": in_words(method, step),
            "figures": "" if why else in_figures(run, step),
            "value": values[0] if values and not rows else "",
            "rows": rows,
            "why_not": why.words if why else "",
        }


def _series(run: Run) -> list[tuple[Any, list[tuple[str, float, str]]]]:
    """Results that have one value a year, as bars."""
    method = run.calculation.method
    return [
        (step, [(_("année %s") % (at + 1), max(0.0, float(value)), told(value, step, method)) for at, value in enumerate(run.of(step))])
        for step in run.calculation.results
        if step.years and not run.why_not(step)
    ]


def _compared(request: HttpRequest, versions: list[MethodVersion], version: MethodVersion, run: Run, sent: dict[str, str]) -> Any:
    """The same values by another version; what it does not know keeps its example."""
    other = next((one for one in versions if one.number == request.GET.get("avec") and one != version), None)
    if other is None:
        return None
    calculation = queries.calculation_of(other)
    form = CalculatorForm(calculation, sent, clock.today())
    if form.is_bound and not form.is_valid():
        return {"other": other, "rows": [], "trouble": " ".join(str(error) for errors in form.errors.values() for error in errors)}
    theirs = calculation.run(form.values())
    rows = []
    for step in run.calculation.results:
        if step.years or step.table:
            continue
        same = calculation.steps.get(step.id)
        ours = _shown(run, step, run.calculation).value
        rows.append((str(step.name), ours or "–", (_shown(theirs, same, calculation).value if same else "") or "–"))
    return {"other": other, "rows": rows, "trouble": ""}


_COLUMNS = ("sorte", "nom", "ligne", "valeur", "unite", "version", "bas", "haut", "resultat_bas", "resultat_haut", "seuil")


def _cells(run: Run, version: MethodVersion) -> Iterator[list[Any]]:
    """The run as a file: what was given, what came out with its range, what changes it the most, by which version."""
    yield list(_COLUMNS)
    for row in chain(_given(run), _found(run)):
        kind, name, line, value, unit, *more = row
        cells = [kind, name, line, value, unit, str(version), *more]
        yield cells + [""] * (len(_COLUMNS) - len(cells))


def _given(run: Run) -> Iterator[list[Any]]:
    method = run.calculation.method
    for one in method.inputs:
        yield ["donnee", str(one.name), "", run.values.inputs[one.id], one.unit]
    for other in method.assumptions:
        yield ["hypothese", str(other.name), "", run.values.assumptions[other.id], other.unit]
    for table in method.tables:
        for at, row in enumerate(run.values.tables.get(table.id, ())):
            for column in table.columns:
                yield ["donnee", str(column.name), _row_name(run, table.id, at), row[column.id], column.unit]


def _found(run: Run) -> Iterator[list[Any]]:
    found = sensitivity(run)
    for step in run.calculation.method.steps:
        kind = "resultat" if step.is_result else "etape"
        # The headline never stands alone: its range goes with it.
        ends = [rounded(end, step.decimals) for end in (found.low, found.high)] if found and step is found.step else []
        for at, value in enumerate(run.rounded(step)):
            line = _row_name(run, step.table, at) if step.table else str(at + 1) if step.years else ""
            yield [kind, str(step.name), line, value, step.unit, *ends]
    if found is not None:
        for one in found.influences:
            lever, places = one.lever, found.step.decimals
            reached = ["" if end is None else rounded(end, places) for end in (one.at_low, one.at_high)]
            where = "" if one.break_even is None else rounded(one.break_even, 2)
            yield ["influence", lever.words, "", lever.value, lever.unit, lever.low, lever.high, *reached, where]


def _row_name(run: Run, table: str, at: int) -> str:
    names = run.values.row_names.get(table, ())
    return names[at] if at < len(names) and names[at] else str(at + 1)
