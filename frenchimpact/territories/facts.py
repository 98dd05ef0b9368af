"""What can have happened to a territory."""

from dataclasses import dataclass
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TerritoryFact(Fact):
    """Something that happened to a territory."""

    about: ClassVar[str] = "territories.Territory"
    territory_id: int


@dataclass(frozen=True, kw_only=True)
class TerritoryFounded(TerritoryFact):
    """A label made it: its space opens to the collective."""

    words = _("a ouvert l’espace du territoire")

    label_id: int


@dataclass(frozen=True, kw_only=True)
class LabelJoined(TerritoryFact):
    """One more label of the territory."""

    words = _("a rattaché un label au territoire")

    label_id: int


@dataclass(frozen=True, kw_only=True)
class PerimeterChanged(TerritoryFact):
    """Its perimeter changed."""

    words = _("a modifié le périmètre du territoire")

    place_keys: list[str]


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


# ── Indicators ───────────────────────────────────────────────────────────────────────────────────
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
