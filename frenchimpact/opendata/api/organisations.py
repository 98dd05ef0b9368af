"""Organisations of the public directory."""

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.filters import OrganisationFilters
from frenchimpact.opendata.shapes import OrganisationOut, Organisations


@api.get("/organisations", response={200: Organisations, **REFUSALS}, summary="Organisations of the public directory")
def organisations(request: HttpRequest, filters: Query[OrganisationFilters]) -> Organisations:
    """In a stable order; follow `next` to read them all."""
    rows, following, total = reads.page(request, reads.organisations(filters), filters)
    return Organisations(results=[reads.organisation_out(row) for row in rows], next=following, total=total)


@api.get("/organisations/{id}", response={200: OrganisationOut, **REFUSALS}, summary="One organisation")
def organisation(request: HttpRequest, id: Annotated[str, Field(max_length=80, pattern=r"^[-a-zA-Z0-9_]+$"), Path()]) -> OrganisationOut:
    """By its public identifier."""
    row = reads.shown_organisations().filter(slug=id).first()
    if row is None:
        raise Http404(_("Aucune organisation publiée ne porte cet identifiant."))
    return reads.organisation_out(row)
