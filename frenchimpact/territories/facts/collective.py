"""What can have happened to the collective."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.territories.facts.territory import TerritoryFact


@dataclass(frozen=True, kw_only=True)
class MemberJoined(TerritoryFact):
    """A member entered the collective."""

    words = _("a fait entrer un membre dans le collectif")

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MandateAsked(TerritoryFact):
    """A member was asked to confirm its mandate by a link."""

    words = _("a demandé à un membre de confirmer son mandat")

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MandateSigned(TerritoryFact):
    """A member is bound by its mandate."""

    words = _("a enregistré le mandat d’un membre")

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MandateDeclined(TerritoryFact):
    """A member answered that it is not of the collective."""

    words = _("a enregistré qu’une structure ne fait pas partie du collectif")

    member_id: int


@dataclass(frozen=True, kw_only=True)
class MemberLeft(TerritoryFact):
    """A member left the collective; its history stays."""

    words = _("a enregistré le départ d’un membre du collectif")

    member_id: int


@dataclass(frozen=True, kw_only=True)
class LeadChanged(TerritoryFact):
    """Another organisation carries the territory."""

    words = _("a changé le chef de file du territoire")

    organisation_id: int


@dataclass(frozen=True, kw_only=True)
class SuccessorNamed(TerritoryFact):
    """The collective said who takes over if its lead disappears; nobody when there is none any more."""

    words = _("a désigné qui prendra la suite du chef de file")

    organisation_id: int | None


@dataclass(frozen=True, kw_only=True)
class CollectiveDescribed(TerritoryFact):
    """How the collective decides, and how to write to it, changed."""

    words = _("a modifié la gouvernance ou le contact du territoire")
