"""Adding, using and removing what a person holds to prove that it is them."""

import datetime as dt
import logging
import secrets

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts import keys, limits, queries, rules, totp
from frenchimpact.accounts.actions.telling import tell
from frenchimpact.accounts.facts import RecoveryCodesMade, RecoveryCodeUsed, SecondStepRefused, TotpAdded, TotpRemoved
from frenchimpact.accounts.models import RecoveryCode, TotpDevice, User
from frenchimpact.core import clock, logs
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock

log = logging.getLogger(__name__)
RECOVERY_CODES = 10
# Neither 0 and O nor 1, I and L.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
SECOND_STEP = limits.Allowance(
    "second-step",
    8,
    dt.timedelta(minutes=30),
    _("Trop d’essais. Attendez une demi-heure, ou utilisez un navigateur avec lequel vous vous connectez d’habitude."),
)
KEEP_ONE = _("Votre rôle demande une double protection : ajoutez d’abord un autre moyen, puis retirez celui-ci.")


class WrongProof(Refusal):
    """What was typed or shown does not prove anything: it may be tried again."""

    status = 422


@transaction.atomic
def add_totp(*, person: User, secret: str, code: str, by: User) -> list[str]:
    """Protect the account by an application that shows the right code now.

    Gives the recovery codes made on this occasion: none when the person has some already. Raises WrongProof, Refusal.
    """
    person = lock(person)
    if queries.totp_of(person):
        raise Refusal(_("Une application de codes protège déjà ce compte. Retirez-la avant d’en ajouter une autre."))
    step = totp.matching_step(secret, code, after=0)
    if step is None:
        raise WrongProof(_("Ce n’est pas le code affiché en ce moment. Attendez le suivant, et vérifiez l’heure du téléphone."))
    TotpDevice.objects.create(user=person, sealed_secret=keys.seal(secret), last_step=step)
    announce(TotpAdded(user_id=person.pk), by=by)
    tell(person, _("Une application de codes protège votre compte"))
    return [] if queries.codes_left(person) else make_recovery_codes(person=person, by=by, is_told=False)


@transaction.atomic
def remove_totp(*, person: User, by: User | None) -> None:
    """The application of codes no longer serves. Raises Refusal when the person's role asks for one and there is no other."""
    person = lock(person)
    found = queries.totp_of(person)
    if found is None:
        return
    if by is not None and not rules.can_remove_factor(person):
        raise Refusal(KEEP_ONE)
    found.delete()
    announce(TotpRemoved(user_id=person.pk), by=by)
    tell(person, _("L’application de codes est retirée de votre compte"))
    forget_codes_if_last(person)


def forget_codes_if_last(person: User) -> None:
    """Recovery codes stand in for a factor: without any, they go too."""
    if not queries.factor_count(person):
        RecoveryCode.objects.filter(user=person).delete()


@transaction.atomic
def make_recovery_codes(*, person: User, by: User, is_told: bool = True) -> list[str]:
    """Ten new codes, shown this once; the earlier ones are void."""
    person = lock(person)
    if not queries.factor_count(person):
        raise Refusal(
            _("Ajoutez d’abord une clé d’accès ou une application de codes : les codes de secours la remplacent quand elle manque.")
        )
    RecoveryCode.objects.filter(user=person).delete()
    codes = ["".join(secrets.choice(LETTERS) for _letter in range(10)) for _code in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create(RecoveryCode(user=person, digest=_code_digest(person, code)) for code in codes)
    announce(RecoveryCodesMade(user_id=person.pk), by=by)
    if is_told:
        tell(person, _("De nouveaux codes de secours sont créés"))
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def use_totp(*, person: User, code: str, device_key: str) -> None:
    """Take the six digits of the person's application. Raises WrongProof, or TooMany."""
    who = _take_try(person, device_key)
    with transaction.atomic():
        found = TotpDevice.objects.select_for_update().filter(user=person).first()
        step = _step_of(found, code) if found else None
        if found and step is not None:
            found.last_step, found.used_at = step, clock.now()
            found.save(update_fields=["last_step", "used_at"])
    if step is None:
        logs.note("wrong_proof", person=person.pk, way="totp")
        raise WrongProof(_("Ce code n’est pas le bon, ou il a déjà servi. Attendez que l’application en affiche un nouveau."))
    limits.give_back(SECOND_STEP, *who)


def use_recovery_code(*, person: User, code: str, device_key: str) -> None:
    """Spend one of the ten codes. Raises WrongProof, or TooMany."""
    who = _take_try(person, device_key)
    typed = "".join(char for char in code.upper() if char in LETTERS)
    with transaction.atomic():
        found = RecoveryCode.objects.select_for_update().filter(user=person, digest=_code_digest(person, typed), used_at=None).first()
        if found:
            found.used_at = clock.now()
            found.save(update_fields=["used_at"])
            announce(RecoveryCodeUsed(user_id=person.pk), by=person)
            left = queries.codes_left(person)
            tell(
                person,
                _("Un code de secours a servi à vous connecter"),
                detail=format_lazy(_("Codes de secours restants : {left}."), left=left),
            )
    if not found:
        logs.note("wrong_proof", person=person.pk, way="recovery")
        raise WrongProof(_("Ce code de secours n’est pas valable, ou il a déjà servi. Essayez le suivant de votre liste."))
    limits.give_back(SECOND_STEP, *who)


def _take_try(person: User, device_key: str) -> tuple[object, ...]:
    who = (person.pk, limits.trier(person, device_key))
    try:
        limits.take(SECOND_STEP, *who)
    except TooMany:
        log.warning("second step of person %s: too many wrong codes", person.pk)
        with transaction.atomic():
            announce(SecondStepRefused(user_id=person.pk), by=None)
        raise
    return who


def _step_of(device: TotpDevice, code: str) -> int | None:
    try:
        secret = keys.unseal(device.sealed_secret)
    except ValueError:
        log.exception("the application of codes of person %s cannot be read", device.user_id)
        return None
    return totp.matching_step(secret, code, after=device.last_step)


def _code_digest(person: User, code: str) -> str:
    return keys.digest("recovery", f"{person.pk}:{code}")
