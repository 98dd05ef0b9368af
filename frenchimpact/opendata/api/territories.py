"""Labelled territories."""

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.filters import TerritoryFilters
from frenchimpact.opendata.shapes import Territories, TerritoryOut
from frenchimpact.territories import queries as territories


@api.get("/territories", response={200: Territories, **REFUSALS}, summary="Labelled territories")
def territory_list(request: HttpRequest, filters: Query[TerritoryFilters]) -> Territories:
    """They overlap: their figures do not add up. Follow `next` to read them all."""
    rows, following, total = reads.page(request, reads.territories(filters), filters)
    return Territories(results=[reads.territory_out(row) for row in rows], next=following, total=total)


@api.get("/territories/{id}", response={200: TerritoryOut, **REFUSALS}, summary="One territory")
def territory(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> TerritoryOut:
    """By its reference, such as T-2026-0001."""
    row = territories.listed_territories().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucun territoire ne porte cette référence."))
    return reads.territory_out(row)
