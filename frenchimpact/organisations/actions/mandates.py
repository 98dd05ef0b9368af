"""One organisation acts for another: proposed by one side, agreed by the other, stopped by either, over by itself."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.organisations import facts, messages
from frenchimpact.organisations.models import Mandate, Organisation

LONGEST = dt.timedelta(days=3 * 366)
WARN_BEFORE = dt.timedelta(days=30)


@transaction.atomic
def propose_mandate(
    *, giver: Organisation, agent: Organisation, scope: str, starts_on: dt.date, ends_on: dt.date, from_giver: bool, by: User
) -> Mandate:
    """Propose that `agent` acts for `giver`; the side of the author agrees by proposing.

    Raises Incomplete for days that cannot be, Refusal when the two already have a mandate on some of these days.
    """
    missing = {}
    if ends_on < starts_on:
        missing["ends_on"] = _("La fin vient après le début.")
    elif ends_on < clock.today():
        missing["ends_on"] = _("Cette date est passée.")
    elif ends_on - starts_on > LONGEST:
        missing["ends_on"] = _("Un mandat dure trois ans au plus. Il se renouvelle.")
    if giver.pk == agent.pk:
        missing["other"] = _("Choisissez une autre structure que la vôtre.")
    if missing:
        raise Incomplete(_("Le mandat ne peut pas partir ainsi."), missing)
    now = clock.now()
    mine = {"giver_agreed_at": now, "giver_agreed_by": by} if from_giver else {"agent_agreed_at": now, "agent_agreed_by": by}
    try:
        with transaction.atomic():
            mandate = Mandate.objects.create(
                giver=giver, agent=agent, scope=scope, starts_on=starts_on, ends_on=ends_on, created_at=now, **mine
            )
    except IntegrityError as error:
        if "mandate_not_twice" not in str(error):
            raise
        raise Refusal(_("Ces deux structures ont déjà un mandat, proposé ou accepté, à ces dates.")) from error
    _announce(facts.MandateProposed, mandate, by)
    messages.tell_mandate_proposed(mandate)
    return mandate


def _announce(fact: type[facts.OrganisationFact], mandate: Mandate, by: User | None) -> None:
    """On the trail of both organisations."""
    for organisation_id in (mandate.giver_id, mandate.agent_id):
        announce(fact(organisation_id=organisation_id, mandate_id=mandate.pk), by=by)  # type: ignore[call-arg]  # every mandate's fact has it


@transaction.atomic
def agree_mandate(*, mandate: Mandate, by: User) -> Mandate:
    """The other side says yes. Raises OutOfTurn when it was answered meanwhile, Refusal when its days are over."""
    mandate = lock(mandate)
    mandate.state = Mandate.FLOW.step("agree", mandate.state)
    if mandate.ends_on < clock.today():
        raise Refusal(_("Les dates de ce mandat sont passées. Proposez-en un autre."))
    if mandate.giver_agreed_at is None:
        mandate.giver_agreed_at, mandate.giver_agreed_by = clock.now(), by
    else:
        mandate.agent_agreed_at, mandate.agent_agreed_by = clock.now(), by
    mandate.save()
    messages.finish("mandate_proposed", mandate)
    _announce(facts.MandateAgreed, mandate, by)
    messages.tell_mandate_agreed(mandate, by)
    return mandate


@transaction.atomic
def decline_mandate(*, mandate: Mandate, by: User) -> None:
    """The other side says no. Raises OutOfTurn when it was answered meanwhile."""
    _close(mandate, "decline", facts.MandateDeclined, by)


@transaction.atomic
def revoke_mandate(*, mandate: Mandate, by: User) -> None:
    """Either side stops it, at once. Raises OutOfTurn when it is stopped already."""
    _close(mandate, "revoke", facts.MandateRevoked, by)


def _close(mandate: Mandate, verb: str, fact: type[facts.OrganisationFact], by: User) -> None:
    mandate = lock(mandate)
    mandate.state = Mandate.FLOW.step(verb, mandate.state)
    mandate.closed_at, mandate.closed_by = clock.now(), by
    mandate.save(update_fields=["state", "closed_at", "closed_by"])
    messages.finish("mandate_proposed", mandate)
    _announce(fact, mandate, by)
    messages.tell_mandate_closed(mandate, by)


@transaction.atomic
def follow_mandates() -> tuple[int, int]:
    """Tell both sides a month before the end, then that it is over: from that day on it lets nobody act. Gives how many of each."""
    today, now = clock.today(), clock.now()
    running = Mandate.objects.select_for_update(of=("self",), skip_locked=True).filter(state=Mandate.State.AGREED)
    warned = ended = 0
    for mandate in running.filter(ended_at=None, ends_on__lte=today + WARN_BEFORE).select_related("giver", "agent"):
        if mandate.ends_on < today:
            mandate.ended_at = now
            mandate.save(update_fields=["ended_at"])
            _announce(facts.MandateEnded, mandate, None)
            messages.tell_mandate_ended(mandate)
            ended += 1
        elif mandate.warned_at is None and mandate.ends_on - mandate.starts_on > WARN_BEFORE:
            mandate.warned_at = now
            mandate.save(update_fields=["warned_at"])
            messages.tell_mandate_ends_soon(mandate)
            warned += 1
    return warned, ended
