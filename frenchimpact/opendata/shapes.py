"""What the API shows of each thing: public data only, with stable names."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """An error, as RFC 9457 writes it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[str] = []


class PlaceName(BaseModel):
    """A place, shortly."""

    id: str
    name: str


class PlaceOut(BaseModel):
    """An official unit of French geography."""

    id: str
    level: str
    code: str
    name: str
    kind: str
    department: PlaceName | None
    region: PlaceName | None
    epci: PlaceName | None
    population: int | None
    longitude: float | None
    latitude: float | None
    vintage: int
    is_current: bool


class OrganisationOut(BaseModel):
    """An organisation of the public directory."""

    id: str
    name: str
    kinds: list[str]
    support_kinds: list[str]
    siren: str
    siret: str
    rna: str
    legal_category: str
    ess_family: str
    commune: PlaceName | None
    department: PlaceName | None
    region: PlaceName | None
    website: str
    description: str
    themes: list[str]
    confirmed_at: dt.datetime | None
    updated_at: dt.datetime
    closed_on: dt.date | None
    url: str
    demo: bool


class ProjectOut(BaseModel):
    """A published project: the sections that its team keeps for some are left out (null)."""

    id: str
    name: str
    stage: str
    is_need: bool
    problem: str
    answer: str
    themes: list[str]
    publics: list[str] | None
    sdgs: list[int] | None
    places: list[PlaceName]
    organisation: str | None
    published_at: dt.datetime | None
    updated_at: dt.datetime
    url: str
    demo: bool


class LabelOut(BaseModel):
    """A label of the register. `credential` is the address of its signed credential, null when this register did not certify it."""

    id: str
    reference: str
    kind: str
    kind_name: str
    holder: str
    organisation: str | None
    territory: str
    places: list[PlaceName]
    status: str
    granted_on: dt.date
    valid_from: dt.date
    valid_until: dt.date | None
    decision: str
    source: str
    successor: str | None
    credential: str | None
    changed_at: dt.datetime
    url: str
    demo: bool


class ChallengeOut(BaseModel):
    """A challenge of a territory, shortly."""

    number: int
    title: str
    kinds: list[str]
    themes: list[str]
    is_open: bool
    url: str


class TerritoryOut(BaseModel):
    """A labelled territory: a collective on a perimeter, no administrative unit. Territories overlap: never add them up."""

    id: str
    reference: str
    name: str
    lead: str | None
    lead_name: str | None
    presentation: str
    places: list[PlaceName]
    perimeter: str
    vintage: int | None
    label: str | None
    status: str | None
    granted_on: dt.date | None
    challenges: list[ChallengeOut]
    source: str
    changed_at: dt.datetime
    url: str
    demo: bool


class CommitmentOut(BaseModel):
    """Money committed, in euros. `mobilised` says whether it counts towards the national target (money that a fund gives does not:
    it was counted when the fund received it), `deployed` whether it reaches somebody who acts. `public_share` goes from 0 to 1."""

    id: str
    reference: str
    funder: str
    funder_number: str
    funder_organisation: str | None
    funder_vehicle: str | None
    beneficiary: str
    beneficiary_number: str
    beneficiary_organisation: str | None
    beneficiary_vehicle: str | None
    project: str | None
    title: str
    instrument: str
    origin: str
    public_share: Decimal
    preexisting: bool
    regime: str
    region: PlaceName | None
    theme: str
    aid: str | None
    state: str
    committed_on: dt.date
    signed_on: dt.date | None
    gross: Decimal
    cancelled: Decimal
    recovered: Decimal
    net: Decimal
    paid: Decimal
    justified: Decimal
    mobilised: bool
    deployed: bool
    source: str
    changed_at: dt.datetime
    url: str
    demo: bool


class Commitments(BaseModel):
    """One page of commitments."""

    results: list[CommitmentOut]
    next: str | None
    total: int | None


class ValueOut(BaseModel):
    """One value, on a day."""

    on: dt.date
    value: Decimal
    note: str


class IndicatorOut(BaseModel):
    """What was agreed to be counted: where it started, what is aimed at, the last value of each day."""

    name: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    values: list[ValueOut]


class ExperimentOut(BaseModel):
    """An experiment or a derogation. `state` is running, undecided (it ended and nothing was decided), or how it was decided."""

    id: str
    reference: str
    title: str
    object: str
    channel: str
    legal_basis: str
    norms: list[str]
    authority: str
    beneficiary: str
    places: list[PlaceName]
    conditions: str
    starts_on: dt.date
    ends_on: dt.date
    check_on: dt.date
    checked_on: dt.date | None
    state: str
    decided_on: dt.date | None
    reason: str
    evaluation: str
    indicators: list[IndicatorOut]
    url: str
    demo: bool


class Experiments(BaseModel):
    """One page of experiments."""

    results: list[ExperimentOut]
    next: str | None
    total: int | None


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


class Aids(BaseModel):
    """One page of aids."""

    results: list[AidOut]
    next: str | None
    total: int | None


class Measurements(BaseModel):
    """One page of measurements."""

    results: list[MeasurementOut]
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


class FigureOut(BaseModel):
    """A national indicator in one year, each result counted once. `nature`: a `flow` adds its periods up, a `stock` takes the last one.
    `declared_by` territories gave a value for that year or a later one, out of the `followed_by` that count it.

    `origin` is `projects` for what public projects measured: `nature` is then how values are put together, both counts are projects, and
    `left_out` of them count too few people to be in the value, which is null when nothing is left to tell.

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


class Territories(BaseModel):
    """One page of territories."""

    results: list[TerritoryOut]
    next: str | None
    total: int | None


class Labels(BaseModel):
    """One page of labels."""

    results: list[LabelOut]
    next: str | None
    total: int | None


class Organisations(BaseModel):
    """One page of organisations."""

    results: list[OrganisationOut]
    next: str | None
    total: int | None


class Projects(BaseModel):
    """One page of projects."""

    results: list[ProjectOut]
    next: str | None
    total: int | None


class Places(BaseModel):
    """One page of places."""

    results: list[PlaceOut]
    next: str | None
    total: int | None


class RecordedOut(BaseModel):
    """What became of the values given; they are undone together, by their batch, from the project's space."""

    batch: str
    created: int
    updated: int
    unchanged: int
