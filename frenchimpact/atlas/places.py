"""Places as lists are narrowed by them."""

from frenchimpact.atlas.cards import prefix
from frenchimpact.geo.models import Place

# The parameter that a level of place is in the address of a list. The country narrows nothing.
PARAMETER = {
    Place.Level.REGION: "region",
    Place.Level.DEPARTMENT: "departement",
    Place.Level.EPCI: "epci",
    Place.Level.EPT: "epci",
    Place.Level.COMMUNE: "commune",
}
LEVELS = tuple(PARAMETER)


def parameter(place: Place) -> str:
    """The parameter that names it in the address of a list."""
    return PARAMETER[Place.Level(place.level)]


def wider(place: Place) -> list[tuple[str, str]]:
    """The place and what contains it, the closest first: pairs (parameter, code)."""
    around = [
        (parameter(place), place.code),
        *(("epci", above.code) for above in (place.epci,) if above),
        *(("departement", above.code) for above in (place.department,) if above),
        *(("region", above.code) for above in (place.region,) if above),
    ]
    return list(dict.fromkeys(around))


def place_url(place: Place) -> str:
    """The page of the place."""
    return f"{prefix()}/lieux/{place.level}/{place.code}/"
