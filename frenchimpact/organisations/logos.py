"""The logo of an organisation: sent, replaced, taken away."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.files import actions as files
from frenchimpact.files.queries import files_of, intake
from frenchimpact.journal.actions import once
from frenchimpact.organisations import queries, rules
from frenchimpact.organisations.forms import LogoForm
from frenchimpact.organisations.models import Organisation


@require_http_methods(["GET", "POST"])
@once
@door(rules.can_edit_organisation, find=queries.find_organisation)
def organisation_logo(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """Send a logo, change its words, or take it away; its bytes go for good."""
    current = files_of(organisation, rules.LOGO).last()
    by = cast(User, request.user)
    if request.method == "POST" and "remove" in request.POST:
        if current is not None:
            files.delete_file(file=current, by=by)
            messages.success(request, _("Le logo est supprimé."))
        return redirect("organisations:organisation_logo", organisation.slug)
    words = current.description if current else _("Logo de %(name)s") % {"name": organisation.name}
    form = LogoForm(request.POST or None, initial={"description": words[:200]}, label_suffix="")
    refused: list[tuple[str, object]] = []
    if request.method == "POST" and form.is_valid():
        description = form.cleaned_data["description"]
        taken = files.replace_picture(
            sent=request.FILES,
            fields=request.POST,
            name="logo",
            owner=organisation,
            purpose=rules.LOGO,
            intake=intake("image"),
            description=description,
            by=by,
        )
        refused = [*taken.refused]
        if not taken.files and not refused and current is None:
            refused = [("", _("Choisissez une image."))]
        elif not taken.files and not refused and current is not None:
            files.describe_file(file=current, description=description, by=by)
        if not refused:
            messages.success(request, _("Le logo est enregistré."))
            return redirect("atlas:organisation", organisation.slug)
    context = {
        "organisation": organisation,
        "form": form,
        "logo": current,
        "refused": refused,
        "intake": intake("image"),
        "sheet": reverse("atlas:organisation", args=[organisation.slug]),
    }
    return render(request, "organisations/logo.html", context, status=422 if refused or form.errors else 200)
