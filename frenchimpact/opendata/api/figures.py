"""Figures of the country and of its regions, as they are and as they were known."""

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.figure_shapes import FigureOut, Figures
from frenchimpact.opendata.figures_reads import FigureFilters, figures, find_figure


@api.get("/figures", response={200: Figures, **REFUSALS}, summary="Figures of the country")
def figure_list(request: HttpRequest, filters: Query[FigureFilters]) -> Figures:
    """National indicators by year, each result counted once; what public projects measured, added up; the figures of the observatory.

    With `au`, what was known then, which never changes: a citation stays true.
    """
    rows, following, total = reads.page_of(request, figures(filters), filters)
    return Figures(results=rows, next=following, total=total)


@api.get("/figures/{id}", response={200: FigureOut, **REFUSALS}, summary="One figure of the country")
def figure(
    request: HttpRequest,
    id: Annotated[str, Field(max_length=160, pattern=r"^[-a-zA-Z0-9_]+$"), Path()],
    au: str = Query("", max_length=40),  # type: ignore[type-arg] # its stub has a parameter that it does not take
) -> FigureOut:
    """By its indicator and its year, such as dechets-evites-2026; with `au`, as it was known then."""
    found = find_figure(id, au)
    if found is None:
        raise Http404(_("Aucun chiffre ne porte ce nom."))
    return found
