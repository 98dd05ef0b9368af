"""Territories as pages, files and programs read them."""

from frenchimpact.territories.periods import next_closing
from frenchimpact.territories.queries.territories import (
    communes_of,
    find_space,
    find_territory,
    label_of,
    places_of,
    public_territories,
    spaces_for,
)

__all__ = ["communes_of", "find_space", "find_territory", "label_of", "next_closing", "places_of", "public_territories", "spaces_for"]
