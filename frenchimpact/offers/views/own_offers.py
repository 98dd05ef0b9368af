"""The offers of one's organisations: written, sent to be read, paused, confirmed, and what meets them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.geo.queries import TypedPlace, is_sent, place_chooser, places_by_keys, places_sent
from frenchimpact.journal.actions import once
from frenchimpact.offers import rules
from frenchimpact.offers.actions import offers as actions
from frenchimpact.offers.forms.offers import OfferForm, ReasonForm
from frenchimpact.offers.models import Offer, Side
from frenchimpact.offers.queries import offers as reads
from frenchimpact.offers.queries.matches import matches_of
from frenchimpact.offers.views.frame import carried_out, needs_answer, person, say

# What who offers may do by one button.
_VERBS = ("submit", "pause", "resume", "renew")


@require_safe
@door()
def my_offers(request: HttpRequest) -> HttpResponse:
    """All of one's own, or those of one structure."""
    houses = list(rules.offering_for(request.user).order_by("name", "pk"))
    house = next((one for one in houses if one.slug == request.GET.get("structure")), None)
    found = reads.own_list(request.user)
    rows = list((found.filter(organisation=house) if house else found)[:200])
    here = request.path
    tabs = [(_("Toutes"), here, house is None, None), *((one.name, f"{here}?structure={one.slug}", one == house, None) for one in houses)]
    context = {"rows": rows, "say": say(), "may_offer": bool(houses), "house": house, "tabs": tabs if len(houses) > 1 else []}
    return render(request, "offers/my_offers.html", context)


@require_http_methods(["GET", "POST"])
@door(rules.can_offer)
@once
def offer_new(request: HttpRequest) -> HttpResponseBase:
    """A draft."""
    houses = rules.offering_for(request.user).order_by("name", "pk")
    form = OfferForm(request.POST or None, houses=houses, initial={"what": request.GET.get("nature", "")})
    keys, typed = places_sent(request, [])
    made: list[Offer] = []

    def act() -> None:
        made.append(actions.prepare_offer(by=person(request), places=places_by_keys(keys), **form.values()))

    if is_sent(request, typed) and carried_out(form, act):
        messages.success(request, _("Le brouillon est enregistré. Relisez-le, puis envoyez-le à l’équipe du programme."))
        return redirect("offers:own_offer", made[0].reference)
    return _form_page(request, form, keys, typed, None)


@require_http_methods(["GET", "POST"])
@door(rules.can_edit_offer, find=reads.find_own_offer)
@once
def offer_edit(request: HttpRequest, offer: Offer) -> HttpResponseBase:
    """Its sheet."""
    initial = {name: getattr(offer, name) for name in actions.FIELDS}
    form = OfferForm(request.POST or None, houses=None, offer=offer, initial=initial)
    keys, typed = places_sent(request, [one.place.key for one in offer.places.all()])

    def act() -> None:
        is_trusted = not rules.is_read_again(request.user, offer)
        actions.change_offer(offer=offer, by=person(request), places=places_by_keys(keys), is_trusted=is_trusted, **form.values())

    if is_sent(request, typed) and carried_out(form, act):
        offer.refresh_from_db()
        is_read = offer.state == Offer.State.MODERATED
        messages.success(
            request, _("C’est enregistré. L’équipe du programme relit ce qui a changé.") if is_read else _("C’est enregistré.")
        )
        return redirect("offers:own_offer", offer.reference)
    return _form_page(request, form, keys, typed, offer)


def _form_page(request: HttpRequest, form: OfferForm, keys: list[str], typed: TypedPlace, offer: Offer | None) -> HttpResponse:
    is_wrong = request.method == "POST" and (form.errors or typed.problem)
    context = {"form": form, "chooser": place_chooser(keys, typed), "offer": offer}
    return render(request, "offers/offer_edit.html", context, status=422 if is_wrong else 200)


@require_safe
@door(rules.can_edit_offer, find=reads.find_own_offer)
def own_offer(request: HttpRequest, offer: Offer) -> HttpResponse:
    """Where it stands, the matches to answer, the requests that suit it."""
    return _own_page(request, offer, ReasonForm(label_suffix=""))


def _own_page(request: HttpRequest, offer: Offer, form: ReasonForm, refusal: str = "", status: int = 200) -> HttpResponse:
    is_given = offer.state == Offer.State.AVAILABLE and not offer.is_dormant
    context: dict[str, Any] = {
        "offer": offer,
        "say": say(),
        "can": {verb: Offer.FLOW.can(verb, offer.state) for verb in (*_VERBS, "withdraw")},
        "matches": matches_of(offer=offer),
        "to_answer": lambda match: needs_answer(match, Side.OFFER),
        "suited": reads.suited_requests(offer) if is_given else [],
        "is_given": is_given,
        "form": form,
        "refusal": refusal,
    }
    return render(request, "offers/own_offer.html", context, status=status)


@require_POST
@door(rules.can_edit_offer, find=reads.find_own_offer)
@once
def offer_move(request: HttpRequest, offer: Offer) -> HttpResponseBase:
    """Sent to be read, paused, resumed, renewed, withdrawn, or still true."""
    verb, form = request.POST.get("do", ""), ReasonForm(label_suffix="")
    try:
        if verb == "confirm":
            actions.confirm_offer(offer=offer, by=person(request))
        elif verb == "withdraw":
            form = ReasonForm(request.POST, label_suffix="")
            reason = form.cleaned_data["reason"] if form.is_valid() else ""
            if not form.errors:
                actions.move_offer(offer=offer, verb=verb, by=person(request), reason=reason)
        elif verb in _VERBS:
            actions.move_offer(offer=offer, verb=verb, by=person(request))
        else:
            raise Refusal(_("Choisissez une action."))
    except Refusal as refusal:
        return _own_page(request, offer, form, str(refusal.message), refusal.status)
    if form.errors:
        return _own_page(request, offer, form, status=422)
    messages.success(request, _done(verb))
    if request.POST.get("vers") == "liste":
        return redirect("offers:my_offers")
    return redirect("offers:own_offer", offer.reference)


def _done(verb: str) -> str:
    return {
        "confirm": _("Merci : l’offre est confirmée pour trois mois."),
        "submit": _("L’offre est envoyée. L’équipe du programme la lit avant qu’elle soit publique."),
        "pause": _("L’offre est en pause : personne ne peut la demander."),
        "resume": _("L’offre est de nouveau disponible."),
        "renew": _("L’offre est de nouveau disponible."),
        "withdraw": _("L’offre est retirée."),
    }[verb]
