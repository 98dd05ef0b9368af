"""Proposals for challenges: by the secret of their mail, and as the collective reads them."""

import hashlib

from django.db.models import Case, QuerySet, When
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories.models import Proposal, Territory
from frenchimpact.territories.queries.territories import find_space


def proposal_by_key(key: str) -> Proposal | None:
    """The proposal whose receipt has that secret."""
    if not key or len(key) > 100:
        return None
    digest = hashlib.sha256(key.encode()).hexdigest()
    return Proposal.objects.filter(key_digest=digest).select_related("challenge__territory", "project").first()


def confirmed_proposals(territory: Territory) -> QuerySet[Proposal]:
    """Those whose address is confirmed: nobody of the collective reads the others."""
    return Proposal.objects.filter(challenge__territory=territory, confirmed_at__isnull=False)


def proposals_for(territory: Territory) -> QuerySet[Proposal]:
    """The unanswered ones first, the oldest first; then the others, the latest first."""
    found = confirmed_proposals(territory).select_related("challenge", "project")
    return found.order_by(Case(When(state=Proposal.State.RECEIVED, then=0), default=1), "-answered_at", "at", "pk")


def waiting_proposals(territory: Territory) -> int:
    """How many wait for an answer."""
    return confirmed_proposals(territory).filter(state=Proposal.State.RECEIVED).count()


def find_proposal(user: Anyone, reference: str, pk: int) -> Proposal:
    """A confirmed proposal to a territory whose space the person enters, or Http404."""
    territory = find_space(user, reference)
    found = proposals_for(territory).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Cette proposition n’existe pas, ou n’est plus là."))
    found.challenge.territory = territory
    return found
