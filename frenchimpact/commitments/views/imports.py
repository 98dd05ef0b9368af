"""Bringing a file of grants in: choose it, say what its columns are, read what it would do, confirm; then mend what was refused."""

from pathlib import PurePath
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.aids.rules import is_funder
from frenchimpact.commitments.actions.numbers import ask_numbers
from frenchimpact.commitments.actions.trials import columns_in, keep_trial, take_trial, tell_columns, try_trial
from frenchimpact.commitments.imports.columns import SCHEMA, WORDS
from frenchimpact.commitments.imports.run import NEEDED
from frenchimpact.commitments.models import GrantsImport, GrantsTrial
from frenchimpact.commitments.queries.imports import find_import, find_trial, imports_of, refused_lines, trials_of
from frenchimpact.commitments.rules import committers_of
from frenchimpact.commitments.views.kept import NOT_KNOWN_YET, person, space
from frenchimpact.core.columns import ColumnsForm
from frenchimpact.core.doors import door, is_sent
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.tables import NotATable
from frenchimpact.journal.actions import once
from frenchimpact.organisations.queries import with_number_to_confirm, with_proven_number
from frenchimpact.organisations.rules import is_operator

TAB = "grants_import"
_LISTED = 10


class ImportForm(forms.Form):
    """The file."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("Votre fichier de subventions"),
        help_text=gettext_lazy("SCDL de toute version, ou ce qui y ressemble : CSV, xlsx, xls, ods ; ou 360Giving (JSON). 8 Mo au plus."),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.ods,.xls,.json"}),
        error_messages={"required": gettext_lazy("Choisissez un fichier."), "empty": gettext_lazy("Ce fichier est vide.")},
    )


def _trouble(request: HttpRequest) -> str:
    """Why the person may not bring grants in yet; empty when they may."""
    if is_operator(request.user):
        return ""
    mine = committers_of(request.user)
    if not mine.exists():
        return str(NOT_KNOWN_YET)
    if not mine.exclude(siren="").exists():
        return _("Votre structure n’a pas de SIREN dans l’annuaire : écrivez-le sur sa fiche, vos lignes seront reconnues à lui.")
    if not with_proven_number(mine).exists():
        ask_numbers(with_number_to_confirm(mine))
        return _("Le SIREN de votre structure a été écrit sur sa fiche : le programme le confirme d’abord. Vous pourrez ensuite importer.")
    return ""


@require_http_methods(["GET", "POST"])
@door(is_funder)
@once
def grants_import(request: HttpRequest) -> HttpResponseBase:
    """Choose a file; those that wait, and what the others did."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if form.is_bound and (trouble := _trouble(request)):
        form.add_error(None, trouble)
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            trial = keep_trial(name=PurePath(file.name or "").name, content=file.read(), by=person(request))
            columns, _sheet, _others = columns_in(trial)
        except NotATable as error:
            form.add_error("file", str(error))
        else:
            is_known = all(one.is_sure for one in columns) and (not columns or not _missing({one.guess for one in columns}))
            return redirect("commitments:grants_trial" if is_known else "commitments:grants_columns", trial.pk)
    context = {
        "form": form,
        "columns": [(name, str(words)) for name, words in WORDS.items()],
        "waiting": trials_of(request.user)[:_LISTED],
        "done": imports_of(request.user)[:_LISTED],
    }
    return space(request, "import", context, tab=TAB, status=422 if form.errors else 200)


def _missing(chosen: set[str]) -> list[str]:
    return [SCHEMA[name] for name in NEEDED if SCHEMA[name] not in chosen]


@require_http_methods(["GET", "POST"])
@door(find=find_trial)
@once
def grants_columns(request: HttpRequest, trial: GrantsTrial) -> HttpResponseBase:
    """Which of ours each of its columns is, and which sheet of a workbook to read."""
    asked = request.POST.get("sheet", "") if request.method == "POST" else request.GET.get("feuille", "")
    try:
        columns, sheet, others = columns_in(trial, asked)
    except NotATable as error:
        messages.error(request, str(error))
        return redirect("commitments:grants_columns" if asked else "commitments:grants_import", *([trial.pk] if asked else []))
    if not columns:
        return redirect("commitments:grants_trial", trial.pk)
    said = {int(place): ours for place, ours in trial.columns.items()} if trial.columns and sheet == trial.sheet else None
    needed = [SCHEMA[name] for name in NEEDED]
    form = ColumnsForm(request.POST if request.method == "POST" else None, columns=columns, names=WORDS, needed=needed, chosen=said)
    if form.is_bound and form.is_valid():
        tell_columns(trial=trial, sheet=sheet, chosen=form.chosen)
        return redirect("commitments:grants_trial", trial.pk)
    context = {"trial": trial, "form": form, "sheet": sheet, "sheets": [sheet, *others] if others else []}
    return space(request, "import_columns", context, tab=TAB, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(find=find_trial, fresh=is_sent)
@once
def grants_trial(request: HttpRequest, trial: GrantsTrial) -> HttpResponseBase:
    """What bringing it in would do; then do it."""
    try:
        if request.method == "POST":
            run = take_trial(trial=trial)
            return redirect("commitments:grants_done", run.pk)
        outcome = try_trial(trial=trial)
    except NotATable as error:
        messages.error(request, str(error))
        return redirect("commitments:grants_columns", trial.pk)
    except OutOfTurn as refusal:
        messages.warning(request, str(refusal.message))
        return redirect("commitments:grants_import")
    context: dict[str, Any] = {"trial": trial, "outcome": outcome, "words": WORDS, "others": set(outcome.other_sheets)}
    return space(request, "import_trial", context, tab=TAB)


@require_safe
@door(find=find_import)
def grants_done(request: HttpRequest, run: GrantsImport) -> HttpResponseBase:
    """What a file did, and its refused lines to mend."""
    return space(request, "import_done", {"run": run, "words": WORDS}, tab=TAB)


@require_safe
@door(find=find_import)
def grants_refused(request: HttpRequest, run: GrantsImport) -> HttpResponseBase:
    """The refused lines, as a table: as they came, with the number of the line and the reason."""
    response = HttpResponse(refused_lines(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="subventions-refusees-{run.pk}.csv"'
    return response
