"""What the API shows of published answers."""

import datetime as dt

from pydantic import BaseModel

from frenchimpact.opendata.shapes import PlaceName


class NormOut(BaseModel):
    """A text of law, or one article of it."""

    text: str
    article: str
    url: str | None


class PrecedentOut(BaseModel):
    """A published answer to a barrier: anonymised and validated. No place means everywhere."""

    id: str
    reference: str
    title: str
    situation: str
    question: str
    answer: str
    outcome: str
    nature: str
    themes: list[str]
    before: str
    after: str
    conditions: str
    limits: str
    legal_basis: str
    norms: list[NormOut]
    places: list[PlaceName]
    barrier: str | None
    decided_by: str
    decided_on: dt.date | None
    authors: list[str]
    status: str
    superseded_by: str | None
    checked_on: dt.date | None
    valid_until: dt.date | None
    published_at: dt.datetime | None
    url: str
    demo: bool


class Precedents(BaseModel):
    """One page of published answers."""

    results: list[PrecedentOut]
    next: str | None
    total: int | None
