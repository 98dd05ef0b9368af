"""A project's values as a file: taken out, brought in."""

import csv
import tempfile
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.listings import csv_lines
from frenchimpact.core.tables import NotATable
from frenchimpact.core.text import whole
from frenchimpact.core.typed import Line
from frenchimpact.impact import queries, rules
from frenchimpact.impact.actions.measurement_files import export_measures
from frenchimpact.impact.views.measures import measures_page
from frenchimpact.impact.views.space import person
from frenchimpact.projects.models import Project
from frenchimpact.territories.actions.measurement_lines import COLUMNS, Outcome, import_measurements

MOST_OCTETS = 5_000_000
# How many refused lines the page shows.
MOST_SHOWN = 100


class FileForm(forms.Form):
    """The file, and what is said of it."""

    file = forms.FileField(label=_("Fichier"), help_text=_("CSV, Excel ou OpenDocument, 5 Mo au plus."))
    is_confirmed = forms.BooleanField(label=_("Les valeurs qui sortent de l’ordinaire ont été vérifiées"), required=False)
    reason = Line(
        label=_("Pourquoi des valeurs déjà vérifiées changent"),
        required=False,
        max_length=1000,
        help_text=_("Seulement s’il y en a : la raison restera visible."),
    )

    def clean_file(self) -> Any:
        """Not too heavy, and of a kind that is read."""
        sent = self.cleaned_data["file"]
        if sent.size > MOST_OCTETS:
            raise forms.ValidationError(_("Ce fichier est trop lourd : 5 Mo au plus. Coupez-le en plusieurs."))
        if Path(sent.name).suffix.lower() not in (".csv", ".txt", ".xlsx", ".ods", ".xls"):
            raise forms.ValidationError(_("Envoyez un fichier CSV, Excel (xlsx, xls) ou OpenDocument (ods)."))
        return sent


@require_http_methods(["GET", "HEAD", "POST"])
@door(rules.can_write_change, find=queries.find_space)
def measures_file(request: HttpRequest, project: Project) -> HttpResponse:
    """Bring values in: each line is taken, or comes back with why. `essai`: nothing is written."""
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    context: dict[str, Any] = {"form": form, "columns": COLUMNS, "outcome": None, "is_dry_run": "essai" in request.POST}
    if request.method == "POST" and form.is_valid():
        try:
            context |= _brought_in(request, project, form)
        except NotATable as error:
            form.add_error("file", str(error))
    is_wrong = bool(form.errors) or (context["outcome"] is not None and context["outcome"].refused)
    return measures_page(request, project, "measures_file", context, status=422 if is_wrong else 200)


def _brought_in(request: HttpRequest, project: Project, form: FileForm) -> dict[str, Any]:
    sent = form.cleaned_data["file"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"mesures{Path(sent.name).suffix.lower()}"
        with path.open("wb") as kept:
            for piece in sent.chunks():
                kept.write(piece)
        outcome = import_measurements(
            path,
            by=person(request),
            is_dry_run="essai" in request.POST,
            is_confirmed=form.cleaned_data["is_confirmed"],
            reason=form.cleaned_data["reason"],
            only=project.reference,
        )
        return {"outcome": outcome, "refused": _refused(outcome)}


def _refused(outcome: Outcome) -> list[tuple[str, str]]:
    """Lines and their reasons, as the list of refused lines says them."""
    if outcome.refused_path is None:
        return []
    with outcome.refused_path.open(encoding="utf-8-sig", newline="") as file:
        first = file.readline()
        separator = max(";,\t", key=first.count)
        return [(row[-2], row[-1]) for row in islice(csv.reader(file, delimiter=separator), MOST_SHOWN)]


@require_safe
@door(rules.can_read_change, find=queries.find_space)
def measures_csv(request: HttpRequest, project: Project) -> HttpResponseBase:
    """Every value, or those of one indicator (`indicateur`), under the columns that the import reads."""
    key = whole(request.GET.get("indicateur"), 12)

    def lines() -> Iterator[str]:
        with transaction.atomic():
            yield "\ufeff"
            yield from csv_lines(chain([COLUMNS], export_measures(project, key)))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="mesures-{project.reference}.csv"'
    return response
