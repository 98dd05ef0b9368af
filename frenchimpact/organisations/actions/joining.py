"""Asking to join an organisation, and being answered: by its administrators, by the operators when they stay silent."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.core.text import clean_text
from frenchimpact.organisations import facts, messages, rules
from frenchimpact.organisations.actions.members import admit
from frenchimpact.organisations.models import JoinRequest, Membership, Organisation

REMIND_AFTER, ESCALATE_AFTER = dt.timedelta(days=5), dt.timedelta(days=10)
OPEN_LIMIT = 10


@transaction.atomic
def ask_to_join(*, organisation: Organisation, message: str, by: User) -> JoinRequest:
    """Ask its administrators. Asking twice is asking once.

    Raises Refusal for someone who belongs already, or when nobody administers it (it is claimed instead).
    """
    organisation = lock(organisation)
    if organisation.memberships.filter(user=by, until=None).exists():
        raise Refusal(_("Vous êtes déjà dans l’équipe de cette structure."))
    if not rules.administrators_of(organisation).exists():
        raise Refusal(_("Personne ne gère encore cette structure. Demandez plutôt à tenir sa fiche."))
    if JoinRequest.objects.filter(user=by, state=JoinRequest.State.ASKED).exclude(organisation=organisation).count() >= OPEN_LIMIT:
        raise TooMany(_("Dix de vos demandes attendent déjà une réponse. Retirez-en une avant d’en envoyer une autre."))
    try:
        with transaction.atomic():
            request = JoinRequest.objects.create(organisation=organisation, user=by, message=clean_text(message), created_at=clock.now())
    except IntegrityError:
        return JoinRequest.objects.get(organisation=organisation, user=by, state=JoinRequest.State.ASKED)
    announce(facts.JoinAsked(organisation_id=organisation.pk, request_id=request.pk), by=by)
    messages.tell_asked(request)
    return request


@transaction.atomic
def accept_join(*, request: JoinRequest, role: str, by: User) -> Membership:
    """Let the person in. Raises OutOfTurn when it was answered meanwhile."""
    organisation = lock(request.organisation)
    request = _decide(request, "accept", by)
    announce(facts.JoinAccepted(organisation_id=organisation.pk, request_id=request.pk), by=by)
    member = admit(organisation, request.user, role, by=by)
    messages.tell_join_accepted(request, member)
    return member


@transaction.atomic
def refuse_join(*, request: JoinRequest, reason: str, by: User) -> None:
    """Say no, and why. Raises Incomplete without a reason, OutOfTurn when it was answered meanwhile."""
    reason = clean_text(reason)
    if not reason:
        raise Incomplete(_("Dites pourquoi : la personne lira votre réponse."), {"reason": _("Écrivez la raison de votre refus.")})
    request = _decide(request, "refuse", by, reason)
    announce(facts.JoinRefused(organisation_id=request.organisation_id, request_id=request.pk), by=by)
    messages.tell_join_refused(request)


@transaction.atomic
def withdraw_join(*, request: JoinRequest, by: User) -> None:
    """The person no longer asks. Raises OutOfTurn when it was answered meanwhile."""
    request = _decide(request, "withdraw", by)
    announce(facts.JoinWithdrawn(organisation_id=request.organisation_id, request_id=request.pk), by=by)


def _decide(request: JoinRequest, verb: str, by: User, reason: str = "") -> JoinRequest:
    request = lock(request)
    request.state = JoinRequest.FLOW.step(verb, request.state)
    request.decided_at, request.decided_by, request.reason = clock.now(), by, reason
    request.save(update_fields=["state", "decided_at", "decided_by", "reason"])
    messages.finish("join_asked", request)
    messages.finish("join_silent", request)
    return request


@transaction.atomic
def follow_join_requests() -> tuple[int, int]:
    """Remind administrators after five days, hand over to the operators after ten, or at once when no administrator is left.

    Gives how many of each.
    """
    now = clock.now()
    waiting = JoinRequest.objects.select_for_update(of=("self",), skip_locked=True).filter(state=JoinRequest.State.ASKED)
    reminded = escalated = 0
    for request in waiting.filter(escalated_at=None).select_related("organisation", "user"):
        if request.created_at <= now - ESCALATE_AFTER or not rules.administrators_of(request.organisation).exists():
            request.escalated_at = now
            request.save(update_fields=["escalated_at"])
            announce(facts.JoinEscalated(organisation_id=request.organisation_id, request_id=request.pk), by=None)
            messages.tell_join_silent(request)
            escalated += 1
        elif request.reminded_at is None and request.created_at <= now - REMIND_AFTER:
            request.reminded_at = now
            request.save(update_fields=["reminded_at"])
            messages.tell_asked(request, again=True)
            reminded += 1
    return reminded, escalated
