"""Signing in by mail, and out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frenchimpact.accounts import actions, asking, keys, pending, queries, sessions
from frenchimpact.accounts.forms import AddressForm, CodeForm
from frenchimpact.accounts.models import ParkedForm, SignInRequest
from frenchimpact.accounts.proconnect import provider
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.pages import render

# What the session keeps of ProConnect: its token, to leave it too, and the mark by which the way back is recognised.
TOKEN, LEFT = "proconnect_id_token", "proconnect_left"


def arrive(request: HttpRequest, sign_in: SignInRequest, *, way: str) -> str:
    """The address is confirmed: gives the page that comes next, which may ask for a second proof."""
    return pending.arrive(request, actions.person_for(email=sign_in.email), way=way, next_url=sign_in.next_url)


def send_code(request: HttpRequest, *, email: str, browser: str, next_url: str, reason: str) -> SignInRequest:
    """Ask for a code on behalf of this browser. Raises TooMany."""
    network = keys.network_digest(request)
    device = keys.device_of(request)
    return actions.ask_sign_in(email=email, browser=browser, network=network, next_url=next_url, reason=reason, device_key=device)


@open_door
def sign_in(request: HttpRequest) -> HttpResponse:
    """An address, and nothing else."""
    next_url = keys.safe_path(request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(next_url or reverse("desk:home"))
    parked = queries.parked_form_at(next_url)
    known = asking.address_in(parked, keys.browser_of(request))
    form, reason = AddressForm(request.POST or None, initial={"email": known}), asking.reason_of(request)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            browser = keys.browser_of(request) or keys.new_key()
            try:
                send_code(request, email=form.cleaned_data["email"], browser=browser, next_url=next_url, reason=reason)
            except TooMany as refusal:
                form.add_error("email", str(refusal.message))
                status = refusal.status
            else:
                response = redirect("accounts:code")
                asking.remember_browser(response, browser)
                return response
    context = {"form": form, "reason": reason, "has_parked": parked is not None, "trouble": "", "next_url": next_url}
    return render(request, "accounts/sign_in.html", context, status=status)


@open_door
def code(request: HttpRequest) -> HttpResponse:
    """Six digits, in the browser that asked for them; a new code is one click away."""
    browser = keys.browser_of(request)
    waiting = queries.sign_in_of_browser(browser)
    if request.user.is_authenticated:
        return redirect((waiting and waiting.next_url) or reverse("desk:home"))
    if waiting is None:
        return redirect("accounts:sign_in")
    form, trouble, status = CodeForm(), "", 200
    if request.method == "POST" and "another" in request.POST:
        try:
            send_code(request, email=waiting.email, browser=browser, next_url=waiting.next_url, reason=waiting.reason)
        except TooMany as refusal:
            trouble, status = str(refusal.message), refusal.status
        else:
            messages.success(request, _("Un nouveau code est parti. L’ancien ne sert plus."))
            return redirect("accounts:code")
    elif request.method == "POST":
        form, status = CodeForm(request.POST), 422
        if form.is_valid():
            try:
                found = actions.use_code(browser=browser, code=form.cleaned_data["code"], device_key=keys.device_of(request))
                url = arrive(request, found, way="mail")
            except actions.WrongCode as refusal:
                form.add_error("code", str(refusal.message))
            except Refusal as refusal:
                trouble, status = str(refusal.message), refusal.status
            else:
                return redirect(url)
    context = {"form": form, "email": waiting.email, "reason": waiting.reason, "trouble": trouble, "is_good": actions.is_good(waiting)}
    return render(request, "accounts/code.html", context, status=status)


@open_door
def link(request: HttpRequest, key: str) -> HttpResponse:
    """The page behind the link of the message. Opening it uses nothing: mail gateways open links too."""
    found = queries.sign_in_of_link(key)
    if request.user.is_authenticated and found and found.used_at:
        return redirect(found.next_url or reverse("desk:home"))
    trouble, status = "", 200
    if request.method == "POST" and "another" in request.POST and found:
        browser = keys.browser_of(request) or keys.new_key()
        try:
            send_code(request, email=found.email, browser=browser, next_url=found.next_url, reason=found.reason)
        except TooMany as refusal:
            trouble, status = str(refusal.message), refusal.status
        else:
            response = redirect("accounts:code")
            asking.remember_browser(response, browser)
            return response
    elif request.method == "POST":
        try:
            url = arrive(request, actions.use_link(key=key), way="link")
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
        else:
            return redirect(url)
    is_good = found is not None and actions.is_good(found)
    if not is_good and not trouble:
        trouble, status = _("Ce lien n’est plus valable : il a servi, ou plus de 30 minutes ont passé."), 410
    context = {"email": found.email if found else "", "reason": found.reason if found else "", "trouble": trouble, "is_good": is_good}
    return render(request, "accounts/link.html", context, status=status)


@door(find=queries.find_parked_form, own=True)
def resume(request: HttpRequest, parked: ParkedForm) -> HttpResponse:
    """What was typed before signing in, ready to be sent with a fresh token."""
    is_same_browser = constant_time_compare(parked.browser_digest, keys.digest("browser", keys.browser_of(request)))
    fields = [(name, value) for name, values in parked.fields.items() for value in values]
    # Sentences only: the marks and keys of a form are for machines.
    texts = [value for name, value in fields if name not in {"once", "marks"} and " " in value.strip() and not value.startswith(("{", "["))]
    context = {"parked": parked, "fields": fields, "texts": texts, "is_same_browser": is_same_browser}
    return render(request, "accounts/resume.html", context)


@require_POST
@open_door
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session; the browser keeps nothing."""
    token = request.session.get(TOKEN) if provider.is_on() else None
    sessions.go_out(request)
    response: HttpResponse = redirect(keys.safe_path(request.POST.get("next", "")) or "/")
    departure = provider.departure_from(token) if token else None
    if departure is not None:
        request.session[LEFT] = departure.kept["state"]
        response = render(request, "accounts/leaving.html", {"url": departure.url})
    response.delete_cookie(keys.BROWSER_COOKIE)
    response["Clear-Site-Data"] = '"cache"'
    return response
