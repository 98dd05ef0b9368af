"""The action plan: list, columns, calendar; adding to it; changing many actions at once; taking it away as files."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.listings import csv_file
from frenchimpact.journal.actions import once
from frenchimpact.territories import plan_papers, plan_tables, queries, rules
from frenchimpact.territories.actions import plans
from frenchimpact.territories.forms.plans import ActionForm, BulkForm, FilterForm
from frenchimpact.territories.models import Action, Territory
from frenchimpact.territories.queries import actions as reads
from frenchimpact.territories.queries.plan_board import Asked, actions_asked, choices_of, columns_of, grouped, months_of
from frenchimpact.territories.queries.plans import plan_counts
from frenchimpact.territories.views.plan_actions import TONES, page_if_there
from frenchimpact.territories.views.spaces import person, space_page


def _board(request: HttpRequest, territory: Territory, *, status: int = 200, **more: Any) -> HttpResponse:
    asked = Asked.read(request.GET)
    rows = list(actions_asked(territory, asked))
    for row in rows:
        row.territory = territory
    choices = choices_of(territory)
    may_run = rules.can_run(request.user, territory)
    mine = reads.owners_written_for(request.user, territory)
    may_edit = {row.pk for row in rows if may_run or row.pilot_id == request.user.pk or row.owner_id in mine}
    months, undated = months_of(rows) if asked.view == "calendrier" else ([], [])
    context: dict[str, Any] = {
        "asked": asked,
        "rows": rows,
        "total": plan_counts(territory).total,
        "choices": choices,
        "filter_form": FilterForm(choices, is_list=asked.view == "liste", initial={**asked.filters, "grouper": asked.group}),
        "tags": (tags := _tags(asked, choices)),
        "removals": [(words, href, None) for words, href in tags],
        "plan_import_page": page_if_there("plan_import", territory.reference) if may_run else "",
        "plan_versions_page": page_if_there("plan_versions", territory.reference),
        "groups": grouped(rows, asked.group, _("Sans pilote")) if asked.view == "liste" else [],
        "columns": columns_of(rows) if asked.view == "colonnes" else [],
        "months": months,
        "undated": undated,
        "may_edit": may_edit,
        "moves": {state: reads.moves_from(state) for state in Action.State.values},
        "tones": TONES,
        "late_since": reads.late_since,
        "today": clock.today(),
        "refused": [],
        "ticked": set(),
        **more,
    }
    if may_edit and asked.view == "liste" and "bulk_form" not in context:
        owners = reads.owners_of(territory)
        context["bulk_form"] = BulkForm(owners=owners, pilots=reads.pilots_of(owners))
    return space_page(request, territory, "plan_board", context, tab="plan", status=status)


def _tags(asked: Asked, choices: Any) -> list[tuple[str, str]]:
    """The filters that are on, each with the address without it."""
    found: list[tuple[str, str]] = []
    named = {
        "challenge": next((str(one) for one in choices.challenges if str(one.number) == asked.challenge), ""),
        "pilot": next((str(one) for one in choices.pilots if str(one.pk) == asked.pilot), ""),
        "owner": next((one.name for one in choices.owners if str(one.pk) == asked.owner), ""),
        "state": str(dict(Action.State.choices).get(asked.state, "")),
    }
    for name, words in named.items():
        if getattr(asked, name):
            found.append((words or _("Autre"), asked.query(**{name: ""}) or "?"))
    if asked.late:
        found.append((_("En retard"), asked.query(late=False) or "?"))
    return found


@require_safe
@door(find=queries.find_space)
def plan(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The board: view, filters and grouping are in the address."""
    return _board(request, territory)


