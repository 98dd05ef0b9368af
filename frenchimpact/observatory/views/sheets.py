"""One figure: what it is, what it was, where, and how to cite it."""

import datetime as dt
import json
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.linked_data import breadcrumbs, linked_data
from frenchimpact.core.listings import csv_text
from frenchimpact.core.pages import render
from frenchimpact.design.figures import REGIONS
from frenchimpact.geo.models import Place
from frenchimpact.observatory.figures import QUESTIONS, Definition, find_definition
from frenchimpact.observatory.models import Reading
from frenchimpact.observatory.queries.histories import known_months, revisions_of, series_of, since_a_year
from frenchimpact.observatory.queries.known import readings, revisions
from frenchimpact.observatory.queries.moments import Moment, as_text, instant_words
from frenchimpact.observatory.queries.sentences import sentence
from frenchimpact.observatory.queries.telling import Told, coverage_of, tell, unit_of
from frenchimpact.observatory.views.asked import asked_moment
from frenchimpact.organisations.rules import Anyone

COLUMNS = (
    "chiffre",
    "nom",
    "version",
    "periode",
    "niveau",
    "code",
    "part",
    "valeur",
    "unite",
    "bas",
    "haut",
    "declarants",
    "attendus",
    "verifies",
    "valeur_verifiee",
    "valeurs",
    "non_comptes",
    "preuve_2_ou_plus",
    "annee_incomplete",
    "connu_depuis",
    "connu_jusqu_a",
    "source",
    "adresse",
)


def find_figure(_user: Anyone, figure: str) -> Definition:
    """One of the figures, or Http404."""
    found = find_definition(figure)
    if found is None:
        raise Http404(_("Aucun chiffre ne porte ce nom."))
    return found


def permalink(definition: Definition, moment: Moment) -> str:
    """The address that will always tell the same: as of the look at figures that this page tells of."""
    known_at = moment.known_at
    asked = moment.asked or (as_text(known_at) if known_at else clock.today().isoformat())
    return f"{settings.BASE_URL}{reverse('observatory:figure', args=[definition.code])}?au={asked}"


def citation(told: Told) -> str:
    """Who says it, as of when, what, how much, where it stands for ever."""
    known_at = told.moment.known_at
    given = {
        "programme": settings.PROGRAMME_NAME,
        "year": (known_at or clock.now()).year,
        "title": told.definition.title,
        "value": told.words_of(told.whole, is_exact=True),
        "period": _(" en %(year)s") % {"year": told.whole.period} if told.whole and told.whole.period else "",
        "when": told.moment.words if told.moment.day or known_at is None else instant_words(known_at),
        "where": permalink(told.definition, told.moment),
    }
    return _("%(programme)s (%(year)s). %(title)s%(period)s : %(value)s, tel que connu %(when)s. %(where)s") % given


def map_of(told: Told) -> tuple[dict[str, int | None], str]:
    """Region → its number, None where none is told; and what is counted. Nothing for what does not add up over places."""
    found = {code: row.value for code, row in told.regions.items()}
    if not any(found.values()) or any(value is not None and value < 0 for value in found.values()):
        return {}, ""
    scale, unit = 1, unit_of(told.definition)
    if told.definition.unit == "eur":
        scale, unit = (
            (1_000_000, _("millions d’euros"))
            if max(value or 0 for value in found.values()) >= 20_000_000
            else (1_000, _("milliers d’euros"))
        )
    shown: dict[str, int | None] = {}
    for code in REGIONS:
        value = found.get(code)
        shown[code] = None if value is None else (max(round(value / scale), 1) if value else 0)
    return shown, unit


