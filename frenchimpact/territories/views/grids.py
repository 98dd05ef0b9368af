"""The grid of a territory's figures: one cell or a block at a time, by its script or as plain forms."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.core import clock
from frenchimpact.core.blocks import Block, read_block, read_cell
from frenchimpact.core.days import read_day
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.periods import first_of
from frenchimpact.core.seen import version_in, versions
from frenchimpact.core.text import clean_line, whole
from frenchimpact.territories import rules
from frenchimpact.territories.actions.measurements import Given, Recorded, record_values, undo_batch
from frenchimpact.territories.models import Indicator, Territory, Via
from frenchimpact.territories.queries.grids import Grid, GridRow, case_of, grid_of
from frenchimpact.territories.queries.territories import find_space
from frenchimpact.territories.views.spaces import person, space_page

NAMES = {"year": "annee", "quarter": "trimestre", "month": "mois"}
FREQUENCIES = {name: code for code, name in NAMES.items()}


def _grid(request: HttpRequest, territory: Territory) -> Grid:
    asked = request.POST if request.method == "POST" else request.GET
    editable = set(rules.measurable_indicators(request.user, territory).values_list("pk", flat=True))
    return grid_of(
        territory, frequency=FREQUENCIES.get(asked.get("pas", ""), ""), until=read_day(asked.get("jusqu", "")), editable=editable
    )


def _query(grid: Grid, **more: str) -> str:
    values = {"pas": NAMES[grid.frequency], "jusqu": grid.columns[-1].isoformat(), **more}
    return urlencode({name: value for name, value in values.items() if value})


def _show(request: HttpRequest, territory: Territory, grid: Grid, *, status: int = 200, **more: Any) -> HttpResponse:
    today = clock.today()
    later = grid.later(today)
    pas = NAMES[grid.frequency]
    context = {
        "grid": grid,
        "versions": versions({cell.case: cell.version for row in grid.rows for cell in row.cells if cell.version}),
        "pas": pas,
        "query": _query(grid),
        "earlier": urlencode({"pas": pas, "jusqu": grid.earlier.isoformat()}),
        "later": urlencode({"pas": pas, "jusqu": later.isoformat()}) if later else None,
        "frequency_tabs": [
            (Indicator.Frequency(one).label, f"?pas={NAMES[one]}", one == grid.frequency, None, count) for one, count in grid.frequencies
        ],
        "case": request.GET.get("case", ""),
        "now": _alone(grid, more.get("case", request.GET.get("case", "")), request.GET.get("seul", "")),
        "undo": request.GET.get("fait", ""),
        "typed": {},
        "problems": {},
        "block": None,
        "block_text": "",
        "asks": "",
        **more,
    }
    return space_page(request, territory, "indicators", context, tab="indicators", status=status)


def _alone(grid: Grid, case: str, asked: str) -> int | None:
    """The row that a narrow screen shows: that of the open cell, the one asked for, or else the first that is late."""
    numbers = [row.line.indicator.number for row in grid.rows]
    for text in (case.partition("_")[0], asked):
        if text.isascii() and text.isdigit() and int(text[:6]) in numbers:
            return int(text[:6])
    late = [row.line.indicator.number for row in grid.rows if row.is_editable and row.line.days_late]
    return next(iter(late + numbers), None)


@require_safe
@door(find=find_space)
def indicators(request: HttpRequest, territory: Territory) -> HttpResponse:
    """Every figure; `case` opens the small form of one cell."""
    return _show(request, territory, _grid(request, territory))


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


@require_POST
@door(find=find_space)
def indicator_values(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """One cell (`case`, `valeur`), or a block from `case` on (`bloc`). Good values are taken; the others come back with why."""
    grid = _grid(request, territory)
    case, text = request.POST.get("case", ""), request.POST.get("bloc")
    if text is not None:
        block = read_block(grid.rows, len(grid.columns), case, text[:200_000])
    else:
        block = read_cell(grid.rows, case, request.POST.get("valeur", ""))
        if block.beyond:
            raise Refusal(block.beyond[0])
    cases = [case_of(row.line.indicator, end) for row, end, _value in block.values]
    shown = request.POST.get("vus", "")
    given = [
        Given(
            row.line.indicator.pk,
            first_of(end, grid.frequency),
            end,
            value,
            is_confirmed="confirmer" in request.POST,
            reason=clean_line(request.POST.get("raison", ""))[:1000],
            seen=whole(request.POST.get("vu"), 5) if text is None else version_in(shown, case_of(row.line.indicator, end)),
        )
        for row, end, value in block.values
    ]
    recorded = record_values(territory=territory, values=given, via=Via.GRID, by=person(request))
    kinds: dict[str, str] = {}
    for problem in recorded.problems:
        block.problems[cases[problem.position]] = problem.message
        kinds[cases[problem.position]] = problem.kind
    if _wants_json(request):
        return _answer(request, territory, block, recorded, kinds, cases)
    return _page(request, territory, grid, block, recorded, kinds, case)


def _answer(
    request: HttpRequest, territory: Territory, block: Block[GridRow], recorded: Recorded, kinds: dict[str, str], cases: list[str]
) -> JsonResponse:
    """For the script: each cell as it now stands."""
    fresh = _grid(request, territory)
    cells: dict[str, dict[str, Any]] = {}
    rows: dict[str, dict[str, str]] = {}
    for row in fresh.rows:
        for cell in row.cells:
            if cell.case in block.problems:
                kind = kinds.get(cell.case, "bad")
                cells[cell.case] = {"state": kind, "message": str(block.problems[cell.case]), "typed": block.typed.get(cell.case, "")}
            elif cell.case in cases:
                cells[cell.case] = {"state": "saved", "message": ""}
            else:
                continue
            cells[cell.case] |= {"shown": cell.shown, "kept": cell.typed, "version": cell.version}
            rows[str(row.line.indicator.number)] = {"gap": row.gap, "late": row.late_words}
    count = recorded.created + recorded.updated
    answer = {
        "cells": cells,
        "rows": rows,
        "message": block.words(recorded.created + recorded.updated),
        "batch": str(recorded.batch) if count else "",
    }
    return JsonResponse(answer, status=422 if block.problems or block.beyond else 200)


def _page(
    request: HttpRequest, territory: Territory, grid: Grid, block: Block[GridRow], recorded: Recorded, kinds: dict[str, str], case: str
) -> HttpResponse:
    """Without a script: on to the cell below, or the same page with what is to be mended."""
    done = str(recorded.batch) if recorded.created + recorded.updated else ""
    is_block = request.POST.get("bloc") is not None
    if not block.problems and not block.beyond:
        messages.success(request, block.words(recorded.created + recorded.updated))
        below = "" if is_block else _below(grid, case)
        return redirect(f"{_home(territory)}?{_query(grid, case=below, fait=done)}#{'case' if below else 'grille'}")
    return _show(
        request,
        territory,
        _grid(request, territory),
        status=422,
        case="" if is_block else case,
        typed=block.typed,
        problems=block.problems,
        asks=kinds.get(case, "") if not is_block else "",
        block=block if is_block else None,
        block_text=request.POST.get("bloc", "")[:200_000],
        block_words=block.words(recorded.created + recorded.updated),
        undo=done,
    )


def _home(territory: Territory) -> str:
    return reverse("territories:indicators", args=[territory.reference])


def _below(grid: Grid, case: str) -> str:
    """The cell under this one that the person may fill; nothing at the bottom."""
    column = next((place for row in grid.rows for place, cell in enumerate(row.cells) if cell.case == case), None)
    if column is None:
        return ""
    cases = [(row.cells[column].case, row.is_editable) for row in grid.rows]
    after = [name for name, _editable in cases].index(case) + 1
    return next((name for name, is_editable in cases[after:] if is_editable), "")


@require_POST
@door(find=find_space)
def indicator_values_undo(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """Put back what a batch of this person wrote."""
    try:
        batch = uuid.UUID(request.POST.get("fait", ""))
    except ValueError as error:
        raise Refusal(_("Rien à annuler : ces valeurs ont changé depuis.")) from error
    if not rules.can_undo(request.user, territory, batch):
        raise Refusal(_("Ces valeurs ont été données par quelqu’un d’autre : corrigez-les dans leurs cases."))
    count = undo_batch(territory=territory, batch=batch, by=person(request))
    words = ngettext("%(n)s valeur remise comme avant.", "%(n)s valeurs remises comme avant.", count) % {"n": count}
    if _wants_json(request):
        grid = _grid(request, territory)
        cells = {
            cell.case: {"state": "kept", "shown": cell.shown, "kept": cell.typed, "version": cell.version, "message": ""}
            for row in grid.rows
            for cell in row.cells
        }
        rows = {str(row.line.indicator.number): {"gap": row.gap, "late": row.late_words} for row in grid.rows}
        return JsonResponse({"cells": cells, "rows": rows, "message": words, "batch": ""})
    messages.success(request, words)
    return redirect(f"{_home(territory)}?{_query(_grid(request, territory))}#grille")
