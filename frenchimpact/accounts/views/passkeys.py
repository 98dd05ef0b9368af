"""Passkeys: options for the script, coming in without mail, adding and removing."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frenchimpact.accounts import actions, keys, passkeys, pending, queries, rules, sessions
from frenchimpact.accounts.forms import AddressForm, PasskeyForm
from frenchimpact.accounts.models import Passkey, User
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render


@require_POST
@open_door
def passkey_challenge(request: HttpRequest) -> HttpResponse:
    """A challenge: for who is in, for who waits at the door, or for anybody's passkey."""
    person = request.user if request.user.is_authenticated else pending.person_at_door(request)
    return JsonResponse(passkeys.begin_using(request, person))


@require_POST
@open_door
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """A passkey is both proofs at once: something held, and the finger or the code that opens it."""
    if request.user.is_authenticated:
        return redirect("desk:home")
    # Someone who waited at the door and chose to begin again with a passkey is a stranger again.
    request.session.pop(pending.KEY, None)
    try:
        person = passkeys.finish_using(request, None, answer=request.POST.get("passkey", ""))
    except Refusal as refusal:
        context = {"form": AddressForm(), "reason": "", "has_parked": False, "trouble": str(refusal.message), "next_url": ""}
        return render(request, "accounts/sign_in.html", context, status=refusal.status)
    next_url = keys.safe_path(request.POST.get("next", ""))
    return redirect(pending.arrive(request, person, way="passkey", next_url=next_url, is_strong=True))


@require_POST
@open_door
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser needs to make a passkey: for who is in and has just proved it, or who must choose a proof to come in."""
    person = _who_may_add(request)
    if person is None:
        return JsonResponse({"message": _("Confirmez d’abord que c’est bien vous.")}, status=403)
    return JsonResponse(passkeys.begin_adding(request, person))


def _who_may_add(request: HttpRequest) -> User | None:
    if request.user.is_authenticated:
        return request.user if sessions.is_fresh(request) else None
    person = pending.person_at_door(request)
    return person if person is not None and not queries.factor_count(person) else None


@door(fresh=True)
def passkey_add(request: HttpRequest) -> HttpResponse:
    """Name it, then let the browser make it."""
    person = cast(User, request.user)
    form, trouble, status = PasskeyForm(request.POST or None), "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                codes = passkeys.finish_adding(request, person, answer=form.cleaned_data["passkey"], name=form.cleaned_data["name"])
            except Refusal as refusal:
                trouble, status = str(refusal.message), refusal.status
            else:
                sessions.note_proof(request, is_strong=True)
                if codes:
                    return render(request, "accounts/codes.html", {"codes": codes, "next_url": None, "is_first": True})
                messages.success(request, _("La clé d’accès est prête."))
                return redirect("accounts:security")
    return render(request, "accounts/passkey.html", {"form": form, "trouble": trouble}, status=status)


@door(lambda user, passkey: True, find=queries.find_passkey, fresh=True)
def passkey_remove(request: HttpRequest, passkey: Passkey) -> HttpResponse:
    """Say what follows, then remove."""
    person = cast(User, request.user)
    if request.method == "POST":
        actions.remove_passkey(passkey=passkey, by=person)
        messages.success(request, _("La clé d’accès est retirée."))
        return redirect("accounts:security")
    context = {"passkey": passkey, "is_last": queries.factor_count(person) == 1, "can_remove": rules.can_remove_factor(person)}
    return render(request, "accounts/passkey_remove.html", context)
