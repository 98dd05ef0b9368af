"""« Enregistrer dans mon projet »: a calculation is kept whole, and its results may become values of what the project follows."""

import datetime as dt
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.impact.actions.calculations import keep_calculation
from frenchimpact.impact.actions.following import follow_indicator
from frenchimpact.impact.actions.measures import record_measures
from frenchimpact.impact.judging import Given
from frenchimpact.impact.models import Followed, MeasureVia
from frenchimpact.impact.views.space import person
from frenchimpact.journal.actions import once
from frenchimpact.methods.models import Indicator, MethodVersion
from frenchimpact.methods.queries import Result, Sent, calculation_sent, find_latest, find_version, unit_words
from frenchimpact.projects.models import Project, TeamMember
from frenchimpact.projects.rules import WRITERS

YEARS = 4


class KeepForm(forms.Form):
    """Into which project, for which year, and which result is the value of which indicator."""

    project = forms.ModelChoiceField(label=gettext_lazy("Projet"), queryset=Project.objects.none(), empty_label=None)
    year = forms.TypedChoiceField(label=gettext_lazy("Année"), coerce=int)
    is_same = forms.BooleanField(
        label=gettext_lazy("J’ai lu la définition de ces indicateurs : elle dit exactement ce que le résultat compte"),
        required=False,
        help_text=gettext_lazy(
            "La méthode ne dit pas elle-même quel indicateur ces résultats donnent : un résultat net, par exemple, n’est pas un nombre de"
            " personnes comptées."
        ),
    )
    is_confirmed = forms.BooleanField(label=gettext_lazy("Les valeurs qui sortent de l’ordinaire ont été vérifiées"), required=False)

    def __init__(self, version: MethodVersion, results: list[Result], user: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        mine = TeamMember.objects.filter(user=user, until=None, role__in=WRITERS).values("project")
        fields["project"].queryset = Project.objects.filter(pk__in=mine).order_by("name")
        this = clock.today().year
        fields["year"].choices = [(year, year) for year in range(this - 1, this - 1 - YEARS, -1)]
        self.indicators = {use.indicator.pk: use.indicator for use in version.uses.select_related("indicator")}
        self.kept: list[tuple[str, Result]] = []
        # Those that the method itself gives no indicator.
        self.unsaid: set[str] = set()
        for result in results:
            # A ratio is that of its two totals: nobody gives its value.
            counted = [one for one in self.indicators.values() if one.aggregation != Indicator.Aggregation.RATIO]
            of_unit = [one for one in counted if one.unit == result.unit]
            own = [one for one in of_unit if one.code == result.id]
            self._add(result, own or of_unit, is_said=bool(own))
        if not self.unsaid:
            del fields["is_same"]

    def _add(self, result: Result, choices: list[Indicator], *, is_said: bool) -> None:
        if not choices:
            return
        name = f"r_{result.id}"
        if not is_said:
            self.unsaid.add(name)
        words = [("", _("Dans le calcul seulement")), *((str(one.pk), str(one)) for one in choices)]
        same = str(choices[0].pk) if is_said else ""
        label = f"{result.name}\u00a0: {result.told}"
        self.fields[name] = forms.ChoiceField(label=label, choices=words, required=False, initial=same)
        self.kept.append((name, result))

    def clean(self) -> dict[str, Any]:
        """No indicator twice; none at all keeps the calculation alone."""
        data: dict[str, Any] = super().clean() or {}
        chosen = [data[name] for name, _result in self.kept if data.get(name)]
        if len(set(chosen)) < len(chosen):
            self.add_error(None, _("Deux résultats ne peuvent pas être la valeur du même indicateur."))
        told = [self.indicators[int(data[name])] for name in sorted(self.unsaid) if data.get(name)]
        if told and not data.get("is_same"):
            words = _("Lisez d’abord la définition, puis confirmez. « %(name)s » compte : %(definition)s")
            for one in told:
                self.add_error("is_same", words % {"name": one, "definition": one.definition})
        return data

    def chosen(self) -> list[tuple[Indicator, Result]]:
        """What goes where."""
        given = [(self.cleaned_data.get(name), result) for name, result in self.kept]
        return [(self.indicators[int(key)], result) for key, result in given if key]


def _find(user: Any, slug: str) -> MethodVersion:
    return find_latest(user, slug)


@require_http_methods(["GET", "HEAD", "POST"])
@door(find=_find)
@once
def keep_result(request: HttpRequest, version: MethodVersion) -> HttpResponse:
    """The values of the calculation are in the address, as the calculator wrote them."""
    if asked := request.GET.get("version"):
        version = find_version(request.user, version.method.slug, asked)
    sent: Mapping[str, str] = {name: str(value) for name, value in request.GET.items() if name != "version"}
    calculation = calculation_sent(version, sent)
    form = KeepForm(version, calculation.results, request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            project = _keep(request, version, form, calculation, urlencode(sent))
            if form.chosen():
                messages.success(request, _("C’est enregistré dans « %s » : dites maintenant comment vous le savez.") % project)
                return redirect("impact:measures", project.reference)
            messages.success(request, _("Le calcul est gardé dans « %s ».") % project)
            return redirect("impact:calculations", project.reference)
        except Refusal as refusal:
            explain(form, refusal)
    context = {"version": version, "form": form, "calculation": calculation, "query": request.GET.urlencode(), "unit_words": unit_words}
    return render(request, "impact/keep_result.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _keep(request: HttpRequest, version: MethodVersion, form: KeepForm, calculation: Sent, query: str) -> Project:
    """All of it, or nothing. Raises Refusal."""
    project: Project = form.cleaned_data["project"]
    year: int = form.cleaned_data["year"]
    keep_calculation(project=project, version=version, year=year, query=query, sent=calculation, by=person(request))
    values = []
    for indicator, result in form.chosen():
        followed = _followed(project, indicator, version, year, request)
        value = round(result.value, 4)
        details = {"note": _note(version, calculation)}
        whole = (dt.date(year, 1, 1), dt.date(year, 12, 31))
        values.append(Given(followed.pk, *whole, value, details=details, is_draft=True, is_confirmed=form.cleaned_data["is_confirmed"]))
    if not values:
        return project
    recorded = record_measures(project=project, values=values, via=MeasureVia.FORM, by=person(request))
    if recorded.problems:
        raise Refusal(recorded.problems[0].message)
    return project


def _note(version: MethodVersion, calculation: Sent) -> str:
    if not calculation.range:
        return _("Calculé avec %s") % version
    parts = {"version": version, "headline": calculation.headline, "range": calculation.range}
    return _("Calculé avec %(version)s ; %(headline)s : %(range)s. Le calcul est gardé.") % parts


def _followed(project: Project, indicator: Indicator, version: MethodVersion, year: int, request: HttpRequest) -> Followed:
    found = project.followed.filter(indicator=indicator, ended_on=None).first()
    if found is not None:
        return found
    began = dt.date(year, 1, 1)
    return follow_indicator(
        project=project, indicator=indicator, method_version=version, started_on=began, keeper=person(request), by=person(request)
    )
