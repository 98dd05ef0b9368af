"""What anyone proposes for a challenge: kept until the address is confirmed, then read and answered by the collective."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.projects.models import Project
from frenchimpact.territories import facts
from frenchimpact.territories.messages import proposals as letters
from frenchimpact.territories.models import Challenge, ChallengeProject, Proposal

# An address that nobody confirms is forgotten with what it came with.
KEEP_FOR = dt.timedelta(days=30)
MOST_PER_ADDRESS, ADDRESS_SPAN = 3, dt.timedelta(hours=24)
# Mails that an address may get without having asked for any.
MOST_WAITING = 2
MOST_PER_TERRITORY, TERRITORY_SPAN = 40, dt.timedelta(hours=1)


def digest(key: str) -> str:
    """What is kept of the secret of a link."""
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def propose(
    *,
    challenge: Challenge,
    kind: str,
    name: str,
    email: str,
    text: str,
    organisation: str = "",
    project: Project | None = None,
    by: User | None = None,
) -> Proposal:
    """Keep what is proposed, and write to the address: the collective sees it once the link of the mail was followed.

    Who is signed in with that address has proved it. Raises Refusal for a closed challenge, TooMany past a few.
    """
    challenge = lock(challenge)
    if not challenge.is_open:
        raise Refusal(_("Ce défi est clos : il ne reçoit plus de propositions. Sa page dit ce qui en est sorti."))
    if challenge.territory.lead_id is None:
        raise Refusal(_("Personne ne porte ce territoire sur la plateforme : aucune proposition ne peut y être lue."))
    is_proved = by is not None and by.email.lower() == email.lower()
    _check_number(challenge, email, is_proved=is_proved)
    key = "" if is_proved else secrets.token_urlsafe(24)
    proposal = Proposal.objects.create(
        challenge=challenge,
        kind=kind,
        name=name,
        email=email,
        organisation=organisation,
        project=project,
        text=text,
        by=by,
        key_digest=digest(key) if key else "",
        language=(translation.get_language() or "fr")[:5],
    )
    if is_proved:
        return confirm_proposal(proposal=proposal)
    letters.ask_to_confirm(proposal, key)
    return proposal


def _check_number(challenge: Challenge, email: str, *, is_proved: bool) -> None:
    """Raises TooMany. What others send in the name of an address never stops whoever is signed in with it."""
    now = clock.now()
    sent = Proposal.objects.filter(email__iexact=email, at__gt=now - ADDRESS_SPAN)
    if is_proved and sent.exclude(confirmed_at=None).count() >= MOST_PER_ADDRESS:
        raise TooMany(_("Trois propositions sont déjà parties de cette adresse depuis hier. Revenez demain."))
    if is_proved:
        return
    if sent.filter(confirmed_at=None).count() >= MOST_WAITING or sent.count() >= MOST_PER_ADDRESS:
        raise TooMany(_("Des propositions attendent déjà que cette adresse soit confirmée. Confirmez-les, ou connectez-vous avec elle."))
    waiting = Proposal.objects.filter(challenge__territory=challenge.territory_id, confirmed_at=None, at__gt=now - TERRITORY_SPAN)
    if waiting.count() >= MOST_PER_TERRITORY:
        raise TooMany(_("Beaucoup de propositions arrivent en ce moment pour ce territoire. Réessayez dans une heure."))


@transaction.atomic
def confirm_proposal(*, proposal: Proposal) -> Proposal:
    """The address is that of who wrote: the collective is told. Confirmed twice, it is once. Raises Refusal when it is too late."""
    proposal = lock(proposal)
    if proposal.confirmed_at is not None:
        return proposal
    if proposal.at < clock.now() - KEEP_FOR:
        raise Refusal(_("Ce lien est trop ancien. Écrivez à nouveau votre proposition."))
    proposal.confirmed_at = clock.now()
    proposal.save(update_fields=["confirmed_at"])
    announce(facts.ProposalReceived(territory_id=proposal.challenge.territory_id, proposal_id=proposal.pk), by=proposal.by)
    letters.tell_received(proposal)
    return proposal


@transaction.atomic
def answer_proposal(*, proposal: Proposal, verb: str, answer: str, by: User) -> Proposal:
    """Say what becomes of it; the person reads it by mail. A project that is kept answers the challenge from then on."""
    proposal = lock(proposal)
    if proposal.confirmed_at is None:
        raise Refusal(_("Cette proposition attend que son adresse soit confirmée."))
    proposal.state = Proposal.FLOW.step(verb, proposal.state)
    proposal.answer, proposal.answered_at, proposal.answered_by = answer, clock.now(), by
    proposal.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    if proposal.state == Proposal.State.KEPT and proposal.project is not None:
        ChallengeProject.objects.get_or_create(challenge=proposal.challenge, project=proposal.project)
    announce(facts.ProposalAnswered(territory_id=proposal.challenge.territory_id, proposal_id=proposal.pk, state=proposal.state), by=by)
    letters.tell_answered(proposal)
    return proposal


def unconfirmed_proposals() -> QuerySet[Proposal]:
    """What no address confirmed in time: erased then."""
    return Proposal.objects.filter(confirmed_at=None, at__lt=clock.now() - KEEP_FOR)
