"""Published answers of the desk of barriers."""

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.precedent_reads import PrecedentFilters, precedent_out, precedents, shown_precedents
from frenchimpact.opendata.precedent_shapes import PrecedentOut, Precedents


@api.get("/precedents", response={200: Precedents, **REFUSALS}, summary="Published answers of the desk of barriers")
def precedent_list(request: HttpRequest, filters: Query[PrecedentFilters]) -> Precedents:
    """Anonymised and validated by a second person; those in force unless `state` says otherwise. Follow `next` to read them all."""
    rows, following, total = reads.page(request, precedents(filters), filters)
    return Precedents(results=[precedent_out(row) for row in rows], next=following, total=total)


@api.get("/precedents/{id}", response={200: PrecedentOut, **REFUSALS}, summary="One published answer")
def precedent(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> PrecedentOut:
    """By its reference, such as R-2026-0007."""
    row = shown_precedents().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucune réponse publiée ne porte cette référence."))
    return precedent_out(row)
