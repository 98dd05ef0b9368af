"""Official places."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Path, Query

from frenchimpact.geo import queries as geo
from frenchimpact.geo.models import Place
from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.filters import Page, Words
from frenchimpact.opendata.shapes import PlaceOut, Places


class PlaceFilters(Page):
    """A search by `q` ranks exact names, then beginnings, then misspellings, the most inhabited first; it has one page."""

    q: Words = ""
    level: Place.Level | None = None


@api.get("/places", response={200: Places, **REFUSALS}, summary="Official places: communes, intermunicipalities, departments, regions")
def places(request: HttpRequest, filters: Query[PlaceFilters]) -> Places:
    """Searched by name, postcode or official code; or all of them, following `next`."""
    level = filters.level.value if filters.level else None
    if filters.q.strip():
        found = geo.search_places(filters.q, level, min(filters.limit, 100))
        return Places(results=[reads.place_out(row) for row in found], next=None, total=None)
    rows = Place.objects.filter(is_current=True).select_related("department", "region", "epci").order_by("pk")
    shown, following, total = reads.page(request, rows.filter(level=level) if level else rows, filters)
    return Places(results=[reads.place_out(row) for row in shown], next=following, total=total)


@api.get("/places/{id}", response={200: PlaceOut, **REFUSALS}, summary="One place")
def place(request: HttpRequest, id: Annotated[str, Field(max_length=22, pattern=r"^[a-z]+:[0-9A-Z]+$"), Path()]) -> PlaceOut:
    """By level and code, such as commune:73065. A code of before a merger gives the commune of today."""
    return reads.place_out(geo.find_place(id))
