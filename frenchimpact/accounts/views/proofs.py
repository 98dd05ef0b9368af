"""The second proof when coming in, and a fresh one before something sensitive."""

from dataclasses import dataclass, field
from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts import actions, asking, keys, passkeys, pending, queries, rules, sessions
from frenchimpact.accounts.forms import CodeForm, PasskeyForm, RecoveryForm, TotpForm
from frenchimpact.accounts.models import User
from frenchimpact.accounts.views.enrol import Enrolment, enrol_totp, show_totp
from frenchimpact.accounts.views.sign_in import send_code
from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.core.pages import render
from frenchimpact.core.resume import SignIn


@dataclass
class Proof:
    """What a person may show, what they showed, and whether it was taken."""

    person: User
    totp: TotpForm = field(default_factory=TotpForm)
    recovery: RecoveryForm = field(default_factory=RecoveryForm)
    trouble: str = ""
    status: int = 200
    is_given: bool = False

    @property
    def has_totp(self) -> bool:
        """Whether an application of codes is one of their ways."""
        return queries.totp_of(self.person) is not None

    @property
    def has_passkeys(self) -> bool:
        """Whether passkeys are among their ways."""
        return queries.passkeys_of(self.person).exists()

    @property
    def codes_left(self) -> int:
        """How many codes on paper still serve."""
        return queries.codes_left(self.person)


def read_proof(request: HttpRequest, person: User) -> Proof:
    """Take what the form holds: a passkey's answer, the application's code, or one on paper."""
    proof = Proof(person)
    if request.method != "POST":
        return proof
    if "passkey" in request.POST:
        try:
            passkeys.finish_using(request, person, answer=request.POST["passkey"])
        except Refusal as refusal:
            proof.trouble, proof.status = str(refusal.message), refusal.status
        else:
            proof.is_given = True
        return proof
    device = keys.device_of(request)
    form: TotpForm | RecoveryForm
    if "recovery" in request.POST:
        form = proof.recovery = RecoveryForm(request.POST)
    else:
        form = proof.totp = TotpForm(request.POST)
    proof.status = 422
    if not form.is_valid():
        return proof
    try:
        if isinstance(form, RecoveryForm):
            actions.use_recovery_code(person=person, code=form.cleaned_data["recovery"], device_key=device)
        else:
            actions.use_totp(person=person, code=form.cleaned_data["code"], device_key=device)
    except Refusal as refusal:
        form.add_error(None if refusal.status == 429 else next(iter(form.fields)), str(refusal.message))
        proof.status = refusal.status
    else:
        proof.is_given = True
    return proof


@open_door
def second(request: HttpRequest) -> HttpResponse:
    """After the mailbox: something that only the person holds."""
    person = pending.person_at_door(request)
    if person is None:
        return redirect("desk:home" if request.user.is_authenticated else "accounts:sign_in")
    if not queries.factor_count(person):
        return redirect("accounts:protect")
    proof = read_proof(request, person)
    if proof.is_given:
        return redirect(pending.let_in(request, person))
    return render(request, "accounts/second.html", {"proof": proof, "email": person.email}, status=proof.status)


@open_door
def protect(request: HttpRequest) -> HttpResponse:
    """A role that asks for a second proof, and a person who has none yet: they choose one before coming in."""
    person = pending.person_at_door(request)
    if person is None:
        return redirect("desk:home" if request.user.is_authenticated else "accounts:sign_in")
    if queries.factor_count(person):
        return redirect("accounts:second")
    if "passkey" in request.POST:
        return _protect_by_passkey(request, person)
    enrolment = enrol_totp(request, person)
    if enrolment.is_done:
        return _welcome(request, person, enrolment.codes)
    return _choices(request, enrolment, PasskeyForm(), enrolment.status)


def _protect_by_passkey(request: HttpRequest, person: User) -> HttpResponse:
    form, status = PasskeyForm(request.POST), 422
    if form.is_valid():
        try:
            codes = passkeys.finish_adding(request, person, answer=form.cleaned_data["passkey"], name=form.cleaned_data["name"])
        except Refusal as refusal:
            form.add_error("name", str(refusal.message))
            status = refusal.status
        else:
            return _welcome(request, person, codes)
    return _choices(request, show_totp(request, person), form, status)


def _choices(request: HttpRequest, enrolment: Enrolment, passkey: PasskeyForm, status: int) -> HttpResponse:
    return render(request, "accounts/protect.html", {"enrolment": enrolment, "passkey": passkey}, status=status)


def _welcome(request: HttpRequest, person: User, codes: list[str]) -> HttpResponse:
    url = pending.let_in(request, person)
    return render(request, "accounts/codes.html", {"codes": codes, "next_url": url, "is_first": True})


@door(own=True)
def prove(request: HttpRequest) -> HttpResponse:
    """Signed in, and about to do something that a thief would do: prove again that it is you."""
    person = cast(User, request.user)
    next_url = keys.safe_path(request.GET.get("next", "")) or reverse("accounts:security")
    if queries.factor_count(person):
        proof = read_proof(request, person)
        if proof.is_given:
            sessions.note_proof(request, is_strong=True)
            return redirect(next_url)
        return render(request, "accounts/prove.html", {"proof": proof}, status=proof.status)
    if SignIn.is_for_show(person):
        return _prove_for_show(request, person, next_url)
    return _prove_by_mail(request, person, next_url)


def _prove_for_show(request: HttpRequest, person: User, next_url: str) -> HttpResponse:
    """Nobody of the demonstration holds a proof: the page says what would be asked, and one goes on."""
    if request.method == "POST":
        sessions.note_proof(request, is_strong=False)
        return redirect(next_url)
    return render(request, "accounts/prove_for_show.html", {"is_strong": rules.owes_strong(person), "minutes": settings.STEP_UP_MINUTES})


def _prove_by_mail(request: HttpRequest, person: User, next_url: str) -> HttpResponse:
    browser = keys.browser_of(request) or keys.new_key()
    form, trouble, status = CodeForm(), "", 200
    if request.method == "POST" and "send" in request.POST:
        try:
            send_code(request, email=person.email, browser=browser, next_url=next_url, reason="")
        except Refusal as refusal:
            trouble, status = str(refusal.message), refusal.status
        else:
            messages.success(request, _("Un code vient de partir vers %(email)s.") % {"email": person.email})
            response = redirect(request.get_full_path())
            asking.remember_browser(response, browser)
            return response
    elif request.method == "POST":
        form, status = CodeForm(request.POST), 422
        if form.is_valid():
            try:
                used = actions.use_code(browser=browser, code=form.cleaned_data["code"], device_key=keys.device_of(request))
            except Refusal as refusal:
                form.add_error("code", str(refusal.message))
                status = refusal.status
            else:
                if used.email.lower() == person.email.lower():
                    sessions.note_proof(request, is_strong=False)
                    return redirect(next_url)
                form.add_error("code", _("Ce code a été demandé pour une autre adresse. Demandez-en un pour ce compte."))
    waiting = queries.sign_in_of_browser(browser)
    is_sent = waiting is not None and actions.is_good(waiting) and waiting.email.lower() == person.email.lower()
    context = {"proof": None, "form": form, "is_sent": is_sent, "email": person.email, "trouble": trouble}
    return render(request, "accounts/prove.html", context, status=status)
