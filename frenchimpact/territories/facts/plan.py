"""What can have happened to the plan: actions, challenges, projects attached."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.territories.facts.territory import TerritoryFact


@dataclass(frozen=True, kw_only=True)
class ActionAdded(TerritoryFact):
    """One more action in the plan."""

    words = _("a ajouté une action au plan du territoire")

    action_id: int


@dataclass(frozen=True, kw_only=True)
class ActionChanged(TerritoryFact):
    """Fields of an action, its steps, partners or budget."""

    words = _("a modifié une action du territoire")

    action_id: int
    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class ActionMoved(TerritoryFact):
    """An action changed state."""

    words = _("a changé l’état d’une action du territoire")

    action_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class PlanValidated(TerritoryFact):
    """The plan as a whole, in a numbered version."""

    words = _("a validé le plan d’action du territoire")

    version_id: int


@dataclass(frozen=True, kw_only=True)
class BarrierDrafted(TerritoryFact):
    """A blocked action asks for its barrier to be lifted."""

    words = _("a préparé une demande pour lever un frein")

    request_id: int


@dataclass(frozen=True, kw_only=True)
class ChallengeChanged(TerritoryFact):
    """One of its challenges was written."""

    words = _("a écrit un défi du territoire")

    number: int


@dataclass(frozen=True, kw_only=True)
class ProjectAttached(TerritoryFact):
    """A project answers one of its challenges."""

    words = _("a rattaché un projet à un défi")

    number: int
    project_id: int


@dataclass(frozen=True, kw_only=True)
class ProjectDetached(TerritoryFact):
    """A project no longer answers one of its challenges."""

    words = _("a détaché un projet d’un défi")

    number: int
    project_id: int
