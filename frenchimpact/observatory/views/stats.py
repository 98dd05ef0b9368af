"""The use of the service itself: what it changes first, then how much it is used."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core import clock
from frenchimpact.core.doors import open_door
from frenchimpact.core.listings import csv_file
from frenchimpact.core.pages import render
from frenchimpact.observatory.figures.families import FORWARD
from frenchimpact.observatory.queries import uses
from frenchimpact.observatory.queries.moments import Moment
from frenchimpact.observatory.queries.telling import tell
from frenchimpact.observatory.views.asked import about

# What the middleware counts, which nothing counted before it was there.
COUNTED = (uses.PAGES, uses.API, uses.FILES)
SHOWN = ("projets-publies", "freins-issues")


def columns() -> list[tuple[str, str]]:
    """What is counted, and its words."""
    facts = (_("Comptes ouverts"), _("Projets déposés"), _("Candidatures"), _("Freins reçus"), _("Aides publiées"))
    counted = (_("Pages lues"), _("Réponses de l’interface"), _("Fichiers téléchargés"), _("Personnes actives"))
    return [*zip((*COUNTED, uses.PEOPLE), counted, strict=True), *zip(uses.FACTS, facts, strict=True)]


def frame_columns() -> list[tuple[str, str]]:
    """What is shown in other sites, and its words."""
    words = (_("Cartes"), _("Listes"), _("Calendriers"), _("Chiffres"), _("Labels"), _("Mini-sites"))
    return list(zip(uses.FRAMES, words, strict=True))


@open_door
@require_safe
def stats(request: HttpRequest) -> HttpResponseBase:
    """Everything, or the numbers as a file."""
    moment, found, since = Moment(), uses.kept_months(), uses.counted_since()
    if request.GET.get("format") == "csv":
        return csv_file(_lines(found), name=f"usage-{clock.today():%Y-%m-%d}")
    told = [one for one in tell([*FORWARD[:2], *SHOWN], moment).values() if one.whole]
    context: dict[str, Any] = {"impact": told, "months": found, "since": since, "columns": columns(), "counted": COUNTED}
    context["frames"] = frame_columns()
    return render(request, "observatory/stats.html", about(moment) | context)


def _lines(found: list[uses.Month]) -> Iterator[list[Any]]:
    shown = [*columns(), *frame_columns()]
    yield ["mois", *(what for what, _words in shown)]
    for month in found:
        yield [f"{month.first:%Y-%m}", *(month.said(what) for what, _words in shown)]
