"""Bringing a file of grants in: choose it, read what it would do, confirm."""

import base64
import binascii
import tempfile
import zlib
from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from frenchimpact.aids.rules import is_funder
from frenchimpact.commitments.imports.columns import NAMES
from frenchimpact.commitments.imports.run import Outcome, import_grants
from frenchimpact.commitments.rules import committers_of
from frenchimpact.commitments.views.kept import NOT_KNOWN_YET, person, space
from frenchimpact.core.doors import door
from frenchimpact.core.tables import NotATable
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import is_operator

MOST_OCTETS = 8 * 1024 * 1024
# What a page can carry from the dry run to the import.
_MOST_CARRIED = 1_800_000


class ImportForm(forms.Form):
    """The file, or what was sent the time before."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("Votre fichier de subventions"),
        required=False,
        help_text=gettext_lazy("SCDL de toute version, ou ce qui y ressemble : CSV, xlsx, xls, ods ; ou 360Giving (JSON). 8 Mo au plus."),
        widget=forms.FileInput({"accept": ".csv,.tsv,.txt,.xlsx,.xlsm,.ods,.xls,.json"}),
    )
    carried = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def content(self) -> tuple[str, bytes]:
        """The name and the octets. Raises NotATable."""
        file = self.cleaned_data["file"]
        if file is not None:
            if (file.size or 0) > MOST_OCTETS:
                raise NotATable(_("Ce fichier dépasse 8 Mo : envoyez-le année par année, ou confiez-le à l’opérateur du programme."))
            return file.name or "", file.read()
        try:
            unpacker = zlib.decompressobj()
            found = unpacker.decompress(base64.b64decode(self.cleaned_data["carried"], validate=True), MOST_OCTETS)
        except (binascii.Error, zlib.error, ValueError) as error:
            raise NotATable(_("Choisissez un fichier.")) from error
        if not found:
            raise NotATable(_("Choisissez un fichier."))
        return self.cleaned_data["name"], found


def _carry(content: bytes) -> str:
    packed = base64.b64encode(zlib.compress(content)).decode()
    return packed if len(packed) <= _MOST_CARRIED else ""


def _run(request: HttpRequest, name: str, content: bytes, *, is_dry_run: bool) -> Outcome:
    """Raises NotATable."""
    mine = None if is_operator(request.user) else {siren for siren in committers_of(request.user).values_list("siren", flat=True) if siren}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"subventions{Path(name).suffix[:8]}"
        path.write_bytes(content)
        return import_grants(path, by=person(request), is_dry_run=is_dry_run, file_name=name, funders=mine)


@require_http_methods(["GET", "POST"])
@door(is_funder)
@once
def grants_import(request: HttpRequest) -> HttpResponseBase:
    """Choose, read what it would do, confirm."""
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    context: dict[str, Any] = {"form": form, "outcome": None, "columns": [names[0] for names in NAMES.values()]}
    if request.method != "POST" or not form.is_valid():
        return space(request, "import", context, tab="grants_import", status=422 if form.errors else 200)
    if not is_operator(request.user) and not committers_of(request.user).exists():
        form.add_error(None, str(NOT_KNOWN_YET))
        return space(request, "import", context, tab="grants_import", status=422)
    if not is_operator(request.user) and not committers_of(request.user).exclude(siren="").exists():
        form.add_error(
            None, _("Votre structure n’a pas de SIREN dans l’annuaire : écrivez-le sur sa fiche, vos lignes seront reconnues à lui.")
        )
        return space(request, "import", context, tab="grants_import", status=422)
    is_applied = "apply" in request.POST
    try:
        name, content = form.content()
        outcome = _run(request, name, content, is_dry_run=not is_applied)
    except NotATable as error:
        form.add_error("file", str(error))
        return space(request, "import", context, tab="grants_import", status=422)
    if is_applied:
        counts = {"created": outcome.created, "updated": outcome.updated, "refused": outcome.refused}
        words = _("Import fait : %(created)s engagements créés, %(updated)s modifiés, %(refused)s lignes refusées.")
        messages.success(request, words % counts)
        return redirect("commitments:kept_commitments")
    context |= {"outcome": outcome, "carried": _carry(content), "name": name}
    return space(request, "import", context, tab="grants_import")
