"""What the API shows of solutions."""

import datetime as dt
from decimal import Decimal

from ninja import Schema

from frenchimpact.opendata.shapes import PlaceName


class KitStep(Schema):
    """One step, in order."""

    title: str
    text: str
    weeks: int | None


class KitOut(Schema):
    """The published version in force of what one needs to take it up."""

    version: int
    before: str
    after: str
    fixed: str
    adaptable: str
    prerequisites: str
    partners: str
    legal: str
    risks: str
    cost_note: str
    steps: list[KitStep]


class AdoptionOut(Schema):
    """Who took it up, once launched or told: from whom they learnt, how it ended, what it taught."""

    reference: str
    taker: str
    place: PlaceName
    learnt_from: str | None
    state: str
    launched_on: dt.date | None
    ending: str
    lesson: str


class SolutionOut(Schema):
    """A proven solution. No population, no setting: anywhere; no amount: not told."""

    id: str
    reference: str
    title: str
    summary: str
    project: str
    project_name: str
    organisation: str | None
    mode: str
    licence: str
    themes: list[str]
    publics: list[str]
    settings: list[str]
    population_min: int | None
    population_max: int | None
    actors: list[str]
    start_min: Decimal | None
    start_max: Decimal | None
    yearly_min: Decimal | None
    yearly_max: Decimal | None
    indicators: list[str]
    precedents: list[str]
    kit: KitOut | None
    adoptions: list[AdoptionOut]
    published_on: dt.date | None
    url: str
    demo: bool


class Solutions(Schema):
    """One page of solutions."""

    results: list[SolutionOut]
    next: str | None
    total: int | None
