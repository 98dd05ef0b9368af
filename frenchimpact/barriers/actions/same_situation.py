"""« Bloqué moi aussi », and following an answer: at once for a person signed in, else once the address confirmed it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.barriers.actions.costs import needs_reading
from frenchimpact.barriers.messages import same_situation as letters
from frenchimpact.barriers.models import Barrier, Precedent, SameSituation
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.rows import lock
from frenchimpact.geo.models import Place

# An address that nobody confirms is forgotten with what it came with.
KEEP_FOR = dt.timedelta(days=30)
# Mails that an address may get without having asked for any, and everyone together.
MOST_WAITING, MOST_PER_HOUR = 3, 200


@transaction.atomic
def say_same(
    *,
    precedent: Precedent | None = None,
    barrier: Barrier | None = None,
    email: str,
    by: User | None = None,
    is_counted: bool = True,
    is_told: bool = False,
    lost_days: int | None = None,
    lost_euros: Decimal | None = None,
    text: str = "",
    place: Place | None = None,
) -> SameSituation:
    """Count the person once for that answer or that barrier, and keep what it costs; or only tell them of changes.

    Signed in with that address, it counts at once, and said again it replaces what was said. Otherwise a mail asks for confirmation,
    and what an address said before is left as it is. Raises TooMany past a few mails.
    """
    email = email.strip()
    is_proved = by is not None and by.email.lower() == email.lower()
    found = SameSituation.objects.select_for_update().filter(precedent=precedent, barrier=barrier, email__iexact=email).first()
    if not is_proved:
        if found is None or found.confirmed_at is None:
            _check_number(email)
        elif not is_told or found.is_told:
            letters.write_known(found)
            return found
    values: dict[str, Any] = {"lost_days": lost_days, "lost_euros": lost_euros, "text": text[:500], "place": place} if is_counted else {}
    if values:
        values["is_cost_kept"] = None if needs_reading(lost_days, lost_euros) else True
    if found is None:
        found = SameSituation(precedent=precedent, barrier=barrier, email=email, is_counted=is_counted, is_told=is_told and is_proved)
        found.language = (translation.get_language() or "fr")[:2]
    if is_proved or found.confirmed_at is None:
        for name, value in values.items():
            setattr(found, name, value)
        found.is_counted = is_counted or (found.is_counted and found.pk is not None)
    if is_proved:
        found.person, found.confirmed_at, found.is_told = by, found.confirmed_at or clock.now(), found.is_told or is_told
    found.save()
    if not is_proved:
        letters.ask_to_confirm(found, wants_news=is_told)
    return found


def _check_number(email: str) -> None:
    waiting = SameSituation.objects.filter(confirmed_at=None)
    if waiting.filter(email__iexact=email, at__gt=clock.now() - dt.timedelta(days=1)).count() >= MOST_WAITING:
        raise TooMany(_("Plusieurs messages attendent déjà d’être confirmés dans cette boîte. Ouvrez l’un d’eux, ou connectez-vous."))
    if waiting.filter(at__gt=clock.now() - dt.timedelta(hours=1)).count() >= MOST_PER_HOUR:
        raise TooMany(_("Beaucoup de demandes arrivent en ce moment. Réessayez dans une heure."))


@transaction.atomic
def confirm_same(*, situation: SameSituation, wants_news: bool) -> SameSituation:
    """The address is that of who wrote: counted from now on. Confirmed twice, it is once. Raises Refusal when it is too late."""
    situation = lock(situation)
    if situation.confirmed_at is None and situation.at < clock.now() - KEEP_FOR:
        raise Refusal(_("Ce lien est trop ancien. Revenez à la page de la réponse pour le dire à nouveau."))
    situation.confirmed_at = situation.confirmed_at or clock.now()
    situation.is_told = situation.is_told or wants_news
    situation.save(update_fields=["confirmed_at", "is_told"])
    return situation


@transaction.atomic
def stop_telling(*, situation: SameSituation) -> None:
    """One press: no more mail. The demand stays counted; who only followed is forgotten."""
    situation = lock(situation)
    situation.is_told = False
    situation.save(update_fields=["is_told"])


@transaction.atomic
def take_back(*, situation: SameSituation) -> None:
    """No longer counted, and forgotten."""
    lock(situation).delete()


def unconfirmed_situations() -> QuerySet[SameSituation]:
    """What no address confirmed in time, and who followed and no longer does: erased then."""
    limit = clock.now() - KEEP_FOR
    unconfirmed = Q(confirmed_at=None, at__lt=limit)
    return SameSituation.objects.filter(unconfirmed | Q(is_counted=False, is_told=False, confirmed_at__lt=limit))
