"""What leaves the operators' table: its lines or their answers for a spreadsheet, whole files with their documents."""

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions, dossiers, queries
from frenchimpact.calls.models import Call
from frenchimpact.calls.queries import Asked
from frenchimpact.core import sheets
from frenchimpact.core.archives import zip_stream
from frenchimpact.core.listings import csv_lines

FORMATS = ("csv", "xlsx", "zip")


def export(request: HttpRequest, call: Call, asked: Asked) -> HttpResponseBase:
    """The rows of the table in the order shown; or their answers, with names or without; or whole files."""
    kind, contents = request.GET.get("format", ""), request.GET.get("contenu", "")
    if kind == "zip":
        return _archive(request, call, asked)
    if contents in {"reponses", "anonyme"}:
        rows: Iterable[Sequence[Any]] = queries.answer_rows(call, asked, request.user, is_anonymous=contents == "anonyme")
        name = f"candidatures-{call.slug}-{contents}"
    else:
        rows, name = queries.export_rows(call, asked, request.user), f"candidatures-{call.slug}"
    if kind == "xlsx":
        return _named(HttpResponse(sheets.workbook(call.title, rows), content_type=sheets.TYPE), f"{name}.xlsx")
    lines = chain(["\ufeff"], csv_lines(rows, separator=";"))
    return _named(StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8"), f"{name}.csv")


def _named[R: HttpResponseBase](response: R, name: str) -> R:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _archive(request: HttpRequest, call: Call, asked: Asked) -> HttpResponseBase:
    """Every file of the table as a folder: on paper, with its documents. Too many at once is said, with what to do."""
    count = queries.shown_count(call, asked, request.user)
    if not 0 < count <= dossiers.MOST:
        words = _("Au plus %(most)s dossiers par archive : filtrez par session, par région ou par état.") % {"most": dossiers.MOST}
        messages.warning(request, words if count else _("Aucun dossier ici : l’archive serait vide."))
        return redirect(reverse("calls:instruction", args=[call.slug]) + "?" + urlencode(asked.pairs()))
    user = cast(User, request.user)
    actions.note_taken_out(call=call, count=count, by=user)
    entries = dossiers.entries(call, asked, user, language=get_language() or "fr")
    return _named(StreamingHttpResponse(zip_stream(entries), content_type="application/zip"), f"candidatures-{call.slug}.zip")
