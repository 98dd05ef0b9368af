"""Importing a plan: a file or a pasted table, what it would do line by line, then doing it."""

import csv
import io
import tempfile
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.tables import NotATable, Table, open_table
from frenchimpact.journal.actions import once
from frenchimpact.territories import plan_tables, queries, rules
from frenchimpact.territories.actions.plan_imports import MOST_LINES, apply_import
from frenchimpact.territories.actions.plan_imports import plan_import as judge_import
from frenchimpact.territories.models import Territory
from frenchimpact.territories.queries.actions import FIELD_WORDS
from frenchimpact.territories.views.spaces import person, space_page

_MOST_OCTETS = 2 * 1024 * 1024


class ImportForm(forms.Form):
    """A file, or a table pasted from a spreadsheet."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("Un fichier"),
        required=False,
        help_text=gettext_lazy(
            "Excel (xlsx, xls), OpenDocument (ods) ou CSV, 2 Mo au plus. Un export du plan convient tel quel. "
            "Une formule compte pour sa dernière valeur enregistrée."
        ),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.xlsm,.ods,.xls,.tsv,.txt,text/csv"}),
    )
    sheet = forms.CharField(
        label=gettext_lazy("La feuille à lire"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("Pour un classeur qui en a plusieurs : son nom. Sans réponse, la première qui n’est pas vide."),
    )
    block = forms.CharField(
        label=gettext_lazy("ou un tableau collé"),
        required=False,
        strip=False,
        help_text=gettext_lazy("Copiez les cellules dans votre tableur, première ligne comprise, et collez-les ici."),
        widget=forms.Textarea({"rows": 8}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("file") and not (values.get("block") or "").strip():
            self.add_error("file", _("Choisissez un fichier, ou collez un tableau."))
        return values


def _read(file: Any, block: str, sheet: str) -> tuple[Table, list[plan_tables.Read]]:
    """The table and its lines. Raises NotATable."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "plan"
        if file is not None:
            if (file.size or 0) > _MOST_OCTETS:
                raise NotATable(_("Ce fichier dépasse 2 Mo : un plan tient dans beaucoup moins. Retirez ce qui est inutile."))
            path.write_bytes(file.read())
        else:
            path.write_text(block, encoding="utf-8")
        # « avancement » goes up to a hundred: a cell that shows 30 % is 30.
        table = open_table(path, known=plan_tables.KNOWN, sheet=sheet, percents={"avancement"})
        columns = [plan_tables.column_of(name) for name in table.header]
        lines: list[plan_tables.Read] = []
        for row in table.rows():
            if len(lines) >= MOST_LINES:
                raise NotATable(_("Ce tableau a plus de %(count)s lignes : importez-le en plusieurs fois.") % {"count": MOST_LINES})
            cells = {name: cell for name, cell in zip(columns, row.cells, strict=False) if name}
            read = plan_tables.read_line(row.line, cells)
            if row.problem:
                read.problems[:] = [row.problem]
            lines.append(read)
    if not lines:
        raise NotATable(_("Ce tableau n’a que sa première ligne : ajoutez une ligne par action."))
    return table, lines


def _as_block(lines: list[plan_tables.Read]) -> str:
    """The same lines as text, to be sent again with the confirmation, or corrected in place."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\n")
    used = [name for name in plan_tables.HEADER if any(name in line.cells for line in lines)]
    writer.writerow(used)
    for line in lines:
        writer.writerow([line.cells.get(name, "").replace("\r\n", "\n") for name in used])
    return buffer.getvalue()


@require_http_methods(["GET", "POST"])
@door(rules.can_run, find=queries.find_space)
@once
def plan_import(request: HttpRequest, territory: Territory) -> HttpResponseBase:
    """Choose, read what it would do, confirm."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {"form": form, "report": None, "columns": plan_tables.HEADER, "trouble": ""}
    if request.method != "POST" or not form.is_valid():
        return space_page(request, territory, "plan_import", context, tab="plan", status=422 if form.errors else 200)
    status = 200
    try:
        table, lines = _read(form.cleaned_data["file"], form.cleaned_data["block"], form.cleaned_data["sheet"])
    except NotATable as error:
        form.add_error("file" if form.cleaned_data["file"] else "block", str(error))
        return space_page(request, territory, "plan_import", context, tab="plan", status=422)
    if "apply" in request.POST:
        try:
            leave = request.POST.get("leave") == "on"
            done = apply_import(
                territory=territory, lines=lines, seal=request.POST.get("seal", ""), leave_refused=leave, by=person(request)
            )
        except Refusal as refusal:
            context["trouble"], status = refusal.message, refusal.status
        else:
            counts = {kind: len(done.of(kind)) for kind in ("created", "updated")}
            messages.success(request, _("Import fait : %(created)s actions créées, %(updated)s modifiées.") % counts)
            return redirect("territories:plan", territory.reference)
    field_words: dict[str, str] = {name: words() for name, words in FIELD_WORDS.items()}
    field_words |= {
        "state": _("l’état"),
        "steps": _("les étapes"),
        "partners": _("les partenaires"),
        "budget_lines": _("le budget"),
    }
    context |= {"field_words": field_words, "report": judge_import(territory=territory, lines=lines), "block": _as_block(lines)}
    context |= {
        "sheet": table.sheet,
        "other_sheets": table.other_sheets[:10],
        "form": ImportForm(initial={"block": context["block"], "sheet": form.cleaned_data["sheet"]}),
    }
    return space_page(request, territory, "plan_import", context, tab="plan", status=status)
