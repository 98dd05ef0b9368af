"""What can have happened to the support that it receives."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.territories.facts.territory import TerritoryFact


@dataclass(frozen=True, kw_only=True)
class SupportMoved(TerritoryFact):
    """A request for support was sent, answered, finished or withdrawn."""

    words = _("a fait avancer une demande de soutien du territoire")

    request_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class RecommendationMade(TerritoryFact):
    """Somebody who supports it advised it."""

    words = _("a fait une recommandation au territoire")

    recommendation_id: int


@dataclass(frozen=True, kw_only=True)
class RecommendationMoved(TerritoryFact):
    """The collective said what became of an advice."""

    words = _("a donné suite à une recommandation")

    recommendation_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class SponsorshipBegun(TerritoryFact):
    """Another territory helps it."""

    words = _("a enregistré un parrainage entre territoires")

    sponsorship_id: int


@dataclass(frozen=True, kw_only=True)
class SponsorshipEnded(TerritoryFact):
    """Another territory helped it until then."""

    words = _("a mis fin à un parrainage entre territoires")

    sponsorship_id: int
