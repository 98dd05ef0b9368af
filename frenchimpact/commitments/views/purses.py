"""The funder's space: envelopes, funds and programmes."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import F, Q, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frenchimpact.aids.rules import is_funder
from frenchimpact.commitments import actions, rules
from frenchimpact.commitments.forms.purses import EnvelopeForm, VehicleForm
from frenchimpact.commitments.models import Envelope, Vehicle
from frenchimpact.commitments.queries.kept import find_envelope, find_vehicle
from frenchimpact.commitments.views.kept import asking, chosen_of, person, space
from frenchimpact.core.doors import door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.explained import explain
from frenchimpact.journal.actions import once


@require_safe
@door(is_funder)
def envelopes(request: HttpRequest) -> HttpResponse:
    """What was set aside, and what remains."""
    rows, chosen = rules.kept_envelopes(request.user).select_related("funder"), chosen_of(request)
    if chosen is not None:
        rows = rows.filter(funder=chosen)
    return space(request, "envelopes", {"envelopes": rows[:500]}, tab="envelopes")


def _writing(request: HttpRequest, envelope: Envelope | None) -> HttpResponseBase:
    names = ("name", "amount", "starts_on", "ends_on")
    initial = {name: getattr(envelope, name) for name in names} if envelope else {}
    form = EnvelopeForm(request.POST or None, user=request.user, is_new=envelope is None, initial=initial)
    back = reverse("commitments:envelopes")
    if request.method == "POST" and form.is_valid():
        try:
            if envelope is None:
                actions.open_envelope(by=person(request), **form.cleaned_data)
            else:
                actions.change_envelope(envelope=envelope, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("L’enveloppe est enregistrée."))
            return redirect(back)
    title = _("Modifier l’enveloppe") if envelope else _("Ouvrir une enveloppe")
    text = _("Les engagements pris dessus ne dépasseront jamais son montant.")
    return asking(request, form, tab="envelopes", title=title, button=_("Enregistrer"), back=back, text=text)


@require_http_methods(["GET", "POST"])
@door(is_funder)
@once
def envelope_add(request: HttpRequest) -> HttpResponseBase:
    """One more envelope."""
    return _writing(request, None)


@require_http_methods(["GET", "POST"])
@door(rules.can_keep_envelope, find=find_envelope)
@once
def envelope_edit(request: HttpRequest, envelope: Envelope) -> HttpResponseBase:
    """Its name, days or amount."""
    return _writing(request, envelope)


@require_safe
@door(is_funder)
def vehicles(request: HttpRequest) -> HttpResponse:
    """Funds and programmes: what each received, and what it placed."""
    net = F("received__gross") - F("received__cancelled") - F("received__recovered")
    out = F("placed__gross") - F("placed__cancelled") - F("placed__recovered")
    kept, chosen = rules.kept_vehicles(request.user).select_related("organisation"), chosen_of(request)
    own = kept.filter(organisation=chosen)[:500] if chosen is not None else kept[:500]
    keys = [one.pk for one in own]
    received = dict(
        Vehicle.objects.filter(pk__in=keys).order_by().values_list("pk").annotate(total=Sum(net, filter=Q(received__isnull=False)))
    )
    placed = dict(Vehicle.objects.filter(pk__in=keys).order_by().values_list("pk").annotate(total=Sum(out, filter=Q(placed__isnull=False))))
    none = Decimal(0)
    rows: list[tuple[Vehicle, Decimal, Decimal]] = [(one, received.get(one.pk) or none, placed.get(one.pk) or none) for one in own]
    return space(request, "vehicles", {"vehicles": rows}, tab="vehicles")


def _writing_vehicle(request: HttpRequest, vehicle: Vehicle | None) -> HttpResponseBase:
    initial = {name: getattr(vehicle, name) for name in ("name", "public_share", "text")} if vehicle else {}
    form = VehicleForm(request.POST or None, user=request.user, is_new=vehicle is None, initial=initial)
    back = reverse("commitments:vehicles")
    if request.method == "POST" and form.is_valid():
        try:
            if vehicle is None:
                actions.add_vehicle(by=person(request), **form.cleaned_data)
            else:
                actions.change_vehicle(vehicle=vehicle, by=person(request), **form.cleaned_data)
        except Refusal as refusal:
            explain(form, refusal)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect(back)
    title = _("Modifier ce fonds ou ce programme") if vehicle else _("Ajouter un fonds ou un programme")
    text = _("Il reçoit de l’argent, puis le place : ce qu’il place n’est pas compté une seconde fois.")
    return asking(request, form, tab="vehicles", title=title, button=_("Enregistrer"), back=back, text=text)


@require_http_methods(["GET", "POST"])
@door(is_funder)
@once
def vehicle_add(request: HttpRequest) -> HttpResponseBase:
    """One more fund or programme."""
    return _writing_vehicle(request, None)


@require_http_methods(["GET", "POST"])
@door(rules.can_keep_vehicle, find=find_vehicle)
@once
def vehicle_edit(request: HttpRequest, vehicle: Vehicle) -> HttpResponseBase:
    """Its name, words or public part."""
    return _writing_vehicle(request, vehicle)
