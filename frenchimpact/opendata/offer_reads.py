"""Offers, from rows to what the API shows."""

from typing import Annotated

from django.conf import settings
from django.db.models import QuerySet
from ninja import Field

from frenchimpact.offers.models import Offer, Price, What
from frenchimpact.offers.queries.offers import listed_offers, whole
from frenchimpact.offers.rules import public_offers
from frenchimpact.opendata.filters import Code, Page, Theme, Words, like
from frenchimpact.opendata.offer_shapes import OfferOut
from frenchimpact.opendata.reads import checked_theme, place_in
from frenchimpact.opendata.shapes import PlaceName


class OfferFilters(Page):
    """The filters of the public list. A place keeps what is given in it, in what holds it, everywhere, or at a distance."""

    EARLIER = {"kind": "nature", "price": "prix"}

    q: Words = ""
    theme: Theme = ""
    region: Code = ""
    departement: Code = ""
    epci: Code = ""
    commune: Code = ""
    nature: What | None = None
    prix: Price | None = None
    kind: Annotated[What | None, Field(**like("nature"))] = None
    price: Annotated[Price | None, Field(**like("prix"))] = None


def shown_offers() -> QuerySet[Offer]:
    """The public offers, with what the API shows of them."""
    return whole(public_offers())


def offers(filters: OfferFilters) -> QuerySet[Offer]:
    """Those that match. Raises Http404 for a theme or a code that does not exist."""
    place = place_in(filters)
    theme = checked_theme(filters.theme)
    found = listed_offers(public_offers(), text=filters.q, what=filters.nature or "", theme=theme, price=filters.prix or "", place=place)
    return found.order_by("pk")


def offer_out(row: Offer) -> OfferOut:
    """An offer as the API shows it."""
    return OfferOut(
        id=row.reference,
        reference=row.reference,
        title=row.title,
        kind=row.what,
        summary=row.summary,
        description=row.description,
        organisation=row.organisation.name,
        organisation_id=row.organisation.slug,
        capacity=row.capacity,
        unit=row.unit,
        left=row.left,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        places=[PlaceName(id=one.place.key, name=one.place.name) for one in row.places.all()],
        remote=row.is_remote,
        themes=row.themes,
        price=row.price,
        price_note=row.price_note,
        for_whom=row.who,
        stages=row.stages,
        conditions=row.conditions,
        receipt=row.gives_receipt,
        state=row.state,
        confirmed_on=row.confirmed_on,
        url=f"{settings.BASE_URL}/offres/{row.slug}/",
        demo=row.is_demo,
    )
