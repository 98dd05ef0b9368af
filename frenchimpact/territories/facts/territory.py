"""What every fact of a territory has."""

from dataclasses import dataclass
from typing import ClassVar

from frenchimpact.core.facts import Fact


@dataclass(frozen=True, kw_only=True)
class TerritoryFact(Fact):
    """Something that happened to a territory."""

    about: ClassVar[str] = "territories.Territory"
    territory_id: int
