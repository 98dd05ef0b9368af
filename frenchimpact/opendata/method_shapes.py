"""What the API shows of open methods. Numbers are exact decimals, written as text."""

import datetime as dt

from ninja import Schema


class IndicatorOut(Schema):
    """An indicator that a method defines, in one version of its definition."""

    id: str
    version: int
    name: str
    unit: str
    aggregation: str


class MethodOut(Schema):
    """The version in force of an open method, or the one asked for (`sroi@1.0.0`)."""

    id: str
    version: str
    pinned: str
    title: str
    title_en: str
    summary: str
    domain: str
    sdgs: list[int]
    evidence: int
    licence: str
    authors: list[str]
    maintainer: str
    owner: str | None
    derived_from: str | None
    indicators: list[IndicatorOut]
    computes: bool
    status: str
    published_at: dt.datetime | None
    swhid: str
    url: str
    content_url: str
    archive_url: str
    demo: bool


class Methods(Schema):
    """One page of methods."""

    results: list[MethodOut]
    next: str | None
    total: int | None


class ResultOut(Schema):
    """What a formula gave: one value, or one a row or a year. `problem` says why there is none."""

    name: str
    unit: str
    value: str | None
    rounded: str | None
    values: list[str] | None
    is_result: bool
    problem: str | None


class InfluenceOut(Schema):
    """What an assumption does to the main result at its two bounds, and the value at which it would break even."""

    key: str
    name: str
    low: str
    high: str
    result_at_low: str | None
    result_at_high: str | None
    break_even: str | None


class RangeOut(Schema):
    """How sure the main result is: what the three strongest assumptions make of it together; then all of them, the strongest first."""

    result: str
    low: str
    high: str
    influences: list[InfluenceOut]
    complete: bool


class RunOut(Schema):
    """One run. The main result is never to be shown without its range.

    `on` is the day whose values count, `in_force` since when each dated one of them is; `left_out` is what was not given, and kept the
    method's own value.
    """

    method: str
    version: str
    swhid: str
    inputs: dict[str, str]
    assumptions: dict[str, str]
    on: dt.date
    in_force: dict[str, dt.date]
    left_out: list[str]
    results: dict[str, ResultOut]
    headline: str | None
    range: RangeOut | None
    url: str
