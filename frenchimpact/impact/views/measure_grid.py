"""The grid of what a project measures: one cell or a block at a time, by its script or as plain forms."""

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
from frenchimpact.impact import queries, rules
from frenchimpact.impact.actions.measures import Recorded, record_measures, undo_measures
from frenchimpact.impact.judging import Given
from frenchimpact.impact.models import MeasureVia
from frenchimpact.impact.queries.grids import MeasureGrid, MeasureRow, measure_case, measure_grid
from frenchimpact.impact.views.measures import measures_page
from frenchimpact.impact.views.space import person
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.queries import unit_words
from frenchimpact.projects.models import Project

NAMES = {"year": "annee", "quarter": "trimestre", "month": "mois"}
FREQUENCIES = {name: code for code, name in NAMES.items()}


def _grid(request: HttpRequest, project: Project) -> MeasureGrid:
    asked = request.POST if request.method == "POST" else request.GET
    editable = set(rules.measurable(request.user, project).values_list("pk", flat=True))
    return measure_grid(
        project, frequency=FREQUENCIES.get(asked.get("pas", ""), ""), until=read_day(asked.get("jusqu", "")), editable=editable
    )


def _query(grid: MeasureGrid, **more: str) -> str:
    values = {"pas": NAMES[grid.frequency], "jusqu": grid.columns[-1].isoformat(), **more}
    return urlencode({name: value for name, value in values.items() if value})


def _show(request: HttpRequest, project: Project, grid: MeasureGrid, *, status: int = 200, **more: Any) -> HttpResponse:
    later, pas = grid.later(clock.today()), NAMES[grid.frequency]
    context = {
        "grid": grid,
        "unit_words": unit_words,
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
    return measures_page(request, project, "measure_grid", context, status=status)


def _alone(grid: MeasureGrid, case: str, asked: str) -> int | None:
    """The row that a narrow screen shows: that of the open cell, the one asked for, or else the first that is late."""
    keys = [row.line.followed.pk for row in grid.rows]
    for text in (case.partition("_")[0], asked):
        if (key := whole(text, 12)) in keys:
            return key
    late = [row.line.followed.pk for row in grid.rows if row.is_editable and row.line.days_late]
    return next(iter(late + keys), None)


@require_safe
@door(rules.can_read_change, find=queries.find_space)
def grid(request: HttpRequest, project: Project) -> HttpResponse:
    """Every figure; `case` opens the small form of one cell."""
    return _show(request, project, _grid(request, project))


@require_POST
@door(rules.can_read_change, find=queries.find_space)
def grid_values(request: HttpRequest, project: Project) -> HttpResponseBase:
    """One cell (`case`, `valeur`), or a block from `case` on (`bloc`). Good values are taken; the others come back with why."""
    shown = _grid(request, project)
    case, text = request.POST.get("case", ""), request.POST.get("bloc")
    if text is not None:
        block = read_block(shown.rows, len(shown.columns), case, text[:200_000])
    else:
        block = read_cell(shown.rows, case, request.POST.get("valeur", ""))
        if block.beyond:
            raise Refusal(block.beyond[0])
    cases = [measure_case(row.line.followed.pk, end) for row, end, _value in block.values]
    carried = request.POST.get("vus", "")
    given = [
        Given(
            row.line.followed.pk,
            first_of(end, shown.frequency),
            end,
            value,
            is_confirmed="confirmer" in request.POST,
            reason=clean_line(request.POST.get("raison", ""))[:1000],
            seen=whole(request.POST.get("vu"), 5) if text is None else version_in(carried, measure_case(row.line.followed.pk, end)),
        )
        for row, end, value in block.values
    ]
    recorded = record_measures(project=project, values=given, via=MeasureVia.GRID, by=person(request))
    kinds: dict[str, str] = {}
    for problem in recorded.problems:
        block.problems[cases[problem.position]] = problem.message
        kinds[cases[problem.position]] = "locked" if problem.kind == "reason" else problem.kind
    if "application/json" in request.headers.get("Accept", ""):
        return _answer(request, project, block, recorded, kinds, cases)
    return _page(request, project, shown, block, recorded, kinds, case)


def _now(request: HttpRequest, project: Project) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, str]]]:
    """For the script: each cell and each row as they stand."""
    fresh = _grid(request, project)
    cells = {cell.case: {"shown": cell.shown, "kept": cell.typed, "version": cell.version} for row in fresh.rows for cell in row.cells}
    rows = {str(row.line.followed.pk): {"gap": "", "late": late_words(row)} for row in fresh.rows}
    return cells, rows


