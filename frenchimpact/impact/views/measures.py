"""What a project measures: all that it follows, one indicator with its form, its aim and its history."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.forms import CheckboxInput, HiddenInput
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.core import clock
from frenchimpact.core.days import read_day
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.core.quantities import quantity, shown
from frenchimpact.core.text import whole
from frenchimpact.design.figures import line_chart
from frenchimpact.design.trajectories import Trajectory
from frenchimpact.impact import queries, rules
from frenchimpact.impact.actions.measures import NotTaken, record_measure
from frenchimpact.impact.judging import DETAILS, LOOKED_AT, Given, Shares
from frenchimpact.impact.measure_forms import MeasureForm
from frenchimpact.impact.models import Followed, Measure, MeasureVia
from frenchimpact.impact.period_names import name_between, words_between
from frenchimpact.impact.queries.measures import (
    Aimed,
    History,
    days_late,
    find_followed,
    followed_by,
    history_of,
    lines_of,
    newer_version,
    open_periods,
)
from frenchimpact.impact.views.space import impact_frame, person
from frenchimpact.journal.actions import once
from frenchimpact.methods.queries import unit_words
from frenchimpact.projects.models import Project

PART = "impact:measures"


def measures_page(
    request: HttpRequest, project: Project, template: str, context: dict[str, Any] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of the part « Mesures »."""
    frame = {**impact_frame(request, project, PART), "can_write": rules.can_write_change(request.user, project)}
    return render(request, f"impact/{template}.html", {**frame, **(context or {})}, status=status)


@require_safe
@door(rules.can_read_change, find=queries.find_space)
def measures(request: HttpRequest, project: Project) -> HttpResponse:
    """Everything that the project follows."""
    lines = lines_of(list(followed_by(project)))
    context = {
        "lines": [line for line in lines if line.followed.ended_on is None],
        "ended": [line for line in lines if line.followed.ended_on is not None],
        "name_between": name_between,
        "due_words": due_words,
    }
    return measures_page(request, project, "measures", context)


def due_words(followed: Followed) -> str:
    """« attendue : 2025 »; nothing when no period that is over waits for a value."""
    if followed.due_on is None or not days_late(followed):
        return ""
    return _("Valeur attendue : %(period)s") % {"period": Words(followed).due}


class Words:
    """How this indicator says its values and periods."""

    def __init__(self, followed: Followed) -> None:
        self.followed, self.unit = followed, unit_words(followed.indicator.unit)

    def value(self, value: Decimal | None) -> str:
        """« 301 t »."""
        return quantity(value, self.unit).rstrip("\u00a0")

    def said(self, measure: Any) -> str:
        """« 301 t », or why there is none; of a Measure or of a version of one."""
        return self.value(measure.value) if measure.value is not None else str(Measure.Absence(measure.absence).label)

    def number(self, measure: Any) -> str:
        """« 301 » under a heading that says the unit, or why there is none."""
        return shown(measure.value) if measure.value is not None else str(Measure.Absence(measure.absence).label)

    def period(self, measure: Measure) -> str:
        """« 2026 »."""
        return name_between(measure.starts_on, measure.ends_on)

    @property
    def due(self) -> str:
        """The period that is asked for, as a heading."""
        ends_on = self.followed.due_on
        first = next((first for first, last in open_periods(self.followed, [], ends_on) if last == ends_on), ends_on) if ends_on else None
        return name_between(first, ends_on) if first and ends_on else ""


@require_http_methods(["GET", "HEAD", "POST"])
@door(lambda user, found: rules.can_read_change(user, found.project), find=find_followed)
@once
def followed(request: HttpRequest, found: Followed) -> HttpResponseBase:
    """The page of one indicator; a value sent is recorded there."""
    may_measure = rules.can_measure(request.user, found)
    if request.method == "POST" and not may_measure:
        raise Refusal(_("Vous ne tenez pas cet indicateur à jour : demandez-le à l’équipe du projet."))
    history = history_of(found)
    periods = open_periods(found, [one for one, _replaced in history.values], clock.today())
    period = _asked(request, found, periods)
    there = next((one for one, _replaced in history.values if period and one.ends_on == period[1]), None)
    form, asks = None, set[str]()
    if may_measure and period is not None:
        form = _form(request, found, there)
        if request.method == "POST" and form.is_valid():
            problem = _take(request, found, form, period)
            if problem is None:
                return redirect(reverse("impact:followed", args=[found.project.reference, found.pk]) + "#valeurs")
            asks.add({"reason": "reason", "unlikely": "is_confirmed"}.get(problem.problem.kind, ""))
            form.add_error("value", str(problem.message))
        asks |= {name for name in ("reason", "is_confirmed") if request.POST.get(name)}
        if there is not None and there.state in LOOKED_AT:
            # Said before it is refused: somebody looked at this value.
            asks.add("reason")
            form.fields["reason"].required = True
        for name in {"reason", "is_confirmed"} - asks:
            form.fields[name].widget = HiddenInput() if name == "reason" else CheckboxInput()
    line = lines_of([found])[0]
    context = {
        "line": line,
        "followed": found,
        "words": Words(found),
        "form": form,
        "asks": asks,
        "period": period,
        "periods": periods,
        "there": there,
        "history": history,
        "chart": chart(line.aim, line.trajectory, _points(found, history), _breaks(found)),
        "newer": newer_version(found) if may_measure else None,
        "name_between": name_between,
        "late": days_late(found),
        "is_answered_by_mail": may_measure and bool(settings.REPLY_ADDRESS),
    }
    return measures_page(request, found.project, "followed", context, status=422 if form is not None and form.errors else 200)


