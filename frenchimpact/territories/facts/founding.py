"""What can have happened to its labels and its perimeter."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from frenchimpact.territories.facts.territory import TerritoryFact


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
