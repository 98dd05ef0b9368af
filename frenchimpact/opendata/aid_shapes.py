"""What the API shows of aids, and why one suits a project."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field

from frenchimpact.opendata.shapes import (
    PlaceName,
)


class RuleOut(BaseModel):
    """A condition of an aid: a subject, and the codes or the bounds that it accepts. A wish orders and leaves nobody out."""

    subject: str
    values: list[str]
    minimum: float | None
    maximum: float | None
    wish: bool
    note: str


class PartnerOut(BaseModel):
    """Who takes part in an aid, and as what (`financeur`, `instructeur`…)."""

    name: str
    siren: str
    roles: list[str]


class ProvenanceOut(BaseModel):
    """Where a field comes from: a feed, by its name, or a person; guessed when the feed does not say it plainly."""

    field: str
    origin: Annotated[str, Field(description="`source` or `person`: what a person wrote, no feed changes.")]
    source: str | None
    guessed: bool
    at: dt.datetime


class AidOut(BaseModel):
    """A published aid, open or closed. Its conditions are data; what cannot be said as data is in `eligibility`."""

    id: str
    reference: str
    title: str
    promise: str
    description: str
    eligibility: str
    funder: str
    organisation: str | None
    instruments: list[str]
    origin: str
    regime: str
    is_generic: Annotated[bool, Field(description="A frame that others adapt to their territory.")]
    generic: Annotated[str | None, Field(description="Of a local variant: the generic aid that it adapts, by its reference.")]
    variants: Annotated[list[str], Field(description="Of a generic aid: its published local variants, by their references.")]
    places: list[PlaceName]
    excluded: list[PlaceName]
    rules: list[RuleOut]
    ticket_min: float | None
    ticket_max: float | None
    rate_max: float | None
    own_funds_times: Annotated[float | None, Field(description="At most so many times one’s own funds.")]
    amounts_note: str
    rhythm: str
    opens_on: dt.date | None
    closes_on: dt.date | None
    next_opens_on: dt.date | None
    next_closes_on: dt.date | None
    open: bool
    way: str
    steps: str
    documents: list[str]
    apply_url: str
    contact: Annotated[str, Field(description="A service, not a person.")]
    contact_email: str
    partners: list[PartnerOut]
    programmes: list[str]
    source_url: str
    source: str | None
    checked_at: dt.datetime
    updated_at: dt.datetime
    url: str
    demo: bool


class AidSheetOut(AidOut):
    """One aid, with where each of its fields comes from, as far as it is known (`places` and `rules` are each one field)."""

    provenance: list[ProvenanceOut]


class Aids(BaseModel):
    """One page of aids."""

    results: list[AidOut]
    next: str | None
    total: int | None


class ConditionOut(BaseModel):
    """One condition compared: satisfied, unknown (nobody said) or failing; in words, with the rule, and when time alone settles it."""

    subject: str
    state: str
    text: str
    rule: str
    from_on: dt.date | None


class MatchOut(BaseModel):
    """An aid compared with the project: « suits », « to_check », « near » (one condition fails) or « apart ». Nothing is refused."""

    aid: AidOut
    fit: str
    summary: str
    score: int
    from_on: dt.date | None
    conditions: list[ConditionOut]


class Matches(BaseModel):
    """The aids that suit best, first; and how many there are of each fit."""

    results: list[MatchOut]
    counts: dict[str, int]
