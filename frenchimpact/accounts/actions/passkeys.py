"""Adding, using and removing passkeys."""

import logging

from django.db import IntegrityError, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts import queries, rules
from frenchimpact.accounts.actions.factors import KEEP_ONE, WrongProof, forget_codes_if_last, make_recovery_codes
from frenchimpact.accounts.actions.telling import tell
from frenchimpact.accounts.facts import PasskeyAdded, PasskeyRemoved, PasskeySuspected
from frenchimpact.accounts.models import Passkey, User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock

log = logging.getLogger(__name__)
PASSKEY_LIMIT = 10


@transaction.atomic
def add_passkey(*, person: User, name: str, credential_id: str, public_data: bytes, sign_count: int, by: User) -> list[str]:
    """Protect the account by a passkey that has been checked. Gives the recovery codes made on this occasion. Raises Refusal."""
    person = lock(person)
    if queries.passkeys_of(person).count() >= PASSKEY_LIMIT:
        raise Refusal(_("Ce compte a déjà dix clés d’accès. Retirez-en une avant d’en ajouter une autre."))
    try:
        with transaction.atomic():
            Passkey.objects.create(user=person, name=name, credential_id=credential_id, public_data=public_data, sign_count=sign_count)
    except IntegrityError as error:
        raise Refusal(_("Cette clé d’accès est déjà enregistrée.")) from error
    announce(PasskeyAdded(user_id=person.pk), by=by)
    tell(person, _("Une clé d’accès protège votre compte"), detail=format_lazy("{name}.", name=name))
    return [] if queries.codes_left(person) else make_recovery_codes(person=person, by=by, is_told=False)


def use_passkey(*, passkey: Passkey, sign_count: int) -> None:
    """The passkey signed the challenge. Raises WrongProof when its own count went back: somebody has a copy."""
    with transaction.atomic():
        passkey = lock(passkey)
        is_copied = (passkey.sign_count or sign_count) and sign_count <= passkey.sign_count
        if is_copied:
            announce(PasskeySuspected(user_id=passkey.user_id), by=None)
            tell(
                passkey.user,
                _("Une clé d’accès a peut-être été copiée"),
                detail=format_lazy(_("« {name} » est refusée : retirez-la."), name=passkey.name),
            )
        else:
            passkey.sign_count, passkey.used_at = sign_count, clock.now()
            passkey.save(update_fields=["sign_count", "used_at"])
    if is_copied:
        log.warning("passkey %s of person %s: count went back", passkey.pk, passkey.user_id)
        raise WrongProof(_("Cette clé d’accès a peut-être été copiée : elle est refusée. Utilisez un autre moyen, puis retirez-la."))


@transaction.atomic
def remove_passkey(*, passkey: Passkey, by: User | None) -> None:
    """That passkey no longer serves. Raises Refusal when the person's role asks for one and there is no other."""
    person = lock(passkey.user)
    if by is not None and not rules.can_remove_factor(person):
        raise Refusal(KEEP_ONE)
    passkey.delete()
    announce(PasskeyRemoved(user_id=person.pk), by=by)
    tell(person, _("Une clé d’accès est retirée de votre compte"), detail=format_lazy("{name}.", name=passkey.name))
    forget_codes_if_last(person)
