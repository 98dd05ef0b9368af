"""What organisations offer to projects."""

from typing import Annotated, Any, cast

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Path, Query

from frenchimpact.machines.actions.writing import write_offer, write_once
from frenchimpact.machines.models import Scope
from frenchimpact.opendata import reads
from frenchimpact.opendata.api.interface import REFUSALS, api
from frenchimpact.opendata.machine_auth import WRITES, OrganisationToken, name_of
from frenchimpact.opendata.machine_shapes import OfferIn, WrittenOut
from frenchimpact.opendata.offer_reads import OfferFilters, offer_out, offers, shown_offers
from frenchimpact.opendata.offer_shapes import OfferOut, Offers


@api.get("/offers", response={200: Offers, **REFUSALS}, summary="Offers of services, means and know-how")
def offer_list(request: HttpRequest, filters: Query[OfferFilters]) -> Offers:
    """What organisations give to projects, and how much is left. Follow `next` to read them all."""
    rows, following, total = reads.page(request, offers(filters), filters)
    return Offers(results=[offer_out(row) for row in rows], next=following, total=total)


@api.get("/offers/{id}", response={200: OfferOut, **REFUSALS}, summary="One offer")
def offer(request: HttpRequest, id: Annotated[str, Field(max_length=20, pattern=r"^[A-Z0-9-]+$"), Path()]) -> OfferOut:
    """By its reference, such as O-2026-0001."""
    row = shown_offers().filter(reference=id).first()
    if row is None:
        raise Http404(_("Aucune offre publique ne porte cette référence."))
    return offer_out(row)


@api.post("/offers", response={200: WrittenOut, **WRITES}, summary="Write an offer, by a token", auth=OrganisationToken(Scope.OFFERS))
def offer_write(request: HttpRequest, asked: OfferIn) -> WrittenOut:
    """A draft of the token’s organisation; with `submit`, the programme reads it.

    Under an `Idempotency-Key` that was used already, the same answer comes again and nothing is written twice, for a week.
    """
    token = cast(Any, request).auth
    found = write_once(
        token=token,
        scope=Scope.OFFERS,
        name=name_of(request),
        body=asked.model_dump_json(),
        act=lambda: write_offer(token=token, sent=asked.given()),
    )
    return WrittenOut(**found)
