"""Published projects."""

from typing import Annotated, Any, cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.machines.actions.writing import write_declaration, write_once
from frenchimpact.machines.models import Scope
from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.filters import ProjectFilters
from frenchimpact.opendata.machine_auth import WRITES, OrganisationToken, name_of
from frenchimpact.opendata.machine_shapes import DeclarationIn, WrittenOut
from frenchimpact.opendata.shapes import ProjectOut, Projects
from frenchimpact.projects import queries as projects


@api.get("/projects", response={200: Projects, **REFUSALS}, summary="Published projects")
def project_list(request: HttpRequest, filters: Query[ProjectFilters]) -> Projects:
    """A territory is one where the project acts. Follow `next` to read them all."""
    rows, following, total = reads.page(request, reads.published(filters), filters)
    return Projects(results=[reads.project_out(row) for row in rows], next=following, total=total)


@api.get("/projects/{id}", response={200: ProjectOut, **REFUSALS}, summary="One project")
def project(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> ProjectOut:
    """By its reference, such as P-2026-0142."""
    row = projects.public_projects().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucun projet publié ne porte cette référence."))
    return reads.project_out(row)


@api.post(
    "/projects",
    response={200: WrittenOut, **WRITES},
    summary="Prepare the declaration of a project, by a token",
    auth=OrganisationToken(Scope.DECLARATIONS),
)
def declaration_write(request: HttpRequest, asked: DeclarationIn) -> WrittenOut:
    """A draft that somebody of the organisation completes and hands in: they receive the link.

    Under an `Idempotency-Key` that was used already, the same answer comes again and nothing is written twice, for a week.
    """
    token = cast(Any, request).auth
    found = write_once(
        token=token,
        scope=Scope.DECLARATIONS,
        name=name_of(request),
        body=asked.model_dump_json(),
        act=lambda: write_declaration(token=token, sent=asked.given()),
    )
    return WrittenOut(**found)
