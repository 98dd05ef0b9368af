"""Territories as pages, files and programs read them."""

from frenchimpact.core.periods import next_closing
from frenchimpact.territories.queries.grounds import acting_count
from frenchimpact.territories.queries.lists import listed_territories, territories_by_region
from frenchimpact.territories.queries.national import NationalFigure, national_figures
from frenchimpact.territories.queries.tabs import (
    challenge_sections_of,
    declare_challenge_section,
    declare_section,
    declare_tab,
    sections_of,
    space_frame,
)
from frenchimpact.territories.queries.territories import (
    communes_of,
    find_space,
    find_territory,
    label_of,
    places_of,
    public_territories,
    spaces_for,
)

__all__ = [
    "NationalFigure",
    "acting_count",
    "challenge_sections_of",
    "communes_of",
    "declare_challenge_section",
    "declare_section",
    "declare_tab",
    "find_space",
    "find_territory",
    "label_of",
    "listed_territories",
    "national_figures",
    "next_closing",
    "places_of",
    "public_territories",
    "sections_of",
    "space_frame",
    "spaces_for",
    "territories_by_region",
]
