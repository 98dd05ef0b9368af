"""Going to ProConnect, coming back, confirming one's address the first time, and leaving."""

import dataclasses
import logging
import secrets
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.accounts import actions, asking, keys, pending, queries
from frenchimpact.accounts.forms import AddressForm, CodeForm
from frenchimpact.accounts.models import User
from frenchimpact.accounts.proconnect import provider
from frenchimpact.accounts.proconnect.http import ProviderError
from frenchimpact.accounts.proconnect.provider import Identity
from frenchimpact.accounts.views.sign_in import LEFT, TOKEN, send_code
from frenchimpact.core import clock
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render

log = logging.getLogger(__name__)
GONE, WAITING = "proconnect_gone", "proconnect_waiting"
# How long someone may take over there, and then to confirm their address, in seconds.
PATIENCE = 30 * 60


def _only_if_on() -> None:
    if not provider.is_on():
        raise Http404


def _trouble(request: HttpRequest, words: str, *, why: str = "", status: int = 502) -> HttpResponse:
    """The sign-in page, with what went wrong and the other way in. What the provider said stays in our log, under a number."""
    mark = ""
    if why:
        mark = secrets.token_hex(4)
        log.warning("ProConnect %s: %s", mark, why)
    context = {"words": words, "mark": mark, "form": AddressForm()}
    return render(request, "accounts/proconnect_trouble.html", context, status=status)


def _failed(request: HttpRequest, error: ProviderError) -> HttpResponse:
    words = _("ProConnect n’a pas répondu comme prévu. Réessayez dans quelques minutes, ou entrez par votre boîte mail.")
    return _trouble(request, words, why=str(error))


