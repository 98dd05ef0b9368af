"""Tokens are opened, counted at each use, and revoked."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.secret_keys import digest, new_key
from frenchimpact.machines import facts
from frenchimpact.machines.models import MachineRequest, Scope, Token, TokenHour
from frenchimpact.organisations.models import Organisation

MOST_TOKENS, LONGEST = 20, dt.timedelta(days=366)
# What a secret begins with: those who look for lost secrets know what it is.
START = "fi_"
# How long a request is known by its name; how long uses are told.
KNOWN_FOR, TOLD_FOR = dt.timedelta(days=7), dt.timedelta(days=90)


@dataclass(frozen=True)
class Use:
    """What is left after one use, of whichever quota is the nearest to its end: how much, out of how much, and for how many seconds."""

    limit: int
    remaining: int
    seconds: int


@transaction.atomic
def open_token(
    *, organisation: Organisation, name: str, scopes: Sequence[str], expires_on: dt.date, per_hour: int, per_day: int, by: User
) -> tuple[Token, str]:
    """One more secret, shown this once. Raises Refusal or Incomplete."""
    organisation = lock(organisation)
    problems = {}
    if not scopes or not set(scopes) <= set(Scope.values):
        problems["scopes"] = _("Dites ce que le jeton permet.")
    if not clock.today() < expires_on <= clock.today() + LONGEST:
        problems["expires_on"] = _("Choisissez un jour entre demain et dans un an.")
    if per_day < per_hour:
        problems["per_day"] = _("Par jour : au moins autant que par heure.")
    if problems:
        raise Incomplete(_("Corrigez ce qui est signalé."), problems)
    if organisation.tokens.filter(ended_at=None, expires_on__gte=clock.today()).count() >= MOST_TOKENS:
        raise Refusal(_("Vingt jetons au plus : révoquez ceux qui ne servent plus."))
    secret = START + new_key()
    token = Token.objects.create(
        organisation=organisation,
        name=name,
        digest=digest(secret),
        start=secret[:8],
        scopes=list(scopes),
        expires_on=expires_on,
        per_hour=per_hour,
        per_day=per_day,
        created_by=by,
    )
    announce(facts.TokenOpened(organisation_id=organisation.pk, token_id=token.pk), by=by)
    return token, secret


@transaction.atomic
def end_token(*, token: Token, by: User) -> Token:
    """It opens nothing any more, at once."""
    token = lock(token)
    if token.ended_at is None:
        token.ended_at, token.ended_by = clock.now(), by
        token.save(update_fields=["ended_at", "ended_by"])
        announce(facts.TokenEnded(organisation_id=token.organisation_id, token_id=token.pk), by=by)
    return token


@transaction.atomic
def use_token(*, token: Token) -> tuple[Use, TooMany | None]:
    """Count one more use. Past a quota it is not counted: the refusal says when to come back."""
    token, now = lock(token), clock.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    used_of_day = token.hours.filter(hour__gte=day).aggregate(sum=Sum("count"))["sum"] or 0
    row, _is_new = TokenHour.objects.get_or_create(token=token, hour=hour)
    until_hour = int((hour + dt.timedelta(hours=1) - now).total_seconds()) + 1
    until_day = int((day + dt.timedelta(days=1) - now).total_seconds()) + 1
    left = [(token.per_hour - row.count, token.per_hour, until_hour), (token.per_day - used_of_day, token.per_day, until_day)]
    # The longest wait when both are over.
    remaining, limit, seconds = min(left, key=lambda one: (max(one[0], 0), -one[2]))
    if remaining <= 0:
        words = _("Le quota de ce jeton est épuisé : %(limit)s demandes. Revenez dans %(seconds)s secondes.")
        return Use(limit, 0, seconds), TooMany(words % {"limit": limit, "seconds": seconds}, seconds=seconds)
    row.count += 1
    row.save(update_fields=["count"])
    token.last_used_at = now
    token.save(update_fields=["last_used_at"])
    return Use(limit, remaining - 1, seconds), None


@transaction.atomic
def forget_old_uses() -> int:
    """Names of requests after a week, and what was counted after three months. Gives how many names."""
    TokenHour.objects.filter(hour__lt=clock.now() - TOLD_FOR).delete()
    MachineRequest.objects.filter(at__lt=clock.now() - TOLD_FOR).delete()
    return MachineRequest.objects.filter(at__lt=clock.now() - KNOWN_FOR, name__isnull=False).update(name=None)
