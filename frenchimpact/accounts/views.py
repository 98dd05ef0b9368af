"""Signing in and out, and what people keep about themselves."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from frenchimpact.accounts import actions, asking, keys, queries
from frenchimpact.accounts.forms import AddressForm, CodeForm, ProfileForm
from frenchimpact.accounts.models import ParkedForm, SignInRequest, User
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.pages import render

BACKEND = "frenchimpact.accounts.backends.PersonBackend"


def enter(request: HttpRequest, sign_in: SignInRequest) -> User:
    """Open a session for the confirmed address: the session's key changes, what the visitor had begun stays."""
    person = actions.person_for(email=sign_in.email)
    login(request, person, backend=BACKEND)
    return person


def send_code(request: HttpRequest, *, email: str, browser: str, next_url: str, reason: str) -> SignInRequest:
    """Ask for a code on behalf of this browser. Raises TooMany."""
    network = keys.network_digest(request)
    return actions.ask_sign_in(email=email, browser=browser, network=network, next_url=next_url, reason=reason)


@open_door
def sign_in(request: HttpRequest) -> HttpResponse:
    """An address, and nothing else."""
    next_url = keys.safe_path(request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(next_url or reverse("desk:home"))
    form, reason = AddressForm(request.POST or None), asking.reason_of(request)
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
    parked = next_url.startswith(reverse("accounts:resume", args=["x"])[:-2])
    return render(request, "accounts/sign_in.html", {"form": form, "reason": reason, "has_parked": parked}, status=status)


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
                enter(request, actions.use_code(browser=browser, code=form.cleaned_data["code"]))
            except actions.WrongCode as refusal:
                form.add_error("code", str(refusal.message))
            except Refusal as refusal:
                trouble, status = str(refusal.message), refusal.status
            else:
                return redirect(waiting.next_url or reverse("desk:home"))
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
            used = actions.use_link(key=key)
            enter(request, used)
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
        else:
            return redirect(used.next_url or reverse("desk:home"))
    is_good = found is not None and actions.is_good(found)
    if not is_good and not trouble:
        trouble, status = _("Ce lien n’est plus valable : il a servi, ou plus de 30 minutes ont passé."), 410
    context = {"email": found.email if found else "", "reason": found.reason if found else "", "trouble": trouble, "is_good": is_good}
    return render(request, "accounts/link.html", context, status=status)


@open_door
def in_place(request: HttpRequest) -> HttpResponse:
    """The same sign-in as a panel inside a page, so that nobody leaves what they were writing."""
    browser = keys.browser_of(request) or keys.new_key()
    waiting = queries.sign_in_of_browser(browser)
    step, status = "address", 200
    address, digits = AddressForm(prefix="panneau"), CodeForm(prefix="panneau")
    if request.user.is_authenticated:
        step = "done"
    elif request.method == "POST" and "panneau-code" in request.POST:
        step, digits, status = "code", CodeForm(request.POST, prefix="panneau"), 422
        if digits.is_valid():
            try:
                enter(request, actions.use_code(browser=browser, code=digits.cleaned_data["code"]))
            except actions.SpentCode as refusal:
                address = AddressForm({"panneau-email": waiting.email if waiting else ""}, prefix="panneau")
                address.add_error("email", str(refusal.message))
                step = "address"
            except Refusal as refusal:
                digits.add_error("code", str(refusal.message))
            else:
                step, status = "done", 200
    elif request.method == "POST":
        address, status = AddressForm(request.POST, prefix="panneau"), 422
        if address.is_valid():
            try:
                waiting = send_code(request, email=address.cleaned_data["email"], browser=browser, next_url="", reason="")
            except TooMany as refusal:
                address.add_error("email", str(refusal.message))
            else:
                step, status = "code", 200
    context = {"step": step, "address": address, "digits": digits, "email": waiting.email if waiting else ""}
    response = render(request, "accounts/in_place.html", context, status=status)
    asking.remember_browser(response, browser)
    return response


@door(find=queries.find_parked_form)
def resume(request: HttpRequest, parked: ParkedForm) -> HttpResponse:
    """What was typed before signing in, ready to be sent with a fresh token."""
    is_same_browser = constant_time_compare(parked.browser_digest, keys.digest("browser", keys.browser_of(request)))
    fields = [(name, value) for name, values in parked.fields.items() for value in values]
    texts = [value for name, value in fields if name != "once" and (" " in value or len(value) > 20)]
    context = {"parked": parked, "fields": fields, "texts": texts, "is_same_browser": is_same_browser}
    return render(request, "accounts/resume.html", context)


@require_POST
@open_door
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session; the browser keeps nothing."""
    logout(request)
    response = redirect(keys.safe_path(request.POST.get("next", "")) or "/")
    response.delete_cookie(keys.BROWSER_COOKIE)
    return response


@door()
def settings_page(request: HttpRequest) -> HttpResponse:
    """Name, language, and the way out."""
    person = cast(User, request.user)
    form = ProfileForm(request.POST or None, initial={"full_name": person.full_name, "language": person.language})
    if request.method == "POST" and form.is_valid():
        actions.change_profile(person=person, by=person, **form.cleaned_data)
        messages.success(request, _("C’est enregistré."))
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form}, status=422 if form.errors else 200)
