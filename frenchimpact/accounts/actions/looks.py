"""Looking through somebody's eyes: begun with a reason, ended once, told to the person at once."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.actions.telling import tell
from frenchimpact.accounts.facts import LookBegun, LookEnded
from frenchimpact.accounts.models import Look, User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text

SHORTEST_REASON = 10


@transaction.atomic
def begin_look(*, person: User, reason: str, by: User) -> Look:
    """Open a look; another one that was open ends. Raises Incomplete without a reason, OutOfTurn for oneself or a closed account."""
    reason = clean_text(reason)
    if len(reason) < SHORTEST_REASON:
        words = _("Écrivez pourquoi, en dix caractères au moins : la personne le lira.")
        raise Incomplete(words, {"reason": words})
    # Two looks begun together wait for one another.
    lock(by)
    if person.pk == by.pk or not person.is_active:
        raise OutOfTurn(_("On ne regarde ni avec ses propres yeux, ni avec ceux d’un compte fermé."))
    for other in Look.objects.filter(by=by, ended_at=None):
        end_look(look=other, how=Look.End.REPLACED, by=by)
    now = clock.now()
    look = Look.objects.create(
        person=person, by=by, reason=reason[:500], began_at=now, until_at=now + dt.timedelta(minutes=settings.LOOK_MINUTES)
    )
    announce(LookBegun(user_id=person.pk, look_id=look.pk), by=by)
    tell(
        person,
        _("L’administration regarde le site avec vos yeux"),
        detail=format_lazy(
            _("{by} le fait pour cette raison : « {reason} ». Rien ne peut être écrit en votre nom."), by=str(by), reason=look.reason
        ),
    )
    return look


@transaction.atomic
def end_look(*, look: Look, how: str, by: User | None) -> None:
    """It is over, whatever ends it. Ended twice, the first end stands; one that waited too long ended at its time."""
    look = lock(look)
    if look.ended_at is not None:
        return
    look.ended_at, look.ended_how = min(clock.now(), look.until_at), how
    look.save(update_fields=["ended_at", "ended_how"])
    announce(LookEnded(user_id=look.person_id, look_id=look.pk), by=by)


def end_late_looks() -> None:
    """Those whose time is over and that nobody came back to."""
    for look in Look.objects.filter(ended_at=None, until_at__lte=clock.now()):
        end_look(look=look, how=Look.End.EXPIRED, by=None)
