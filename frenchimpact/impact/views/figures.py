"""Figures for everyone: what changes in the country, and one indicator."""

import datetime as dt
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import render
from frenchimpact.design.figures import REGIONS, LineChart, line_chart
from frenchimpact.design.words import day
from frenchimpact.impact import queries
from frenchimpact.impact.queries import Figure, Sheet
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.queries import unit_words
from frenchimpact.territories.models import Territory
from frenchimpact.territories.queries.territories import find_territory
from frenchimpact.vocabularies.queries import word

Rule = Indicator.Aggregation


def rule_words(rule: str) -> str:
    """How values are put together, in a sentence."""
    return {
        Rule.SUM.value: _("Les valeurs de l’année s’additionnent, celles des projets aussi."),
        Rule.DISTINCT.value: _(
            "Une personne compte une fois par projet et par an : la plus haute valeur de l’année, puis la somme des projets."
        ),
        Rule.LAST.value: _("La dernière valeur de l’année de chaque projet, puis la somme des projets."),
        Rule.MEAN.value: _("La moyenne des projets ; chacun compte une fois, même s’il mesure plusieurs fois par an."),
        Rule.RATIO.value: _(
            "Le rapport de deux totaux, pour les projets qui ont donné les deux. Des pourcentages ne s’additionnent jamais."
        ),
        Rule.NONE.value: _("Ces valeurs ne se regroupent pas : seul le nombre de projets qui en donnent une est publié."),
    }[rule]


def goal_words(goal: int | None) -> str:
    """« 8. Travail décent et croissance économique », or that there is none."""
    return f"{goal}. {word('sdg', str(goal))}" if goal else _("Aucun objectif")


def theme_words(code: str | None) -> str:
    """A theme of the programme, or that there is none."""
    return word("theme", code) if code else _("Aucun thème")


SHOWN: dict[str, Any] = {
    "goal_words": goal_words,
    "theme_words": theme_words,
    "rule_words": rule_words,
    "unit_words": unit_words,
    "told": queries.told,
    "first_words": lambda text: text.split(". ")[0].rstrip(".") + ".",
}


def asked_year(request: HttpRequest, name: str = "annee") -> int | None:
    """A year of the address; anything else is as if it were not there."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


# What the observatory calls an indicator of projects.
KNOWN_AS = "mesures-projets-"


def _as_known(request: HttpRequest, name: str, *code: str) -> HttpResponseBase:
    kept = {key: request.GET[key] for key in ("au", "format") if request.GET.get(key)}
    return redirect(f"{reverse(name, args=code)}?{urlencode(kept)}")


@open_door
@require_safe
def nation(request: HttpRequest) -> HttpResponseBase:
    """What projects change, put together; as it was known on a past date, the observatory says it, which keeps every reading."""
    if request.GET.get("au"):
        return _as_known(request, "observatory:observatory")
    found = queries.figures_of_year(queries.nation(), asked_year(request))
    return render(request, "impact/nation.html", {"found": found, **SHOWN})


@require_safe
@door(find=find_territory, visitors=True)
def territory_figures(request: HttpRequest, territory: Territory) -> HttpResponse:
    """What projects measured inside a territory."""
    found = queries.territory_figures(territory, asked_year(request))
    return render(request, "impact/territory_figures.html", {"territory": territory, "found": found, **SHOWN})


def charts_of(sheet: Sheet) -> list[LineChart]:
    """The series, one version of the definition after the other: a wide drawing and a narrow one; none without two years."""
    by_year: dict[int, Figure] = {}
    for one in sheet.series:
        if one.value is not None and (one.year not in by_year or by_year[one.year].indicator.version < one.indicator.version):
            by_year[one.year] = one
    points = [(dt.date(year, 12, 31), float(one.value or 0)) for year, one in sorted(by_year.items())]
    if len(points) < 2:
        return []
    breaks = [(dt.date(year, 12, 31), _("version %(n)s") % {"n": indicator.version}) for year, indicator in sheet.breaks]
    last = by_year[max(by_year)].words
    adds_up = sheet.indicator.aggregation in (Rule.SUM, Rule.DISTINCT, Rule.LAST)
    return [line_chart(points, width=width, last=last, breaks=breaks, is_from_zero=adds_up) for width in (640, 300)]


def map_of(sheet: Sheet) -> dict[str, int | None]:
    """Region → its number, None where none is told (which is not nought); nothing for what is no count."""
    if sheet.indicator.aggregation not in (Rule.SUM, Rule.DISTINCT, Rule.LAST):
        return {}
    found = {place.code: one.value for place, one in sheet.regions}
    if not any(found.values()) or any(value is not None and value < 0 for value in found.values()):
        return {}
    shown = {code: None if value is None else max(round(value), 1) if value else 0 for code, value in found.items()}
    return {code: shown.get(code) for code in REGIONS}


def citation(sheet: Sheet) -> str:
    """How the figures are cited: what, of which definition, in what state, where."""
    where = settings.BASE_URL + reverse("impact:figure", args=[sheet.indicator.code]) + f"?version={sheet.indicator.version}"
    words = _("%(programme)s (%(today)s). %(name)s (%(pinned)s), France. %(where)s")
    given = {"programme": settings.PROGRAMME_NAME, "today": day(clock.today()), "name": sheet.indicator, "pinned": sheet.indicator.pinned}
    return words % {**given, "where": where}


@require_safe
@door(find=lambda user, code: queries.find_sheet(user, code), visitors=True)
def figure(request: HttpRequest, sheet: Sheet) -> HttpResponseBase:
    """One indicator: definition, series, cuts, how it is put together, file; as it was known on a past date, by the observatory."""
    if request.GET.get("au"):
        return _as_known(request, "observatory:figure", KNOWN_AS + sheet.indicator.code)
    asked = asked_year(request, "version"), asked_year(request)
    if any(asked):
        sheet = Sheet(sheet.versions, *asked)
    if request.GET.get("format") in _FORMATS:
        return _file(sheet, request.GET["format"])
    context = {
        "sheet": sheet,
        "charts": charts_of(sheet),
        "map": map_of(sheet),
        "citation": citation(sheet),
        "dated": reverse("observatory:figure", args=[KNOWN_AS + sheet.indicator.code]),
        **SHOWN,
    }
    return render(request, "impact/figure.html", context)


_FORMATS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def _file(sheet: Sheet, form: str) -> HttpResponseBase:
    def name_of(cut: str, code: Any) -> str:
        words: dict[str, Callable[[Any], str]] = {"pays": lambda _code: "France", "odd": goal_words, "theme": theme_words}
        return words[cut](code)

    rows = (dict(zip(queries.COLUMNS, cells, strict=True)) for cells in sheet.cells(name_of))
    lines = json_text(rows) if form == "json" else csv_text(rows, columns=queries.COLUMNS)
    response = StreamingHttpResponse(lines, content_type=_FORMATS[form])
    response["Content-Disposition"] = f'attachment; filename="impact-{sheet.indicator.code}.{form}"'
    return response
