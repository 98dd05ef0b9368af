"""What the API shows of offers."""

import datetime as dt
from decimal import Decimal

from pydantic import BaseModel

from frenchimpact.opendata.shapes import PlaceName


class OfferOut(BaseModel):
    """What an organisation gives. No capacity: as much as is asked for; no place: everywhere."""

    id: str
    reference: str
    title: str
    kind: str
    summary: str
    description: str
    organisation: str
    organisation_id: str
    capacity: Decimal | None
    unit: str
    left: Decimal | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    places: list[PlaceName]
    remote: bool
    themes: list[str]
    price: str
    price_note: str
    for_whom: list[str]
    stages: list[str]
    conditions: str
    receipt: bool
    state: str
    confirmed_on: dt.date
    url: str
    demo: bool


class Offers(BaseModel):
    """One page of offers."""

    results: list[OfferOut]
    next: str | None
    total: int | None
