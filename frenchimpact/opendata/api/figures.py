"""Figures of the country."""

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.figures_reads import FigureFilters, figure_out
from frenchimpact.opendata.impact_reads import project_figures
from frenchimpact.opendata.shapes import FigureOut, Figures
from frenchimpact.territories.queries import national_figures


@api.get("/figures", response={200: Figures, **REFUSALS}, summary="Figures of the country")
def figure_list(request: HttpRequest, filters: Query[FigureFilters]) -> Figures:
    """National indicators by year, each result counted once; then what public projects measured, added up."""
    found = [figure_out(one) for one in national_figures(filters.year) if filters.indicator in ("", one.common.code)]
    rows, following, total = reads.page_of(request, [*found, *project_figures(filters)], filters)
    return Figures(results=rows, next=following, total=total)


@api.get("/figures/{id}", response={200: FigureOut, **REFUSALS}, summary="One figure of the country")
def figure(request: HttpRequest, id: Annotated[str, Field(max_length=70, pattern=r"^[-a-z0-9_]+$"), Path()]) -> FigureOut:
    """By its indicator and its year, such as dechets-evites-2026."""
    for one in national_figures():
        if id == f"{one.common.code}-{one.year}":
            return figure_out(one)
    for found in project_figures(FigureFilters()):
        if id == found.id:
            return found
    raise Http404(_("Aucun chiffre ne porte ce nom."))
