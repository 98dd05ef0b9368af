"""Changing address."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from frenchimpact.accounts import actions, queries
from frenchimpact.accounts.forms import AddressForm
from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render


@door(fresh=True)
def address(request: HttpRequest) -> HttpResponse:
    """The new address, and what waits for a confirmation."""
    person = cast(User, request.user)
    form, status = AddressForm(request.POST or None), 200
    form.fields["email"].label = _("Votre nouvelle adresse e-mail")
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.ask_address_change(person=person, email=form.cleaned_data["email"], by=person)
            except Refusal as refusal:
                form.add_error("email", str(refusal.message))
                status = refusal.status
            else:
                messages.success(request, _("Deux messages sont partis : un vers chaque adresse. Confirmez dans les deux."))
                return redirect("accounts:address")
    context = {"form": form, "waiting": queries.open_address_change(person)}
    return render(request, "accounts/address.html", context, status=status)


@open_door
def address_confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind the link: opening it changes nothing, mail gateways open links too."""
    found = queries.address_change_of(key)
    trouble, status, done = "", 200, ""
    if request.method == "POST":
        try:
            if "refuse" in request.POST:
                actions.refuse_address(key=key)
                done = "refused"
            else:
                done = "moved" if actions.confirm_address(key=key).closed_at else "half"
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
    elif not actions.is_open_change(found):
        trouble, status = _("Ce lien n’est plus valable : il a servi, un autre l’a remplacé, ou plus d’un jour a passé."), 410
    return render(request, "accounts/address_confirm.html", {"change": found, "trouble": trouble, "done": done}, status=status)