def late_words(row: MeasureRow) -> str:
    """« en retard de 12 jours », or nothing."""
    days = row.line.days_late
    return ngettext("en retard de %(n)s jour", "en retard de %(n)s jours", days) % {"n": days} if days else ""


def _answer(
    request: HttpRequest, project: Project, block: Block[MeasureRow], recorded: Recorded, kinds: dict[str, str], cases: list[str]
) -> JsonResponse:
    stands, rows = _now(request, project)
    cells: dict[str, dict[str, Any]] = {}
    for case in {*cases, *block.problems} & stands.keys():
        if case in block.problems:
            said = {"state": kinds.get(case, "bad"), "message": str(block.problems[case]), "typed": block.typed.get(case, "")}
        else:
            said = {"state": "saved", "message": ""}
        cells[case] = {**said, **stands[case]}
    count = recorded.created + recorded.updated
    batch = str(recorded.batch) if count else ""
    answer = {"cells": cells, "rows": rows, "message": block.words(count), "batch": batch}
    return JsonResponse(answer, status=422 if block.problems or block.beyond else 200)


def _page(
    request: HttpRequest,
    project: Project,
    shown: MeasureGrid,
    block: Block[MeasureRow],
    recorded: Recorded,
    kinds: dict[str, str],
    case: str,
) -> HttpResponse:
    """Without a script: on to the cell below, or the same page with what is to be mended."""
    count = recorded.created + recorded.updated
    done, is_block = str(recorded.batch) if count else "", request.POST.get("bloc") is not None
    if not block.problems and not block.beyond:
        messages.success(request, block.words(count))
        below = "" if is_block else _below(shown, case)
        home = reverse("impact:grid", args=[project.reference])
        return redirect(f"{home}?{_query(shown, case=below, fait=done)}#{'case' if below else 'grille'}")
    return _show(
        request,
        project,
        _grid(request, project),
        status=422,
        case="" if is_block else case,
        typed=block.typed,
        problems=block.problems,
        asks=kinds.get(case, "") if not is_block else "",
        block=block if is_block else None,
        block_text=request.POST.get("bloc", "")[:200_000],
        block_words=block.words(count),
        undo=done,
    )


def _below(shown: MeasureGrid, case: str) -> str:
    """The cell under this one that the person may fill; nothing at the bottom."""
    column = next((place for row in shown.rows for place, cell in enumerate(row.cells) if cell.case == case), None)
    if column is None:
        return ""
    cases = [(row.cells[column], row.is_editable) for row in shown.rows]
    after = [cell.case for cell, _editable in cases].index(case) + 1
    return next((cell.case for cell, is_editable in cases[after:] if is_editable and cell.is_open), "")


@require_POST
@door(rules.can_read_change, find=queries.find_space)
def grid_undo(request: HttpRequest, project: Project) -> HttpResponseBase:
    """Put back what a batch of this person wrote."""
    try:
        batch = uuid.UUID(request.POST.get("fait", ""))
    except ValueError as error:
        raise Refusal(_("Rien à annuler : ces valeurs ont changé depuis.")) from error
    if not rules.can_undo(request.user, project, batch):
        raise Refusal(_("Ces valeurs ont été données par quelqu’un d’autre : corrigez-les dans leurs cases."))
    count = undo_measures(project=project, batch=batch, by=person(request))
    words = ngettext("%(n)s valeur remise comme avant.", "%(n)s valeurs remises comme avant.", count) % {"n": count}
    if "application/json" in request.headers.get("Accept", ""):
        stands, rows = _now(request, project)
        cells = {case: {"state": "kept", "message": "", **cell} for case, cell in stands.items()}
        return JsonResponse({"cells": cells, "rows": rows, "message": words, "batch": ""})
    messages.success(request, words)
    return redirect(f"{reverse('impact:grid', args=[project.reference])}?{_query(_grid(request, project))}#grille")
