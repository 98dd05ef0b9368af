"""Proven solutions, and who took them up."""

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.solution_reads import SolutionFilters, shown_solutions, solution_out, solutions
from frenchimpact.opendata.solution_shapes import SolutionOut, Solutions


@api.get("/solutions", response={200: Solutions, **REFUSALS}, summary="Proven solutions that others may take up")
def solution_list(request: HttpRequest, filters: Query[SolutionFilters]) -> Solutions:
    """Each with its kit in force, and who took it up, failures included. Follow `next` to read them all."""
    rows, following, total = reads.page(request, solutions(filters), filters)
    return Solutions(results=[solution_out(row) for row in rows], next=following, total=total)


@api.get("/solutions/{id}", response={200: SolutionOut, **REFUSALS}, summary="One solution")
def solution(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> SolutionOut:
    """By its reference, such as SO-2026-0001."""
    row = shown_solutions().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucune solution publique ne porte cette référence."))
    return solution_out(row)
