"""Asking for an offer, helping with a request: which one, the reasons, a few words, sent."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from frenchimpact.core.doors import door
from frenchimpact.core.pages import render
from frenchimpact.journal.actions import once
from frenchimpact.offers import rules
from frenchimpact.offers.actions.matches import propose
from frenchimpact.offers.forms.requests import ProposeForm
from frenchimpact.offers.models import Match, Offer, Request, Side
from frenchimpact.offers.queries.offers import Suited, find_offer, own_needs_for, own_offers_for
from frenchimpact.offers.queries.requests import find_request
from frenchimpact.offers.views.frame import carried_out, chosen, person, say


@require_http_methods(["GET", "POST"])
@door(find=find_offer, reason=gettext_lazy("Connectez-vous pour demander cette offre."))
@once
def offer_ask(request: HttpRequest, offer: Offer) -> HttpResponseBase:
    """Choose one of one's requests of that kind, or write one."""
    found = own_needs_for(request.user, offer)
    picked = chosen(found, request.GET.get("demande", ""), by_offer=False)
    is_gone = offer.state != Offer.State.AVAILABLE or offer.is_dormant
    context = {"offer": offer, "found": found, "picked": picked, "side": Side.REQUEST.value, "is_gone": is_gone}
    return _page(request, context, picked, Side.REQUEST)


@require_http_methods(["GET", "POST"])
@door(rules.can_offer_to, find=find_request, reason=gettext_lazy("Connectez-vous pour aider."))
@once
def request_help(request: HttpRequest, need: Request) -> HttpResponseBase:
    """Choose one of one's offers of that kind, or write one."""
    found = own_offers_for(request.user, need)
    picked = chosen(found, request.GET.get("offre", ""), by_offer=True)
    is_gone = need.state not in (Request.State.OPEN, Request.State.MATCHED)
    context = {"need": need, "found": found, "picked": picked, "side": Side.OFFER.value, "is_gone": is_gone}
    return _page(request, context, picked, Side.OFFER)


def _page(request: HttpRequest, context: dict[str, Any], picked: Suited | None, side: Side) -> HttpResponseBase:
    form, status = None, 200
    if picked is not None:
        unit = picked.offer.unit if picked.offer.capacity is not None else ""
        asked = picked.request.quantity if picked.request.unit == unit else None
        form = ProposeForm(request.POST or None, unit=unit, initial={"quantity": asked})
        made: list[Match] = []
        if request.method == "POST" and carried_out(form, lambda: made.append(_propose(picked, side, form.cleaned_data, request))):
            messages.success(request, _("C’est envoyé. La réponse est attendue sous dix jours."))
            return redirect("offers:match", made[0].pk)
        status = 422 if form.errors else 200
    return render(request, "offers/ask.html", {**context, "form": form, "say": say()}, status=status)


def _propose(picked: Suited, side: Side, given: dict[str, Any], request: HttpRequest) -> Match:
    quantity = given.get("quantity") or Decimal(0)
    return propose(offer=picked.offer, request=picked.request, side=side, text=given["text"], quantity=quantity, by=person(request))