@require_POST
@door(find=queries.find_space)
@once
def plan_bulk(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """The same change to the ticked actions, all or nothing."""
    owners = reads.owners_of(territory)
    form = BulkForm(request.POST, owners=owners, pilots=reads.pilots_of(owners))
    numbers = [number for one in request.POST.getlist("action") if (number := reads.key_in(one)) is not None]
    shown = {number: reads.key_in(request.POST.get(f"version-{number}", "")) or 0 for number in numbers}
    refused: list[tuple[Action, Any]] = []
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("verb", "owner", "pilot", "starts_on", "ends_on")}
        reasons = {name: form.cleaned_data[name] for name in ("blocked_by", "unblocked_by", "note")}
        try:
            count = plans.change_many(territory=territory, shown=shown, values=values, reasons=reasons, by=person(request))
        except plans.BulkRefused as refusal:
            refused = refusal.lines
            form.add_error(None, str(refusal.message))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("%(count)s actions modifiées.") % {"count": count})
            return redirect(reverse("territories:plan", args=[territory.reference]) + Asked.read(request.GET).query())
    return _board(request, territory, status=422, bulk_form=form, refused=refused, ticked=set(numbers))


@require_http_methods(["GET", "POST"])
@door(rules.can_run, find=queries.find_space)
@once
def plan_new(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """One more action; it is completed on its page."""
    lists = plans.lists_of(territory)
    only = ("title", "objective", "owner", "pilot", "starts_on", "ends_on")
    wanted = request.GET.get("objectif", "")
    form = ActionForm(request.POST if request.method == "POST" else None, **lists, only=only, initial={"objective": wanted})
    if request.method == "POST" and form.is_valid():
        try:
            action = _add(territory, form.cleaned_data, lists, person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("%(code)s est dans le plan. Complétez-la ici.") % {"code": action.code})
            return redirect("territories:plan_action", territory.reference, action.number)
    return space_page(
        request, territory, "plan_new", {"form": form, "objectives": lists["objectives"]}, tab="plan", status=422 if form.errors else 200
    )


def _add(territory: Territory, values: dict[str, Any], lists: dict[str, Any], by: Any) -> Action:
    objective = next(one for one in lists["objectives"] if str(one.pk) == values["objective"])
    objective.challenge.territory = territory
    return plans.add_action(
        objective=objective,
        title=values["title"],
        owner_id=int(values["owner"]) if values["owner"] else None,
        pilot_id=int(values["pilot"]) if values["pilot"] else None,
        starts_on=values["starts_on"],
        ends_on=values["ends_on"],
        by=by,
    )


@require_POST
@door(rules.can_run, find=queries.find_space)
@once
def plan_template(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """A first objective and a first action under each challenge, to be rewritten."""
    try:
        count = plans.fill_template(territory=territory, by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, _("%(count)s actions à compléter : écrivez ce que vous ferez vraiment.") % {"count": count})
    return redirect("territories:plan", territory.reference)


# ── Files ────────────────────────────────────────────────────────────────────────────────────────
def _asked_rows(request: HttpRequest, territory: Territory) -> tuple[Asked, list[Action]]:
    """The rows that the page shows."""
    asked = Asked.read(request.GET)
    rows = list(actions_asked(territory, asked))
    for row in rows:
        row.territory = territory
    return asked, rows


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@door(find=queries.find_space)
def plan_csv(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The rows shown, with the columns that an import reads."""
    _asked, rows = _asked_rows(request, territory)
    # Told to be text in the way that the import reads back.
    lines = [[plan_tables.harmless(cell) for cell in cells] for cells in plan_tables.cells_of(rows)]
    return csv_file([plan_tables.HEADER, *lines], name=f"plan-{territory.slug}")


@require_safe
@door(find=queries.find_space)
def plan_calendar(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The rows shown, as a calendar file."""
    _asked, rows = _asked_rows(request, territory)
    return _file(plan_papers.calendar_of(territory, rows), "text/calendar; charset=utf-8", f"plan-{territory.slug}.ics")


@require_safe
@door(find=queries.find_space)
def plan_paper(request: HttpRequest, territory: Territory) -> HttpResponse:
    """The rows shown, on A4 or A3."""
    asked, rows = _asked_rows(request, territory)
    size = "a3" if request.GET.get("papier") == "a3" else "a4"
    words = [words for words, _href in _tags(asked, choices_of(territory))]
    return _file(plan_papers.plan_paper(territory, rows, size=size, filters=words), "application/pdf", f"plan-{territory.slug}-{size}.pdf")
