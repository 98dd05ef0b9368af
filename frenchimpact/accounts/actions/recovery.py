"""All proofs lost: asked by who holds the mailbox, granted by an operator who made sure, and never at once."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts import keys, queries
from frenchimpact.accounts.actions.telling import tell
from frenchimpact.accounts.facts import RecoveryAsked, RecoveryCancelled, RecoveryGranted, RecoveryRefused, RecoveryUsed
from frenchimpact.accounts.models import Passkey, Recovery, RecoveryCode, TotpDevice, User
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.mail.actions import queue_mail

DELAY = dt.timedelta(hours=48)


@transaction.atomic
def ask_recovery(*, person: User, reason: str) -> Recovery:
    """Asked from the door, by who holds the mailbox. The person is written to, with the way to stop it."""
    person = lock(person)
    found = queries.open_recovery_of(person)
    if found is not None:
        return found
    key = keys.new_key()
    recovery = Recovery.objects.create(user=person, reason=reason, cancel_digest=keys.digest("recovery-cancel", key))
    announce(RecoveryAsked(user_id=person.pk, recovery_id=recovery.pk), by=person)
    with translation.override(person.language):
        link = settings.BASE_URL + reverse("accounts:recovery_cancel", args=[key])
    queue_mail(
        to=person.email,
        kind="accounts.recovery",
        subject=_("Vous demandez à retrouver votre compte"),
        template="accounts/mail/recovery",
        context={"link": link, "hours": int(DELAY.total_seconds() // 3600)},
        language=person.language,
    )
    return recovery


@transaction.atomic
def grant_recovery(*, recovery: Recovery, how: str, by: User) -> None:
    """The operator made sure of who asks; the person has two days to object. Raises Refusal, OutOfTurn."""
    recovery = _decide(recovery, Recovery.State.GRANTED, how, by)
    recovery.ready_at = clock.now() + DELAY
    recovery.save()
    announce(RecoveryGranted(user_id=recovery.user_id, recovery_id=recovery.pk), by=by)
    hours = int(DELAY.total_seconds() // 3600)
    tell(
        recovery.user,
        _("Votre demande est accordée, dans deux jours"),
        detail=format_lazy(_("Dans {hours} heures, votre boîte mail suffira pour entrer, une fois."), hours=hours),
    )


@transaction.atomic
def refuse_recovery(*, recovery: Recovery, how: str, by: User) -> None:
    """The operator could not make sure of who asks. Raises Refusal, OutOfTurn."""
    recovery = _decide(recovery, Recovery.State.REFUSED, how, by)
    recovery.closed_at = clock.now()
    recovery.save()
    announce(RecoveryRefused(user_id=recovery.user_id, recovery_id=recovery.pk), by=by)
    tell(recovery.user, _("Votre demande n’a pas pu être vérifiée"))


def _decide(recovery: Recovery, state: Recovery.State, how: str, by: User) -> Recovery:
    recovery = lock(recovery)
    if recovery.user_id == by.pk:
        raise Refusal(_("Personne ne décide de sa propre demande. Un autre opérateur doit le faire."))
    if recovery.state != Recovery.State.ASKED:
        raise OutOfTurn(_("Cette demande est déjà traitée."))
    recovery.state, recovery.how, recovery.decided_by, recovery.decided_at = state, how, by, clock.now()
    return recovery


@transaction.atomic
def cancel_recovery(*, recovery: Recovery, by: User | None) -> None:
    """Stopped by the person, by the link or by coming in with a proof that they did have."""
    recovery = lock(recovery)
    if recovery.state not in Recovery.OPEN:
        return
    recovery.state, recovery.closed_at = Recovery.State.CANCELLED, clock.now()
    recovery.save(update_fields=["state", "closed_at"])
    announce(RecoveryCancelled(user_id=recovery.user_id, recovery_id=recovery.pk), by=by)
    tell(recovery.user, _("La demande pour retrouver votre compte est annulée"))


@transaction.atomic
def use_recovery(*, person: User) -> None:
    """The delay is over and the mailbox has just been confirmed: the lost proofs go. Raises Refusal when it is too early."""
    recovery = queries.open_recovery_of(person)
    if recovery is not None:
        recovery = lock(recovery)
    if recovery is None or not is_ready(recovery):
        raise Refusal(_("Cette demande n’est pas encore accordée, ou le délai n’est pas passé."))
    recovery.state, recovery.closed_at = Recovery.State.USED, clock.now()
    recovery.save(update_fields=["state", "closed_at"])
    for model in (TotpDevice, Passkey, RecoveryCode):
        model._default_manager.filter(user=person).delete()
    announce(RecoveryUsed(user_id=person.pk, recovery_id=recovery.pk), by=person)
    tell(person, _("Les moyens perdus sont retirés de votre compte"))


def is_ready(recovery: Recovery) -> bool:
    """Whether it was granted, and long enough ago."""
    return recovery.state == Recovery.State.GRANTED and recovery.ready_at is not None and recovery.ready_at <= clock.now()
