"""Adding an application of codes: the same for who is in and for who waits at the door."""

from dataclasses import dataclass, field

from django.http import HttpRequest
from markupsafe import Markup

from frenchimpact.accounts import actions, keys, totp
from frenchimpact.accounts.forms import TotpForm
from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Refusal

KEPT_AS = "totp_secret"


@dataclass
class Enrolment:
    """The square to scan, the form that confirms it, and the codes on paper that come out of it."""

    square: Markup
    spelled: str
    form: TotpForm
    status: int = 200
    is_done: bool = False
    codes: list[str] = field(default_factory=list)


def enrol_totp(request: HttpRequest, person: User) -> Enrolment:
    """Show a secret of this session's own, and take the code that proves that the application has it."""
    enrolment = show_totp(request, person)
    secret = _secret_of(request)
    if request.method != "POST":
        return enrolment
    enrolment.form, enrolment.status = TotpForm(request.POST), 422
    if enrolment.form.is_valid():
        try:
            enrolment.codes = actions.add_totp(person=person, secret=secret, code=enrolment.form.cleaned_data["code"], by=person)
        except Refusal as refusal:
            enrolment.form.add_error("code", str(refusal.message))
        else:
            enrolment.is_done = True
            del request.session[KEPT_AS]
    return enrolment


def show_totp(request: HttpRequest, person: User) -> Enrolment:
    """The secret of this session, to be scanned."""
    secret = _secret_of(request)
    return Enrolment(totp.square(secret, person.email), totp.spelled(secret), TotpForm())


def _secret_of(request: HttpRequest) -> str:
    try:
        return keys.unseal(request.session.get(KEPT_AS, ""))
    except ValueError:
        secret = totp.new_secret()
        request.session[KEPT_AS] = keys.seal(secret)
        return secret
