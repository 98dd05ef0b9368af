"""Changing address: both mailboxes say yes, and either may say no."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts import keys, limits, queries
from frenchimpact.accounts.actions.sessions import close_other_sessions
from frenchimpact.accounts.actions.telling import tell
from frenchimpact.accounts.facts import AddressChangeAsked, AddressChanged, AddressChangeRefused
from frenchimpact.accounts.models import AddressChange, User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.mail.actions import queue_mail

GOOD_FOR = dt.timedelta(hours=24)
ASKINGS = limits.Allowance(
    "address-change",
    5,
    dt.timedelta(hours=24),
    _("Plusieurs changements ont été demandés aujourd’hui. Réessayez demain."),
)


class SpentLink(Refusal):
    """The link is too old, used, or replaced by another."""

    status = 410


def ask_address_change(*, person: User, email: str, by: User) -> None:
    """Write to both mailboxes. The answer is the same whether the new address has an account or not. Raises Refusal, TooMany."""
    if email.lower() == person.email.lower():
        raise Refusal(_("C’est déjà votre adresse."))
    limits.take(ASKINGS, person.pk)
    with transaction.atomic():
        person = lock(person)
        now = clock.now()
        AddressChange.objects.filter(user=person, closed_at=None).update(closed_at=now)
        old, new = keys.new_key(), keys.new_key()
        AddressChange.objects.create(
            user=person,
            new_email=email.lower(),
            old_digest=keys.digest("address", old),
            new_digest=keys.digest("address", new),
            expires_at=now + GOOD_FOR,
        )
        announce(AddressChangeAsked(user_id=person.pk), by=by)
        _write(person, to=person.email, key=old, new_email=email)
        if queries.person_of(email) is None:
            _write(person, to=email, key=new, new_email=email)
        else:
            _write(person, to=email, key="", new_email=email)


def _write(person: User, *, to: str, key: str, new_email: str) -> None:
    with translation.override(person.language):
        link = settings.BASE_URL + (reverse("accounts:address_confirm", args=[key]) if key else reverse("accounts:sign_in"))
    queue_mail(
        to=to,
        kind="accounts.address",
        subject=_("Confirmez le changement d’adresse") if key else _("Cette adresse a déjà un compte"),
        template="accounts/mail/address",
        context={"link": link, "old_email": person.email, "new_email": new_email, "is_free": bool(key), "is_old": to == person.email},
        language=person.language,
        is_secret=True,
    )


@transaction.atomic
def confirm_address(*, key: str) -> AddressChange:
    """One of the two mailboxes says yes; the second one makes the change. Raises SpentLink, Refusal."""
    change = _open_change(key)
    now = clock.now()
    if keys.digest("address", key) == change.old_digest:
        change.old_confirmed_at = change.old_confirmed_at or now
    else:
        change.new_confirmed_at = change.new_confirmed_at or now
    if change.old_confirmed_at and change.new_confirmed_at:
        _move(change)
    change.save()
    return change


def _move(change: AddressChange) -> None:
    person = lock(change.user)
    if queries.person_of(change.new_email) is not None:
        raise Refusal(_("Cette adresse ouvre maintenant un autre compte. Écrivez-nous pour réunir les deux."))
    old = person.email
    person.email = change.new_email
    person.save(update_fields=["email"])
    change.closed_at = clock.now()
    announce(AddressChanged(user_id=person.pk), by=person)
    # Who held the old mailbox is out; the person comes in again from the new one.
    close_other_sessions(person=person, but="", by=person)
    for address in (old, person.email):
        tell(
            person,
            _("L’adresse de votre compte a changé"),
            detail=format_lazy(_("Nouvelle adresse : {email}"), email=person.email),
            to=address,
        )


@transaction.atomic
def refuse_address(*, key: str) -> None:
    """One of the two mailboxes says no: nothing changes, and the person is told. Raises SpentLink."""
    change = _open_change(key)
    change.closed_at = clock.now()
    change.save(update_fields=["closed_at"])
    announce(AddressChangeRefused(user_id=change.user_id), by=None)
    tell(change.user, _("Le changement d’adresse est annulé"))


def is_open_change(change: AddressChange | None) -> bool:
    """Whether its links still serve."""
    return change is not None and change.closed_at is None and change.expires_at > clock.now() and change.user.is_active


def _open_change(key: str) -> AddressChange:
    found = queries.address_change_of(key)
    change = AddressChange.objects.select_for_update(of=("self",)).select_related("user").get(pk=found.pk) if found else None
    if change is None or not is_open_change(change):
        raise SpentLink(_("Ce lien n’est plus valable : il a servi, un autre l’a remplacé, ou plus d’un jour a passé."))
    return change
