"""Aids that do not go together: said by their funders and by those who run the programme."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frenchimpact.aids.queries.spaces import funder_frame
from frenchimpact.aids.rules import is_funder
from frenchimpact.core import clock
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.core.pages import render
from frenchimpact.financing.actions import incompatible as actions
from frenchimpact.financing.forms.incompatible import PairForm, ReasonForm
from frenchimpact.financing.models import IncompatibleAids
from frenchimpact.financing.queries.incompatible import find_pair, pairs_of
from frenchimpact.financing.views.pages import person
from frenchimpact.journal.actions import once
from frenchimpact.organisations.rules import is_operator

SHOWN = 200


@require_http_methods(["GET", "POST"])
@door(is_funder)
@once
def incompatible_aids(request: HttpRequest) -> HttpResponseBase:
    """The pairs that the person may write, and one more."""
    runs = is_operator(request.user)
    form = PairForm(request.POST if request.method == "POST" else None, user=request.user, is_operator=runs)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            actions.write_incompatible(aid=values.pop("aid"), other=values.pop("other"), values=values, by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("C’est écrit : les plans qui réunissent ces deux aides le disent."))
            return redirect("financing:incompatible_aids")
    context = {"form": form, "pairs": list(pairs_of(request.user)[:SHOWN]), "today": clock.today(), "runs": runs}
    return _page(request, "incompatible", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@door(find=find_pair)
@once
def incompatible_edit(request: HttpRequest, pair: IncompatibleAids) -> HttpResponseBase:
    """Why, where it is said, from when to when: an end says that they go together again."""
    initial = {name: getattr(pair, name) for name in ReasonForm.base_fields}
    form = ReasonForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_incompatible(pair=pair, values=form.cleaned_data, by=person(request))
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("financing:incompatible_aids")
    return _page(request, "incompatible_edit", {"form": form, "pair": pair}, status=422 if form.errors else 200)


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    return render(
        request, f"financing/{template}.html", {**funder_frame(request.user, "financing:incompatible_aids"), **context}, status=status
    )
