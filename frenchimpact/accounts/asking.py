"""How the doors ask for sign-in: the way back and what was typed are kept."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from frenchimpact.accounts import actions, keys
from frenchimpact.accounts.models import ParkedForm
from frenchimpact.core.doors import SignInNeeded

REASON_SALT = "accounts.reason"


def remember_browser(response: HttpResponseBase, browser: str) -> None:
    """Tie what comes next to this browser, for as long as it may take."""
    response.set_cookie(
        keys.BROWSER_COOKIE,
        browser,
        max_age=int(actions.PARKED_FOR.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def sign_in_url(next_url: str, reason: str = "") -> str:
    """The sign-in page that comes back to `next_url`; the reason is signed, so that nobody writes in our name."""
    words = {"next": next_url} | ({"pourquoi": signing.dumps(reason, salt=REASON_SALT)} if reason else {})
    return f"{reverse('accounts:sign_in')}?{urlencode(words)}"


def reason_of(request: HttpRequest) -> str:
    """Why signing in is needed, when the page before said so."""
    try:
        return str(signing.loads(request.GET.get("pourquoi", ""), salt=REASON_SALT))
    except signing.BadSignature:
        return ""


def wants_json(request: HttpRequest) -> bool:
    """Whether a script of the page asks, keeping by itself what was typed."""
    return request.headers.get("Accept", "").startswith("application/json")


def ask_to_prove(request: HttpRequest) -> HttpResponse:
    """Ask who is signed in to prove again that it is them; then back to the page, with what was typed."""
    if wants_json(request):
        words = {"message": _("Confirmez d’abord que c’est bien vous."), "page": reverse("accounts:prove")}
        return JsonResponse(words, status=401)
    return _go_and_come_back(request, lambda back: f"{reverse('accounts:prove')}?{urlencode({'next': back})}")


def ask(request: HttpRequest, error: SignInNeeded) -> HttpResponse:
    """Ask to sign in: a page, a redirection that htmx follows, or an answer that the page's script opens in place."""
    if wants_json(request):
        words = {"message": _("Votre session a pris fin. Reconnectez-vous : rien n’est perdu."), "panel": reverse("accounts:in_place")}
        return JsonResponse(words, status=401)
    return _go_and_come_back(request, lambda back: sign_in_url(back, str(error.reason)))


def _go_and_come_back(request: HttpRequest, address: Callable[[str], str]) -> HttpResponse:
    """Lead to a page that asks something first. `address` makes it from where to come back, with what was typed."""
    htmx = getattr(request, "htmx", None)
    browser = keys.browser_of(request) or keys.new_key()
    if request.method in {"GET", "HEAD"}:
        back = (htmx.current_url_abs_path if htmx else None) or request.get_full_path()
    else:
        back = _park(request, browser)
    url = address(keys.safe_path(back) or "/")
    response = HttpResponse(status=401) if htmx else redirect(url)
    if htmx:
        response["HX-Redirect"] = url
    remember_browser(response, browser)
    return response


def _park(request: HttpRequest, browser: str) -> str:
    # No table holds a null character: what is kept comes back without it.
    fields: dict[str, Any] = {_whole(name): [_whole(value) for value in values] for name, values in request.POST.lists()}
    key = actions.park_form(
        path=request.get_full_path(),
        fields=fields,
        has_files=bool(request.FILES),
        browser=browser,
        network=keys.network_digest(request),
    )
    if key is not None:
        return reverse("accounts:resume", args=[key])
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else "/"


def address_in(parked: ParkedForm | None, browser: str) -> str:
    """The address that was typed in the form that waits: shown again to the browser that sent it, and to no other."""
    if parked is None or not constant_time_compare(parked.browser_digest, keys.digest("browser", browser)):
        return ""
    return str(next(iter(parked.fields.get("email", [])), ""))[:254]


def _whole(text: str) -> str:
    return text.replace("\x00", "")
