"""What everyone may know of what is kept about people; what the operators do about it."""

from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.accounts.models import User
from frenchimpact.core.algorithms import algorithms
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.listings import csv_text, json_text
from frenchimpact.core.pages import render
from frenchimpact.core.processing import BASES, register
from frenchimpact.privacy import actions, queries, retention
from frenchimpact.privacy import register as rows_of
from frenchimpact.privacy.forms import HoldForm, LiftForm
from frenchimpact.privacy.models import Hold
from frenchimpact.privacy.rules import can_watch_data

SHOWN = 40


def _file(rows: list[dict[str, Any]], columns: tuple[str, ...], *, name: str, kind: str) -> HttpResponse:
    if kind == "json":
        return HttpResponse("".join(json_text(rows)), content_type="application/json; charset=utf-8")
    if kind != "csv":
        raise Http404
    response = HttpResponse("".join(csv_text(rows, has_bom=True, columns=columns)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@require_safe
@open_door
def processings(request: HttpRequest) -> HttpResponse:
    """The register of processing, as a page or a file."""
    if kind := request.GET.get("format"):
        return _file(rows_of.rows(), rows_of.COLUMNS, name="registre-des-traitements", kind=kind)
    return render(request, "privacy/register.html", {"register": register(), "bases": BASES})


@require_safe
@open_door
def algorithm_list(request: HttpRequest) -> HttpResponse:
    """What weighs in decisions, and how."""
    return render(request, "privacy/algorithms.html", {"algorithms": algorithms()})


@require_safe
@door(can_watch_data)
def table_list(request: HttpRequest) -> HttpResponse:
    """Every table that names a person, its columns and its fate."""
    if kind := request.GET.get("format"):
        return _file(rows_of.table_rows(), rows_of.TABLE_COLUMNS, name="tables-des-traitements", kind=kind)
    return render(request, "privacy/tables.html", {"rows": rows_of.table_rows()})


@door(can_watch_data)
def programme_data(request: HttpRequest) -> HttpResponse:
    """What will end, what ended, and what a reason obliges to keep; a new reason is written here."""
    form, status = HoldForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.set_hold(person=cast(User, form.person), reason=form.cleaned_data["reason"], by=cast(User, request.user))
            except Refusal as refusal:
                form.add_error("email", str(refusal.message))
                status = refusal.status
            else:
                messages.success(request, _("C’est inscrit : rien de cette personne ne sera effacé avant la levée."))
                return redirect("privacy:programme_data")
    context = {
        "form": form,
        "foreseen": retention.foresee_round(),
        "rounds": list(queries.rounds()[:SHOWN]),
        "titles": retention.titles(),
        "holds": list(queries.holds()[:SHOWN]),
    }
    return render(request, "privacy/programme.html", context, status=status)


@door(can_watch_data, find=queries.find_hold)
def hold(request: HttpRequest, found: Hold) -> HttpResponse:
    """One reason to keep, and its end."""
    form, status = LiftForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.lift_hold(hold=found, why=form.cleaned_data["why"], by=cast(User, request.user))
            except Refusal as refusal:
                form.add_error("why", str(refusal.message))
                status = refusal.status
            else:
                messages.success(request, _("Le motif est levé : les règles de durée s’appliquent de nouveau."))
                return redirect("privacy:programme_data")
    return render(request, "privacy/hold.html", {"form": form, "hold": found}, status=status)
