"""What can have happened to the indicators."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.territories.facts.territory import TerritoryFact


@dataclass(frozen=True, kw_only=True)
class IndicatorAdded(TerritoryFact):
    """One more thing is measured."""

    words = _("a ajouté un indicateur")

    indicator_id: int


@dataclass(frozen=True, kw_only=True)
class IndicatorChanged(TerritoryFact):
    """What is measured, by whom or how, changed."""

    words = _("a modifié un indicateur")

    indicator_id: int


@dataclass(frozen=True, kw_only=True)
class IndicatorEnded(TerritoryFact):
    """It is followed no more; its values stay."""

    words = _("a arrêté le suivi d’un indicateur")

    indicator_id: int


@dataclass(frozen=True, kw_only=True)
class AimSet(TerritoryFact):
    """Where it starts from and what it aims at; the earlier aim stays."""

    words = _("a fixé la cible d’un indicateur")

    indicator_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class MethodChanged(TerritoryFact):
    """How it is counted changed; the earlier method stays."""

    words = _("a changé la méthode d’un indicateur")

    indicator_id: int
    number: int
    is_break: bool


@dataclass(frozen=True, kw_only=True)
class ValuesRecorded(TerritoryFact):
    """Values were given, together."""

    words = _("a mis à jour des indicateurs")

    batch: str
    count: int
    via: str


@dataclass(frozen=True, kw_only=True)
class ValuesUndone(TerritoryFact):
    """Values given together were put back as they were."""

    words = _("a annulé une mise à jour d’indicateurs")

    batch: str
    count: int
