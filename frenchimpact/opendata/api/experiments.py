"""Experiments and derogations."""

from typing import Annotated

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.experiment_reads import ExperimentFilters, experiment_out, experiments, shown_experiments
from frenchimpact.opendata.shapes import ExperimentOut, Experiments


@api.get("/experiments", response={200: Experiments, **REFUSALS}, summary="Experiments and derogations")
def experiment_list(request: HttpRequest, filters: Query[ExperimentFilters]) -> Experiments:
    """The public register, with what was counted and what was decided. Follow `next` to read them all."""
    rows, following, total = reads.page(request, experiments(filters), filters)
    return Experiments(results=[experiment_out(row) for row in rows], next=following, total=total)


@api.get("/experiments/{id}", response={200: ExperimentOut, **REFUSALS}, summary="One experiment")
def experiment(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> ExperimentOut:
    """By its reference, such as X-2026-0001."""
    row = shown_experiments().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucune expérimentation publique ne porte cette référence."))
    return experiment_out(row)
