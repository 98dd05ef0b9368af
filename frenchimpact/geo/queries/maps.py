"""What the detailed map needs: where places stand, and the basemap's file."""

import hashlib
from functools import cache

from django.db.models import Max, Min, Q
from django.urls import reverse

from frenchimpact.geo.models import Place
from frenchimpact.geo.queries.outlines import DATA

BASEMAP = DATA / "basemap.pmtiles"


def bounds(places: Q) -> tuple[float, float, float, float] | None:
    """West, south, east and north of the communes that a condition names (`within`); None when none has a position."""
    found = Place.objects.filter(places, level=Place.Level.COMMUNE, longitude__isnull=False).aggregate(
        west=Min("longitude"), south=Min("latitude"), east=Max("longitude"), north=Max("latitude")
    )
    return None if found["west"] is None else (found["west"], found["south"], found["east"], found["north"])


@cache
def basemap_edition() -> str:
    """A mark of the basemap's content: its address carries it, so that a copy can be kept for as long as one likes."""
    with BASEMAP.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()[:16]


def basemap_address() -> str:
    """Where the basemap of today is read."""
    return f"{reverse('geo_files:basemap')}?v={basemap_edition()}"
