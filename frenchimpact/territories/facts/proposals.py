"""What anyone can have proposed for a challenge."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.territories.facts.territory import TerritoryFact


@dataclass(frozen=True, kw_only=True)
class ProposalReceived(TerritoryFact):
    """Somebody proposed a solution or an offer, and confirmed their address."""

    words = _("a proposé une solution au territoire")

    proposal_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalAnswered(TerritoryFact):
    """The collective answered it."""

    words = _("a répondu à une proposition")

    proposal_id: int
    state: str
