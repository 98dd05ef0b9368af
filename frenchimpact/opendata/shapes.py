"""What the API shows of each thing: public data only, with stable names."""

import datetime as dt
from decimal import Decimal

from pydantic import BaseModel


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
