"""One indicator: its sentence, its chart, one field to update it, its history; and what is measured and aimed at."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import CheckboxInput, HiddenInput
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frenchimpact.core import clock
from frenchimpact.core.conflicts import conflicts_of
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.periods import first_of
from frenchimpact.core.quantities import quantity, shown
from frenchimpact.core.seen import seals, version_in, versions
from frenchimpact.core.text import whole
from frenchimpact.design.figures import line_chart
from frenchimpact.design.period_words import day_words, period_name, period_words
from frenchimpact.design.trajectories import trajectory
from frenchimpact.journal.actions import once
from frenchimpact.projects.models import Project
from frenchimpact.territories import rules
from frenchimpact.territories.actions.indicators import FIELDS, add_indicator, change_indicator, end_indicator, set_aim
from frenchimpact.territories.actions.measurements import Given, NotTaken, record_value
from frenchimpact.territories.forms.indicators import AimForm, IndicatorForm, ValueForm
from frenchimpact.territories.messages.indicators import reference_of
from frenchimpact.territories.models import Aim, Indicator, Territory, Via
from frenchimpact.territories.queries.comparators import comparisons_of
from frenchimpact.territories.queries.grids import late_words
from frenchimpact.territories.queries.indicators import History, find_indicator, history_of
from frenchimpact.territories.queries.methods import cut_between, method_on
from frenchimpact.territories.queries.progress import days_late
from frenchimpact.territories.queries.territories import find_space
from frenchimpact.territories.views.spaces import person, space_page


def _find(user: Any, reference: str, number: int) -> Indicator:
    return find_indicator(user, reference, number)


@require_http_methods(["GET", "POST"])
@door(find=_find)
@once
def indicator(request: HttpRequest, found: Indicator) -> HttpResponseBase:
    """The page of one indicator; a value sent is recorded there."""
    may_measure = found.ended_on is None and rules.can_measure(request.user, found)
    if request.method == "POST" and not may_measure:
        raise Refusal(_("Vous ne tenez pas cet indicateur à jour : demandez-le à la personne qui le tient."))
    form = ValueForm(found, request.POST if request.method == "POST" else None, initial={"period": _asked_period(found)})
    asks: set[str] = set()
    if request.method != "POST":
        form.fields["value"].widget.attrs["autofocus"] = True
    if request.method == "POST":
        if form.is_valid():
            try:
                _take(request, found, form)
            except NotTaken as refusal:
                asks.add({"locked": "reason", "unlikely": "is_confirmed"}.get(refusal.problem.kind, ""))
                form.add_error("value", str(refusal.message))
            else:
                return redirect("territories:indicator", found.territory.reference, found.number)
        asks |= {name for name in ("reason", "is_confirmed") if request.POST.get(name)}
    for name in {"reason", "is_confirmed"} - asks:
        form.fields[name].widget = HiddenInput() if name == "reason" else CheckboxInput()
    history = history_of(found)
    aim = history.aims[0] if history.aims else Aim(indicator=found, number=0)
    context = {
        "indicator": found,
        "reference": reference_of(found),
        "form": form,
        "asks": asks,
        "aim": aim,
        "trajectory": trajectory(aim, found.last_on, found.last_value, clock.today()),
        "late": late_words(days_late(found)),
        "chart": _chart(found, aim, history),
        "history": history,
        "versions": versions({one.ends_on.isoformat(): one.version for one, _replaced in history.values}),
        "project_page": project_page(found.project),
        "may_measure": may_measure,
        "may_run": rules.can_run(request.user, found.territory),
        "is_answered_by_mail": may_measure and bool(settings.REPLY_ADDRESS),
        "words": _Words(found),
        **_methods_context(found, aim, history),
    }
    return space_page(request, found.territory, "indicator", context, tab="indicators", status=422 if form.errors else 200)


def project_page(project: Project | None) -> str:
    """Where everyone reads about it; empty until it is published."""
    return reverse("atlas:project", args=[project.slug]) if project and project.status == Project.Status.PUBLISHED else ""


class _Words:
    """How this indicator says its values and periods."""

    def __init__(self, found: Indicator) -> None:
        self.found = found

    def value(self, value: Any) -> str:
        """« 301 t »; an erased one says so."""
        return _("effacée") if value is None else quantity(value, self.found.unit)

    def number(self, value: Any) -> str:
        """« 301 », under a heading that says the unit."""
        return _("effacée") if value is None else shown(value)

    def period(self, ends_on: dt.date) -> str:
        """« 2026 »."""
        return period_name(ends_on, self.found.frequency)

    def day(self, on: dt.date) -> str:
        """« fin 2028 »."""
        return day_words(on)


def _asked_period(found: Indicator) -> str:
    """The one that is asked for, if it has begun; or else the last one given, to correct it."""
    due = found.due_on
    if due and first_of(due, found.frequency) <= clock.today():
        return due.isoformat()
    return found.last_on.isoformat() if found.last_on else ""


def _take(request: HttpRequest, found: Indicator, form: ValueForm) -> None:
    given = form.cleaned_data
    ends_on = given["period"]
    record_value(
        territory=found.territory,
        given=Given(
            found.pk,
            first_of(ends_on, found.frequency),
            ends_on,
            given["value"],
            # Nothing written keeps the note that is there.
            note=given["note"] or None,
            is_confirmed=given["is_confirmed"],
            reason=given["reason"],
            seen=version_in(request.POST.get("vus", ""), ends_on.isoformat()),
        ),
        via=Via.FORM,
        by=person(request),
    )
    told = {"value": quantity(given["value"], found.unit), "period": period_words(ends_on, found.frequency)}
    messages.success(request, _("%(value)s %(period)s : c’est enregistré.") % told)


def _methods_context(found: Indicator, aim: Aim, history: History) -> dict[str, Any]:
    """How it was counted over time, and how it compares with the same one elsewhere."""
    methods = history.methods
    first = min([one.ends_on for one, _replaced in history.values] + ([aim.baseline_on] if aim.baseline_on else []), default=None)
    cut = cut_between(methods, first, found.last_on) if first and found.last_on else None
    counted = {one.pk: method_on(methods, one.ends_on) for one, _replaced in history.values} if len(methods) > 1 else {}
    is_compared = found.common_id is not None and found.last_on is not None
    comparison = comparisons_of(found.territory, [found.pk]).get(found.pk) if is_compared else None
    return {"cut": cut, "counted": counted, "comparison": comparison, "is_compared": is_compared}


def _chart(found: Indicator, aim: Aim, history: History) -> Any:
    """What was measured beside the line to the target, in two widths; None without a value or a line."""
    points = [(one.ends_on, float(one.value)) for one, _replaced in reversed(history.values) if one.value is not None]
    line = None
    if aim.baseline is not None and aim.baseline_on and aim.target is not None and aim.target_on:
        line = ((aim.baseline_on, float(aim.baseline)), (aim.target_on, float(aim.target)))
    if len(points) + (2 if line else 0) < 2:
        return None
    last = shown(found.last_value) if points else ""
    goal = _("cible %(value)s") % {"value": shown(aim.target)} if line else ""
    cuts = [(one.since, _("méthode v%(n)s") % {"n": one.number}) for one in history.methods if one.is_break]
    return [line_chart(points, line, width=width, last=last, goal=goal, breaks=cuts) for width in (640, 300)]


def _edit(request: HttpRequest, territory: Territory, found: Indicator | None) -> HttpResponseBase:
    initial: dict[str, Any] = {"direction": "up", "frequency": "year"}
    if found is not None:
        initial = {name: getattr(found, name) for name in FIELDS}
    elif number := whole(request.GET.get("action"), 4):
        initial["action"] = territory.actions.filter(number=number).first()
    form = IndicatorForm(territory, request.POST or None, initial=initial, found=found)
    aim = None if found else AimForm(request.POST or None, prefix="aim", unit=request.POST.get("unit", ""))
    carried, conflicts = request.POST.get("seen", "") or (seals(initial) if found else ""), []
    if request.method == "POST" and all([form.is_valid(), aim is None or aim.is_valid()]):
        try:
            if aim is not None:
                found = add_indicator(territory=territory, by=person(request), aim=aim.cleaned_data, **form.cleaned_data)
                messages.success(request, _("L’indicateur est ajouté."))
            elif found is not None:
                change_indicator(indicator=found, by=person(request), seen=carried, **form.cleaned_data)
                messages.success(request, _("L’indicateur est modifié."))
            if found is not None:
                return redirect("territories:indicator", territory.reference, found.number)
        except Refusal as refusal:
            target = aim if aim is not None and set(getattr(refusal, "missing", {})) & set(aim.fields) else form
            if found is not None and (conflicts := conflicts_of(target, refusal)):
                found.refresh_from_db()
                carried = seals({name: getattr(found, name) for name in FIELDS})
            elif found is None:
                explain(target, refusal)
    errors = bool(form.errors or (aim and aim.errors))
    context = {"form": form, "aim_form": aim, "indicator": found, "seals": carried, "conflicts": conflicts}
    return space_page(request, territory, "indicator_edit", context, tab="indicators", status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@door(rules.can_run, find=find_space)
@once
def indicator_new(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """One more indicator."""
    return _edit(request, territory, None)


@require_http_methods(["GET", "POST"])
@door(rules.can_run_indicator, find=_find)
@once
def indicator_edit(request: HttpRequest, found: Indicator) -> HttpResponseBase:
    """What it measures, and who is asked for it."""
    return _edit(request, found.territory, found)


@require_http_methods(["GET", "POST"])
@door(rules.can_run_indicator, find=_find)
@once
def indicator_aim(request: HttpRequest, found: Indicator) -> HttpResponseBase:
    """Where it starts from and what it aims at; rewritten, the earlier aim stays."""
    latest = found.aims.order_by("-number").first()
    initial = {name: getattr(latest, name) for name in ("baseline", "baseline_on", "target", "target_on")} if latest else {}
    form = AimForm(request.POST or None, unit=found.unit, is_first=latest is None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_aim(indicator=found, by=person(request), **form.cleaned_data)
            messages.success(request, _("La cible est enregistrée."))
            return redirect("territories:indicator", found.territory.reference, found.number)
        except Refusal as refusal:
            explain(form, refusal)
    context = {"form": form, "indicator": found, "latest": latest}
    return space_page(request, found.territory, "indicator_aim", context, tab="indicators", status=422 if form.errors else 200)


@require_POST
@door(rules.can_run_indicator, find=_find)
@once
def indicator_end(request: HttpRequest, found: Indicator) -> HttpResponse:
    """It is followed no more."""
    end_indicator(indicator=found, by=person(request))
    messages.success(request, _("« %(name)s » n’est plus suivi. Ses valeurs restent sur sa page.") % {"name": found.name})
    return redirect("territories:indicators", found.territory.reference)
