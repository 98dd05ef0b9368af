"""Finding people and what they asked for."""

from django.contrib.sessions.models import Session
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import Lower
from django.http import Http404
from django.urls import Resolver404, resolve
from django.utils import timezone

from frenchimpact.accounts.keys import digest
from frenchimpact.accounts.models import (
    AddressChange,
    Look,
    OpenSession,
    ParkedForm,
    Passkey,
    ProConnectLink,
    Recovery,
    RecoveryCode,
    SignInRequest,
    TotpDevice,
    User,
)
from frenchimpact.core import clock


def person_of(email: str) -> User | None:
    """The person of that address, whatever its case."""
    return User.objects.annotate(low=Lower("email")).filter(low=email.lower()).first()


def sign_in_of_browser(browser: str) -> SignInRequest | None:
    """The last sign-in that this browser asked for."""
    if not browser:
        return None
    return SignInRequest.objects.filter(browser_key=digest("browser", browser)).first()


def sign_in_of_link(key: str) -> SignInRequest | None:
    """The sign-in that this link belongs to, still good or not."""
    return SignInRequest.objects.filter(link_digest=digest("link", key)).first()


def sign_ins_of_address(email: str) -> QuerySet[SignInRequest]:
    """Every sign-in asked for that address."""
    return SignInRequest.objects.annotate(low=Lower("email")).filter(low=email.lower())


def parked_form_at(path: str) -> ParkedForm | None:
    """What was typed, when `path` is the address where it waits."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    if found.view_name != "accounts:resume":
        return None
    return ParkedForm.objects.filter(key_digest=digest("parked", str(found.kwargs["key"])), expires_at__gt=clock.now()).first()


def find_parked_form(user: object, key: str) -> ParkedForm:
    """What was typed before signing in. Raises Http404 when it is not kept any more."""
    parked = ParkedForm.objects.filter(key_digest=digest("parked", key), expires_at__gt=clock.now()).first()
    if parked is None:
        raise Http404
    return parked


def find_person(user_id: object) -> User | None:
    """The active person of that key."""
    return User.objects.filter(pk=user_id, is_active=True).first() if isinstance(user_id, int) else None


def totp_of(person: User) -> TotpDevice | None:
    """Their application of codes."""
    return TotpDevice.objects.filter(user=person).first()


def passkeys_of(person: User) -> QuerySet[Passkey]:
    """Their passkeys, the oldest first."""
    return Passkey.objects.filter(user=person)


def factor_count(person: User) -> int:
    """How many ways they have to prove that it is them, beside their mailbox."""
    return int(totp_of(person) is not None) + passkeys_of(person).count()


def find_passkey(user: User, passkey_id: int) -> Passkey:
    """One of one's own passkeys. Raises Http404."""
    found = passkeys_of(user).select_related("user").filter(pk=passkey_id).first()
    if found is None:
        raise Http404
    return found


def proconnect_of(person: User) -> ProConnectLink | None:
    """The identity of ProConnect that opens their account."""
    return ProConnectLink.objects.filter(user=person).first()


def siret_hint(person: User) -> str:
    """The establishment that ProConnect last told for them: to fill a field in advance, never to grant anything."""
    found = proconnect_of(person)
    return found.siret_hint if found else ""


def address_change_of(key: str) -> AddressChange | None:
    """The change of address that this link belongs to, still good or not."""
    found = digest("address", key)
    return AddressChange.objects.select_related("user").filter(Q(old_digest=found) | Q(new_digest=found)).first()


def open_address_change(person: User) -> AddressChange | None:
    """The change of address that waits for a mailbox."""
    return AddressChange.objects.filter(user=person, closed_at=None, expires_at__gt=clock.now()).first()


def open_recovery_of(person: User) -> Recovery | None:
    """Their request to come back without any proof, asked or granted."""
    return Recovery.objects.filter(user=person, state__in=Recovery.OPEN).first()


def recovery_of_key(key: str) -> Recovery | None:
    """The request that this link stops."""
    return Recovery.objects.select_related("user").filter(cancel_digest=digest("recovery-cancel", key)).first()


def recoveries() -> QuerySet[Recovery]:
    """Every request, those to decide first, the oldest on top."""
    is_open = Case(When(state=Recovery.State.ASKED, then=0), When(state=Recovery.State.GRANTED, then=1), default=2)
    return Recovery.objects.select_related("user", "decided_by").order_by(is_open, "asked_at", "pk")


def codes_left(person: User) -> int:
    """How many recovery codes still serve."""
    return RecoveryCode.objects.filter(user=person, used_at=None).count()


def sessions_of(person: User) -> QuerySet[OpenSession]:
    """Where they are signed in, the last seen first; those that Django has forgotten are left out."""
    alive = Session.objects.filter(session_key=OuterRef("session_key"), expire_date__gt=timezone.localtime())
    return OpenSession.objects.filter(Exists(alive), user=person)


def find_session(user: User, session_id: int) -> OpenSession:
    """One of one's own sessions. Raises Http404."""
    found = sessions_of(user).filter(pk=session_id).first()
    if found is None:
        raise Http404
    return found


def looks_at(person: User) -> QuerySet[Look]:
    """Who looked at the site through their eyes, the last one first."""
    return Look.objects.filter(person=person).select_related("by")


def find_look(pk: object, by: object) -> Look | None:
    """The look that this session says it is in, if it is that administrator's."""
    if not isinstance(pk, int) or not isinstance(by, int):
        return None
    return Look.objects.filter(pk=pk, by=by).select_related("person", "by").first()