@require_safe
@open_door
def proconnect(request: HttpRequest) -> HttpResponse:
    """Off to ProConnect; a link, so that no policy of forms stands in the way of the identity provider's own redirections."""
    _only_if_on()
    next_url = keys.safe_path(request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(next_url or reverse("desk:home"))
    return _leave(request, next_url=next_url)


@require_safe
@door(fresh=True)
def proconnect_link(request: HttpRequest) -> HttpResponse:
    """Off to ProConnect, to link it with the account that is open."""
    _only_if_on()
    return _leave(request, next_url=reverse("accounts:security"), person=request.user.pk)


def _leave(request: HttpRequest, *, next_url: str, person: int | None = None) -> HttpResponse:
    try:
        departure = provider.depart()
    except ProviderError as error:
        return _failed(request, error)
    request.session[GONE] = departure.kept | {"next": next_url, "person": person, "at": clock.now().timestamp()}
    response = redirect(departure.url)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@open_door
def proconnect_back(request: HttpRequest) -> HttpResponse:
    """Back from ProConnect. The way out serves once: an address replayed, shared or forged leads nowhere."""
    _only_if_on()
    kept: dict[str, Any] | None = request.session.pop(GONE, None)
    if (
        kept is None
        or clock.now().timestamp() - kept["at"] > PATIENCE
        or not constant_time_compare(request.GET.get("state", ""), kept["state"])
    ):
        return _trouble(request, _("Cette page ne sert qu’une fois, juste après ProConnect. Recommencez depuis ici."), status=410)
    if request.GET.get("error") == "access_denied":
        return _trouble(
            request, _("Vous êtes revenu de ProConnect sans vous identifier. Recommencez, ou entrez par votre boîte mail."), status=403
        )
    if "error" in request.GET or not request.GET.get("code"):
        return _failed(request, ProviderError(f"came back with {request.GET.get('error', 'no code')[:100]!r}"))
    try:
        identity = provider.identify(request.GET["code"], kept)
    except ProviderError as error:
        return _failed(request, error)
    try:
        return _welcome(request, identity, kept)
    except Refusal as refusal:
        return _trouble(request, str(refusal.message), status=refusal.status)


def _welcome(request: HttpRequest, identity: Identity, kept: dict[str, Any]) -> HttpResponse:
    if kept["person"] is not None:
        if request.user.pk != kept["person"]:
            return _trouble(request, _("Vous avez changé de compte entre-temps. Recommencez depuis la page Sécurité."), status=409)
        person = cast(User, request.user)
        actions.link_proconnect(person=person, identity=identity, by=person)
        request.session[TOKEN] = identity.id_token
        messages.success(request, _("ProConnect ouvre maintenant votre compte."))
        return redirect("accounts:security")
    known = actions.person_of_proconnect(identity=identity)
    if known is not None:
        return _enter(request, known, identity, kept["next"])
    if not identity.email:
        return _trouble(request, _("ProConnect n’a pas transmis votre adresse. Entrez par votre boîte mail."), status=409)
    if identity.is_email_verified and queries.person_of(identity.email) is None:
        person = actions.person_for(email=identity.email)
        actions.link_proconnect(person=person, identity=identity, by=person)
        return _enter(request, person, identity, kept["next"])
    return _ask_address(request, identity, kept["next"])


def _enter(request: HttpRequest, person: User, identity: Identity, next_url: str) -> HttpResponse:
    is_strong = settings.PROCONNECT_TRUST_MFA and "mfa" in identity.methods
    url = pending.arrive(request, person, way="proconnect", next_url=next_url, is_strong=is_strong)
    # Needed to leave ProConnect too; it stays in the session, on our side.
    request.session[TOKEN] = identity.id_token
    return redirect(url)


def _ask_address(request: HttpRequest, identity: Identity, next_url: str) -> HttpResponse:
    """The first time: an address that only the provider tells opens no account of someone else, and holds none in advance."""
    request.session[WAITING] = dataclasses.asdict(identity) | {"next": next_url, "at": clock.now().timestamp()}
    browser = keys.browser_of(request) or keys.new_key()
    try:
        send_code(request, email=identity.email, browser=browser, next_url=next_url, reason=_("Pour relier ProConnect à votre compte"))
    except ValueError:
        words = _("ProConnect a transmis une adresse qui n’en est pas une. Entrez par votre boîte mail.")
        return _trouble(request, words, status=409)
    response = redirect("accounts:proconnect_address")
    asking.remember_browser(response, browser)
    return response


@open_door
def proconnect_address(request: HttpRequest) -> HttpResponse:
    """Six digits received at the address that ProConnect told, once and for all."""
    _only_if_on()
    kept: dict[str, Any] | None = request.session.get(WAITING)
    if kept is None or request.user.is_authenticated or clock.now().timestamp() - kept["at"] > PATIENCE:
        return redirect("accounts:sign_in")
    form, status = CodeForm(), 200
    if request.method == "POST":
        form, status = CodeForm(request.POST), 422
        if form.is_valid():
            try:
                url = _confirm(request, kept, form.cleaned_data["code"])
            except Refusal as refusal:
                form.add_error("code", str(refusal.message))
                status = refusal.status
            else:
                return url
    return render(request, "accounts/proconnect_address.html", {"form": form, "email": kept["email"]}, status=status)


def _confirm(request: HttpRequest, kept: dict[str, Any], code: str) -> HttpResponse:
    used = actions.use_code(browser=keys.browser_of(request), code=code, device_key=keys.device_of(request))
    if used.email.lower() != kept["email"].lower():
        raise Refusal(_("Ce code a été demandé pour une autre adresse. Recommencez depuis la page de connexion."))
    fields = {name: value for name, value in kept.items() if name not in {"next", "at"}}
    identity = Identity(**fields | {"methods": tuple(kept["methods"])})
    person = actions.person_for(email=used.email)
    actions.link_proconnect(person=person, identity=identity, by=person)
    del request.session[WAITING]
    return _enter(request, person, identity, kept["next"])


@door(fresh=True)
def proconnect_remove(request: HttpRequest) -> HttpResponse:
    """ProConnect no longer opens this account."""
    person = cast(User, request.user)
    if request.method == "POST":
        actions.unlink_proconnect(person=person, by=person)
        messages.success(request, _("ProConnect n’ouvre plus votre compte."))
        return redirect("accounts:security")
    return render(request, "accounts/proconnect_remove.html")


@require_safe
@open_door
def proconnect_left(request: HttpRequest) -> HttpResponse:
    """Back after leaving ProConnect."""
    _only_if_on()
    state = request.session.pop(LEFT, "")
    if state and constant_time_compare(request.GET.get("state", ""), state):
        messages.success(request, _("Vous êtes déconnecté, de ProConnect aussi."))
    return redirect("/")
