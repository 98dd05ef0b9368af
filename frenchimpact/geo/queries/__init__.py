"""What the room knows: places by key, by what people type, by where they stand; their words and their borders."""

from frenchimpact.geo.queries.asked import LEVELS, PlacedList, place_asked, place_parameter
from frenchimpact.geo.queries.maps import BASEMAP, basemap_address, basemap_edition, bounds
from frenchimpact.geo.queries.outlines import Outline, outlines
from frenchimpact.geo.queries.places import (
    contains,
    current_codes,
    departments,
    find_place,
    place_of,
    places_by_keys,
    places_under,
    regions,
    serving,
    vintage,
    within,
)
from frenchimpact.geo.queries.search import Match, Resolved, match_places, normal, resolve_place, search_places
from frenchimpact.geo.queries.typed import Chooser, TypedPlace, is_sent, known_keys, place_chooser, places_sent, typed_place
from frenchimpact.geo.queries.words import level_words, place_choices, place_detail, place_words

__all__ = [
    "BASEMAP",
    "LEVELS",
    "Chooser",
    "Match",
    "Outline",
    "PlacedList",
    "Resolved",
    "TypedPlace",
    "basemap_address",
    "basemap_edition",
    "bounds",
    "contains",
    "current_codes",
    "departments",
    "find_place",
    "is_sent",
    "known_keys",
    "level_words",
    "match_places",
    "normal",
    "outlines",
    "place_asked",
    "place_choices",
    "place_chooser",
    "place_detail",
    "place_of",
    "place_parameter",
    "place_words",
    "places_by_keys",
    "places_sent",
    "places_under",
    "regions",
    "resolve_place",
    "search_places",
    "serving",
    "typed_place",
    "vintage",
    "within",
]