type Period = tuple[dt.date, dt.date]


def _asked(request: HttpRequest, found: Followed, periods: list[Period]) -> Period | None:
    """The period that the address or the form names; or the one that is asked for, if it has begun; or the latest."""
    ends_on = read_day((request.POST if request.method == "POST" else request.GET).get("periode", "")) or found.due_on
    return next((one for one in periods if one[1] == ends_on), periods[0] if periods else None)


def _form(request: HttpRequest, found: Followed, there: Measure | None) -> MeasureForm:
    start: dict[str, Any] = {}
    shares: Shares = tuple(found.shares.values_list("place_id", "share"))
    if there is not None:
        start = {
            name: getattr(there, name)
            for name in ("value", "absence", "note", "sample_size", "population", "sample_note", "counterfactual")
        }
        shares = ((there.place_id, Decimal(100)),) if there.place_id else tuple(there.shares.values_list("place_id", "share"))
    form = MeasureForm(found, there, shares, request.POST if request.method == "POST" else None, initial=start)
    if request.method != "POST":
        form.fields["value"].widget.attrs["autofocus"] = True
    return form


def _take(request: HttpRequest, found: Followed, form: MeasureForm, period: Period) -> NotTaken | None:
    data, shares = form.cleaned_data, form.where.given()
    given = Given(
        found.pk,
        *period,
        data["value"],
        absence=data["absence"],
        is_draft="brouillon" in request.POST,
        shares=shares if form.where.places else None,
        parts=data["parts"],
        details={name: data[name] for name in DETAILS if name in data},
        is_confirmed=data["is_confirmed"],
        reason=data["reason"],
        seen=whole(request.POST.get("vu"), 5),
    )
    try:
        record_measure(project=found.project, given=given, via=MeasureVia.FORM, by=person(request))
    except NotTaken as refusal:
        return refusal
    said = Words(found).value(data["value"]) if data["value"] is not None else Measure.Absence(data["absence"]).label
    words = (
        _("%(value)s %(period)s : gardé en brouillon, rien n’est public.")
        if given.is_draft
        else _("%(value)s %(period)s : c’est enregistré.")
    )
    messages.success(request, words % {"value": said, "period": words_between(*period)})
    return None


def _points(found: Followed, history: History) -> list[Measure]:
    """What the curve goes through: the values declared under this definition, after those of the one before."""
    earlier = list(found.follows.measures.exclude(state=Measure.State.DRAFT)) if found.follows else []
    every = [*earlier, *(one for one, _replaced in history.values if one.state != Measure.State.DRAFT)]
    return sorted((one for one in every if one.value is not None), key=lambda one: one.ends_on)


def _breaks(found: Followed) -> list[tuple[dt.date, str]]:
    return [(found.started_on, _("définition v%(n)s") % {"n": found.indicator.version})] if found.follows else []


def chart(aim: Aimed, way: Trajectory, points: list[Measure], breaks: list[tuple[dt.date, str]]) -> Any:
    """What was measured beside the line to the target, in two widths; None without two points."""
    drawn = [(one.ends_on, float(one.value)) for one in points if one.value is not None]
    line = None
    if aim.baseline is not None and aim.baseline_on and aim.target is not None and aim.target_on:
        line = ((aim.baseline_on, float(aim.baseline)), (aim.target_on, float(aim.target)))
    if len(drawn) + (2 if line else 0) < 2:
        return None
    last = shown(way.last_value) if drawn and way.last_value is not None else ""
    goal = _("cible %(value)s") % {"value": shown(aim.target)} if line else ""
    return [line_chart(drawn, line, width=width, last=last, goal=goal, breaks=breaks) for width in (640, 300)]
