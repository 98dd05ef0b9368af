"""The same sign-in as a panel inside a page, so that nobody leaves what they were writing."""

from django.http import HttpRequest, HttpResponse

from frenchimpact.accounts import actions, asking, keys, pending, queries
from frenchimpact.accounts.forms import AddressForm, CodeForm, TotpForm
from frenchimpact.accounts.models import SignInRequest
from frenchimpact.accounts.views.sign_in import arrive, send_code
from frenchimpact.core.doors import open_door
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.pages import render

PREFIX = "panneau"


class Panel:
    """What the panel shows: one step, its form, and the answer's status."""

    def __init__(self, request: HttpRequest, browser: str) -> None:
        self.request, self.browser = request, browser
        self.step, self.status = "address", 200
        self.address, self.digits, self.proof = AddressForm(prefix=PREFIX), CodeForm(prefix=PREFIX), TotpForm(prefix=PREFIX)
        self.waiting: SignInRequest | None = queries.sign_in_of_browser(browser)

    def take_address(self) -> None:
        """Send the code."""
        self.address, self.status = AddressForm(self.request.POST, prefix=PREFIX), 422
        if self.address.is_valid():
            try:
                email = self.address.cleaned_data["email"]
                self.waiting = send_code(self.request, email=email, browser=self.browser, next_url="", reason="")
            except TooMany as refusal:
                self.address.add_error("email", str(refusal.message))
            else:
                self.step, self.status = "code", 200

    def take_code(self) -> None:
        """The code of the mail; it may be enough."""
        self.step, self.digits, self.status = "code", CodeForm(self.request.POST, prefix=PREFIX), 422
        if not self.digits.is_valid():
            return
        try:
            code, device = self.digits.cleaned_data["code"], keys.device_of(self.request)
            arrive(self.request, actions.use_code(browser=self.browser, code=code, device_key=device), way="mail")
        except actions.SpentCode as refusal:
            self.address = AddressForm({f"{PREFIX}-email": self.waiting.email if self.waiting else ""}, prefix=PREFIX)
            self.address.add_error("email", str(refusal.message))
            self.step = "address"
        except Refusal as refusal:
            self.digits.add_error("code", str(refusal.message))
        else:
            self.step, self.status = ("done" if self.request.user.is_authenticated else "second"), 200

    def take_proof(self) -> None:
        """The code of the application, when the account asks for it."""
        person = pending.person_at_door(self.request)
        if person is None:
            return
        self.step, self.proof, self.status = "second", TotpForm(self.request.POST, prefix=PREFIX), 422
        if not self.proof.is_valid():
            return
        try:
            actions.use_totp(person=person, code=self.proof.cleaned_data["code"], device_key=keys.device_of(self.request))
        except Refusal as refusal:
            self.proof.add_error("code", str(refusal.message))
        else:
            pending.let_in(self.request, person)
            self.step, self.status = "done", 200


@open_door
def in_place(request: HttpRequest) -> HttpResponse:
    """An address, a code, and the application's code when there is one."""
    browser = keys.browser_of(request) or keys.new_key()
    panel = Panel(request, browser)
    if request.user.is_authenticated:
        panel.step = "done"
    elif request.method == "POST" and "second" in request.POST:
        panel.take_proof()
    elif request.method == "POST" and f"{PREFIX}-code" in request.POST:
        panel.take_code()
    elif request.method == "POST":
        panel.take_address()
    person = pending.person_at_door(request) if panel.step == "second" else None
    context = {
        "step": panel.step,
        "address": panel.address,
        "digits": panel.digits,
        "proof": panel.proof,
        "has_totp": person is not None and queries.totp_of(person) is not None,
        "email": panel.waiting.email if panel.waiting else "",
    }
    response = render(request, "accounts/in_place.html", context, status=panel.status)
    asking.remember_browser(response, browser)
    return response
