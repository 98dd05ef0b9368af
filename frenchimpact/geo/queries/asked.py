"""The place of a list as its address says it: `region=84`, `departement=73`, `epci=…`, `commune=…`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Model

from frenchimpact.core.asked import AskedList
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries.places import place_of, regions

LEVELS = ("region", "departement", "epci", "commune")


def place_asked(given: Mapping[str, str], ignored: list[str]) -> Place | None:
    """The smallest place that the address names, or the region when a form chose one (or all) where that place is not.

    A code that means nothing goes to `ignored`, to be said. The parts of the Grand Paris (EPT) are read under `epci`.
    """
    found: dict[str, Place] = {}
    for level in reversed(LEVELS):
        code = given.get(level, "")
        place = place_of(f"{level}:{code}") or (place_of(f"ept:{code}") if level == "epci" else None) if code else None
        if place is not None:
            found[level] = place
        elif code:
            ignored.append(f"{level} = {code[:40]}")
    smallest = next(iter(found.values()), None)
    region = found.get("region")
    is_chosen = region is not None or given.get("region") == ""
    return region if is_chosen and smallest is not None and smallest.region != region else smallest


def place_parameter(place: Place | None) -> dict[str, str]:
    """The same, as an address says it; empty without a place."""
    if place is None:
        return {}
    return {"epci" if place.level == Place.Level.EPT else str(place.level): place.code}


@dataclass
class PlacedList[M: Model](AskedList[M]):
    """A list that may be narrowed to a place."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.place = place_asked(self.given, self.ignored)

    @property
    def region(self) -> str:
        """The code of the region asked for, or of the one that holds the place."""
        whole = self.place.region or self.place if self.place else None
        return whole.code if whole and whole.level == Place.Level.REGION else ""

    @property
    def narrowed(self) -> list[tuple[str, str]]:
        """The place smaller than a region, which a form keeps beside its field of regions."""
        return list(place_parameter(self.place).items()) if self.place and self.place.level != Place.Level.REGION else []

    @cached_property
    def regions(self) -> list[Place]:
        """To choose from."""
        return list(regions())

    def url(self, **more: str) -> str:
        """This list, changed by `more`: a place replaces the one that was there."""
        where = dict.fromkeys(LEVELS, "") if more.keys() & set(LEVELS) else place_parameter(self.place)
        return super().url(**{**where, **more})

    @property
    def place_tags(self) -> list[tuple[str, str]]:
        """The place in words, with the address without it."""
        return [(self.place.name, self.url(region=""))] if self.place else []
