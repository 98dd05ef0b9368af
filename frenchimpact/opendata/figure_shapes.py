"""What the API shows of figures and measurements."""

import datetime as dt
from decimal import Decimal

from pydantic import BaseModel


class MeasurementOut(BaseModel):
    """What was measured in a territory, or by a public project, for a period. Never add them up: figures of the country are in `/figures`.

    A project's value that would tell few people has no `value` and is `withheld`. Of a project: `evidence` is its level of proof (0 to 5),
    `method` the version of the method, `places` where it took place; `sample_size` out of `population` was looked at; `counterfactual` is
    what would have happened without it; `verified_by` looked at it as it stands, at `verified_at`."""

    id: int | str
    indicator: str
    name: str
    territory: str | None
    challenge: int | None
    project: str | None = None
    common: str | None
    counts_nationally: bool
    starts_on: dt.date
    ends_on: dt.date
    value: Decimal | None
    withheld: bool = False
    state: str | None = None
    unit: str
    source: str
    evidence: int | None = None
    method: str | None = None
    places: list[str] | None = None
    sample_size: int | None = None
    population: int | None = None
    sample_note: str | None = None
    counterfactual: str | None = None
    verified_by: str | None = None
    verified_at: dt.datetime | None = None
    version: int
    changed_at: dt.datetime
    url: str
    demo: bool


class Measurements(BaseModel):
    """One page of measurements."""

    results: list[MeasurementOut]
    next: str | None
    total: int | None


class FigureOut(BaseModel):
    """A national indicator in one year, each result counted once. `nature`: a `flow` adds its periods up, a `stock` takes the last one.
    `declared_by` territories gave a value for that year or a later one, out of the `followed_by` that count it.

    `origin` is `projects` for what public projects measured: `nature` is then how values are put together, both counts are projects, and
    `left_out` of them count too few people to be in the value, which is null when nothing is left to tell. Of the `declared_by`,
    `verified_by` were looked at by somebody else and `proven_by` have a level of proof of 2 or more, out of 5,
    `partial_by` gave values for a part of the year only; null elsewhere.

    `origin` is `observatory` for the figures of the programme itself (money, projects, delays, barriers, solutions): `year` is null for how
    things stand, `unit` is `eur`, `day`, `working_day` or empty for a count, and eight delays in ten lie between `low` and `high`.

    `known_from` and `known_until` say when this was what was known; `au` asks as of a past day or instant. Where the difference with what
    was known later would tell few people, `value` is null and `withheld` is true."""

    id: str
    indicator: str
    name: str
    definition: str
    unit: str
    nature: str
    origin: str = "territories"
    version: int | None = None
    year: int | None
    level: str = "pays"
    code: str = "FR"
    part: str | None = None
    value: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    verified_value: Decimal | None = None
    left_out: int = 0
    verified_by: int | None = None
    proven_by: int | None = None
    partial_by: int | None = None
    withheld: bool = False
    measurement_count: int
    declared_by: int
    followed_by: int
    source: str
    as_of: dt.date
    known_from: dt.datetime
    known_until: dt.datetime | None = None
    url: str


class Figures(BaseModel):
    """Every figure of the country."""

    results: list[FigureOut]
    next: str | None
    total: int | None


class RecordedOut(BaseModel):
    """What became of the values given; they are undone together, by their batch, from the project's space."""

    batch: str
    created: int
    updated: int
    unchanged: int
