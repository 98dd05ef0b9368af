"""Money committed."""

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.money_reads import CommitmentFilters, commitment_out, commitments, told
from frenchimpact.opendata.shapes import CommitmentOut, Commitments


@api.get("/commitments", response={200: Commitments, **REFUSALS}, summary="Money committed")
def commitment_list(request: HttpRequest, filters: Query[CommitmentFilters]) -> Commitments:
    """Never add these amounts up without leaving aside those that are not `mobilised`. Follow `next` to read them all.

    `au` gives them as they were known at the end of a day, whatever was written since.
    """
    rows, following, total = reads.page(request, commitments(filters), filters)
    return Commitments(results=told(rows, filters), next=following, total=total)


@api.get("/commitments/{id}", response={200: CommitmentOut, **REFUSALS}, summary="One commitment")
def commitment(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> CommitmentOut:
    """By its reference, such as E-2026-0001."""
    row = commitments(CommitmentFilters()).filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucun engagement ne porte cette référence."))
    return commitment_out(row)
