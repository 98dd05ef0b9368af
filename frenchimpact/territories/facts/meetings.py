"""What can have happened around its meetings, and what it makes public."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.territories.facts.territory import TerritoryFact


@dataclass(frozen=True, kw_only=True)
class MeetingPlanned(TerritoryFact):
    """The collective meets."""

    words = _("a prévu une réunion du collectif")

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingMoved(TerritoryFact):
    """Its hour, its place, its agenda or its state changed."""

    words = _("a modifié une réunion du collectif")

    meeting_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class MinutesSent(TerritoryFact):
    """The members have the minutes."""

    words = _("a envoyé le compte rendu d’une réunion")

    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class ResolutionTaken(TerritoryFact):
    """The collective decided something."""

    words = _("a noté une résolution du collectif")

    resolution_id: int


@dataclass(frozen=True, kw_only=True)
class ResolutionPlanned(TerritoryFact):
    """What it decided became an action of the plan."""

    words = _("a fait d’une résolution une action du plan")

    resolution_id: int
    action_id: int


@dataclass(frozen=True, kw_only=True)
class FeedChanged(TerritoryFact):
    """A person opened, renewed or closed their private calendar of the territory."""

    words = _("a changé l’adresse de son agenda du territoire")

    is_open: bool
