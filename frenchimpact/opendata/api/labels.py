"""The register of labels."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Path, Query

from frenchimpact.labels import queries as register
from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.filters import LabelFilters
from frenchimpact.opendata.shapes import LabelOut, Labels


@api.get("/labels", response={200: Labels, **REFUSALS}, summary="The register of labels")
def label_list(request: HttpRequest, filters: Query[LabelFilters]) -> Labels:
    """Every label ever given, whatever became of it. Follow `next` to read them all."""
    rows, following, total = reads.page(request, reads.labels(filters), filters)
    return Labels(results=[reads.label_out(row) for row in rows], next=following, total=total)


@api.get("/labels/{id}", response={200: LabelOut, **REFUSALS}, summary="One label")
def label(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> LabelOut:
    """By its reference, such as L-2026-0012."""
    return reads.label_out(register.find_label(request.user, id))
