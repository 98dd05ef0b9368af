"""Published aids, and those that suit a described project."""

from typing import Annotated, Any, cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.accounts.actions.questions import count_question
from frenchimpact.machines.actions.writing import write_aid, write_once
from frenchimpact.machines.models import Scope
from frenchimpact.opendata import reads
from frenchimpact.opendata.aid_reads import AidFilters, ProjectIn, aid_out, aid_sheet, aids, matches, shown_aids
from frenchimpact.opendata.aid_shapes import Aids, AidSheetOut, Matches
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.machine_auth import WRITES, OrganisationToken, name_of
from frenchimpact.opendata.machine_shapes import AidIn, WrittenOut
from frenchimpact.opendata.shapes import Problem


@api.get("/aids", response={200: Aids, **REFUSALS}, summary="Published aids")
def aid_list(request: HttpRequest, filters: Query[AidFilters]) -> Aids:
    """With their conditions as data. Without any filter, all of them, closed ones too; with some, those of the page at that address.

    Follow `next` to read them all.
    """
    rows, following, total = reads.page(request, aids(filters), filters)
    return Aids(results=[aid_out(row) for row in rows], next=following, total=total)


@api.get("/aids/{id}", response={200: AidSheetOut, **REFUSALS}, summary="One aid")
def aid(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> AidSheetOut:
    """By its reference, such as AF-2026-0001."""
    row = shown_aids().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucune aide publiée ne porte cette référence."))
    return aid_sheet(row)


@api.post("/matches", response={200: Matches, 429: Problem, **REFUSALS}, summary="The aids that suit a described project, and why")
def match_list(request: HttpRequest, project: ProjectIn) -> Matches:
    """Without an account; nothing is kept. Each condition is satisfied, unknown or failing: a person decides, never this answer.

    At most 60 questions a minute from one network; beyond, 429 says after how many seconds to ask again (`Retry-After`).
    """
    count_question(request)
    return matches(project)


@api.post("/aids", response={200: WrittenOut, **WRITES}, summary="Write an aid, by a token", auth=OrganisationToken(Scope.AIDS))
def aid_write(request: HttpRequest, asked: AidIn) -> WrittenOut:
    """A draft of the token’s organisation, which funds; with `submit`, it is published as from its form.

    Under an `Idempotency-Key` that was used already, the same answer comes again and nothing is written twice, for a week.
    """
    token = cast(Any, request).auth
    found = write_once(
        token=token,
        scope=Scope.AIDS,
        name=name_of(request),
        body=asked.model_dump_json(),
        act=lambda: write_aid(token=token, sent=asked.given()),
    )
    return WrittenOut(**found)
