"""SIREN that funders typed on their sheets, before an operator confirms them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frenchimpact.aids.rules import can_moderate
from frenchimpact.commitments.queries.numbers import find_unconfirmed, numbers_to_confirm
from frenchimpact.commitments.views.kept import person
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.organisations.actions import confirm_number
from frenchimpact.organisations.models import Organisation


def can_confirm(user: object, _organisation: Organisation) -> bool:
    """Those who run the programme."""
    return can_moderate(user)  # type: ignore[arg-type] # whoever asks


@require_safe
@door(can_moderate)
def funder_numbers(request: HttpRequest) -> HttpResponse:
    """Each with what helps to tell whose it is."""
    return render(request, "commitments/numbers.html", {"rows": numbers_to_confirm()})


@require_POST
@door(can_confirm, find=find_unconfirmed)
@once
def funder_number_confirm(request: HttpRequest, organisation: Organisation) -> HttpResponseBase:
    """It is its own."""
    try:
        confirm_number(organisation=organisation, siren=request.POST.get("siren", ""), by=person(request))
    except Refusal as refusal:
        messages.error(request, str(refusal.message))
    else:
        said = {"siren": organisation.siren, "name": organisation.name}
        messages.success(request, _("Le SIREN %(siren)s est confirmé pour %(name)s : ses engagements sont publiés sous ce numéro.") % said)
    return redirect("commitments:funder_numbers")
