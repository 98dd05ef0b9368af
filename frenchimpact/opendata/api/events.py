"""Events and stops of the Tour."""

from typing import Annotated, Any, cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.machines.actions.writing import write_event, write_once
from frenchimpact.machines.models import Scope
from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.event_reads import EventFilters, EventOut, Events, event_out, events, shown_events
from frenchimpact.opendata.machine_auth import WRITES, OrganisationToken, name_of
from frenchimpact.opendata.machine_shapes import EventIn, WrittenOut


@api.get("/events", response={200: Events, **REFUSALS}, summary="Events and stops of the Tour")
def event_list(request: HttpRequest, filters: Query[EventFilters]) -> Events:
    """Cancelled ones told as such; never who comes. Without any filter, past and to come; with some, those of the page at that address.

    Follow `next` to read them all.
    """
    rows, following, total = reads.page(request, events(filters), filters)
    return Events(results=[event_out(row) for row in rows], next=following, total=total)


@api.get("/events/{id}", response={200: EventOut, **REFUSALS}, summary="One event")
def event(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> EventOut:
    """By its reference, such as EV-2026-0001."""
    row = shown_events().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucun événement public ne porte cette référence."))
    return event_out(row)


@api.post("/events", response={200: WrittenOut, **WRITES}, summary="Write an event, by a token", auth=OrganisationToken(Scope.EVENTS))
def event_write(request: HttpRequest, asked: EventIn) -> WrittenOut:
    """A draft of the token’s organisation; with `submit`, it is public at once.

    Under an `Idempotency-Key` that was used already, the same answer comes again and nothing is written twice, for a week.
    """
    token = cast(Any, request).auth
    found = write_once(
        token=token,
        scope=Scope.EVENTS,
        name=name_of(request),
        body=asked.model_dump_json(),
        act=lambda: write_event(token=token, sent=asked.given()),
    )
    return WrittenOut(**found)