@require_safe
@door(find=find_figure, visitors=True)
def figure(request: HttpRequest, definition: Definition) -> HttpResponseBase:
    """The figure's page, and its files."""
    moment, context = asked_moment(request)
    if (form := request.GET.get("format")) in ("csv", "json"):
        return _file(definition, moment, form, is_whole=request.GET.get("revisions") == "1")
    told = tell([definition.code], moment, level=None)[definition.code]
    rows = revisions(definition.code, moment)
    regions = {one.code: one.name for one in Place.objects.filter(level=Place.Level.REGION, code__in=told.regions)}
    shown, counted = map_of(told)
    whole = told.whole
    context |= {
        "told": told,
        "definition": definition,
        "question": next(one for one in QUESTIONS if one.code == definition.question),
        "sentence": sentence(told),
        "unit": unit_of(definition),
        "series": series_of(told, rows),
        "moved": since_a_year(told, rows, moment.at or clock.now()),
        "months": known_months(rows, whole.period, whole.version) if whole else [],
        "revisions": revisions_of(rows),
        "regions": sorted((name, told.regions[code]) for code, name in regions.items()),
        "coverage_of": coverage_of,
        "map": shown,
        "counted": counted,
        "citation": citation(told),
        "permalink": permalink(definition, moment),
        "json_ld": linked_data(_as_dataset(told), breadcrumbs(_trail(definition))),
    }
    return render(request, "observatory/figure.html", context)


def _trail(definition: Definition) -> list[tuple[str, str]]:
    site = settings.BASE_URL
    return [
        (_("Observatoire"), site + reverse("observatory:observatory")),
        (str(definition.title), site + reverse("observatory:figure", args=[definition.code])),
    ]


def _as_dataset(told: Told) -> dict[str, Any]:
    """The figure for machines: a data set of schema.org, with what was observed."""
    definition, whole = told.definition, told.whole
    here = settings.BASE_URL + reverse("observatory:figure", args=[definition.code])
    data: dict[str, Any] = {
        "@type": "Dataset",
        "@id": here,
        "name": str(definition.title),
        "description": str(definition.definition),
        "url": here,
        "license": "https://spdx.org/licenses/etalab-2.0.html",
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": settings.OPERATOR_NAME},
        "spatialCoverage": {"@type": "Country", "name": "France"},
        "variableMeasured": {"@type": "PropertyValue", "name": str(definition.title), "unitText": unit_of(definition)},
        "measurementTechnique": str(definition.formula),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{here}?format={name}"}
            for name, kind in (("csv", "text/csv"), ("json", "application/json"))
        ],
    }
    if whole is not None:
        data["dateModified"] = as_text(whole.known_from)
        if whole.value is not None:
            data["mainEntity"] = {
                "@type": "Observation",
                "observationAbout": {"@type": "Country", "name": "France"},
                "variableMeasured": str(definition.title),
                "value": float(whole.value),
                "observationDate": whole.period or as_text(told.moment.known_at or whole.known_from)[:10],
            }
    return data


def _file(definition: Definition, moment: Moment, form: str, *, is_whole: bool) -> HttpResponseBase:
    """All that is told of the figure then; with everything that was known before, when it is asked."""
    if is_whole:
        found = Reading.objects.filter(figure=definition.code)
        rows: list[Reading] = list(found if moment.at is None else found.filter(known_from__lte=moment.at))
    else:
        rows = readings(moment, [definition.code])
    cells = (_cells(definition, row) for row in rows)
    if form == "csv":
        response: HttpResponseBase = StreamingHttpResponse(csv_text(cells, columns=COLUMNS), content_type="text/csv; charset=utf-8")
    else:
        data = {"chiffre": definition.code, "au": moment.asked or None, "definition": str(definition.definition), "results": list(cells)}
        response = HttpResponse(json.dumps(data, ensure_ascii=False, default=_plain), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{definition.code}-{clock.today():%Y-%m-%d}.{form}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(value)


def _cells(definition: Definition, row: Reading) -> dict[str, Any]:
    def exact(value: Decimal | None) -> Decimal | None:
        return None if value is None else Decimal(value).normalize() + 0

    def instant(at: dt.datetime | None) -> str | None:
        return as_text(at) if at else None

    values = (
        definition.code,
        str(definition.title),
        row.version,
        row.period,
        row.level,
        row.code,
        row.part,
        exact(row.value),
        definition.unit,
        exact(row.low),
        exact(row.high),
        row.reported,
        row.expected,
        row.verified,
        exact(row.verified_value),
        row.measurements,
        row.left_out,
        row.proven,
        row.partial,
        instant(row.known_from),
        instant(row.known_until),
        str(definition.source),
        settings.BASE_URL + reverse("observatory:figure", args=[definition.code]),
    )
    return dict(zip(COLUMNS, values, strict=True))
