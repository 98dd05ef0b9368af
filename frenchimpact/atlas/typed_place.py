"""The place typed beside a list: once it is sure, it is the filter of its level; otherwise it stays as typed, with what it may mean."""

from dataclasses import dataclass

from django.http import QueryDict

from frenchimpact.atlas.lists import GROUND, Chosen
from frenchimpact.atlas.places import LEVELS, parameter
from frenchimpact.core.text import clean_line
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import Match, place_words, resolve_place

# The levels that the place field shows; regions and departments have a list of their own.
FINE = frozenset({"commune", "epci"})


@dataclass(frozen=True)
class TypedPlace:
    """A text that is not one place: those that it may mean, or none."""

    text: str
    matches: tuple[Match, ...]


def is_sent(given: QueryDict) -> bool:
    """Whether the form of filters was sent, rather than an address followed."""
    return "lieu_avant" in given


def placed(given: QueryDict, chosen: list[Chosen]) -> tuple[list[Chosen], TypedPlace | None]:
    """The filters that are on, with the place typed among them.

    A place just typed replaces any other; one that was already there gives way to a region or a department chosen since, elsewhere.
    """
    text = clean_line(given.get("lieu", ""))[:120].strip()
    if not text:
        return chosen, None
    found = resolve_place(text, [*LEVELS, Place.Level.COUNTRY], key=given.get("lieu_cle", ""))
    place = found.place
    if place is None:
        return chosen, TypedPlace(text, tuple(found.choices))
    others = [one for one in chosen if one.name not in GROUND]
    if place.level == Place.Level.COUNTRY:
        return others, None
    here = Chosen(parameter(place), place.code, place_words(place))
    if text != clean_line(given.get("lieu_avant", "")):
        return [*others, here], None
    wider = [one for one in chosen if one.name in GROUND - FINE]
    around = {("region", place.region.code if place.region else ""), ("departement", place.department.code if place.department else "")}
    is_elsewhere = any((one.name, one.code) not in around for one in wider)
    return [*others, *wider, *([] if is_elsewhere else [here])], None
