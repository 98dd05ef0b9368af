"""Experiments, for everyone: what is tried, on which ground, where, with which numbers, and what was decided."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.barriers.experiment_lists import COLUMNS, FORMATS, TONES, ExperimentList, state_words
from frenchimpact.barriers.models import Experiment
from frenchimpact.barriers.queries.experiments import find_public_experiment, state_of
from frenchimpact.barriers.views.experiments import context_of
from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.feeds import atom_text
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import render


@open_door
@require_safe
def experiments(request: HttpRequest) -> HttpResponseBase:
    """The public register, with its filters and its files."""
    asked = ExperimentList(request.GET, "barriers:experiments", Experiment.objects.filter(is_public=True))
    if asked.format:
        return _file(asked)
    rows = [(one, state_words(one), TONES[state_of(one)]) for one in asked.shown]
    return render(request, "barriers/experiments.html", {"asked": asked, "rows": rows, "today": clock.today()})


def _file(asked: ExperimentList) -> HttpResponseBase:
    if asked.format == "csv":
        lines = csv_text(asked.cells(), columns=COLUMNS)
    elif asked.format == "json":
        lines = json_text(asked.cells())
    else:
        rows = [
            {
                "nom": one.title,
                "adresse_fiche": settings.BASE_URL + reverse("barriers:experiment", args=[one.slug]),
                "date": (one.ended_on or clock.date_of(one.created_at)).isoformat(),
                "description": f"{state_words(one)}. {one.object}",
            }
            for one in asked.shown
        ]
        address = settings.BASE_URL + asked.url(format="atom")
        lines = atom_text(rows, title=_("Expérimentations"), address=address, ways={}, language=get_language() or "fr")
    response = StreamingHttpResponse(lines, content_type=FORMATS[asked.format])
    if asked.format == "csv":
        response["Content-Disposition"] = f'attachment; filename="experimentations-{clock.today().isoformat()}.csv"'
    return response


def gone_of(found: Experiment) -> dict[str, object]:
    """What is said of an experiment that left the public."""
    return {
        "over": found.reference,
        "title": _("Cette expérimentation n’est plus publique"),
        "lead": _("Le guichet l’a retirée du registre public. Ne vous appuyez plus sur ce que vous y avez lu."),
        "why": "",
        "since": found.hidden_at,
        "list": reverse("barriers:experiments"),
        "list_words": _("Voir le registre"),
    }


@require_safe
@door(find=find_public_experiment, visitors=True)
def experiment(request: HttpRequest, found: Experiment) -> HttpResponse:
    """One of them. An earlier address leads here; of one that is no longer public, the page says only that."""
    if not found.is_public:
        return render(request, "barriers/gone.html", gone_of(found), status=410)
    if request.resolver_match and request.resolver_match.kwargs.get("slug") != found.slug:
        return redirect("barriers:experiment", found.slug, permanent=True)
    return render(request, "barriers/experiment.html", context_of(found))
