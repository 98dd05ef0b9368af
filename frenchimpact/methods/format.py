"""The open format of a method, version 1: what `method.toml` (or `method.json`) may say. Its JSON Schema is published from here.

A method is a folder: `method.toml`, `README.fr.md`, `README.en.md`, `CHANGELOG.md`, `LICENCE.txt` and `samples/*.toml`.
Numbers are exact decimals, written as numbers or as text; rates in « % » are written in hundredths (35 is 35 %).
"""

import datetime
from collections.abc import Iterable
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils import translation
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema, model_validator

FORMAT = 1
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
Version = Annotated[str, StringConstraints(pattern=r"^(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})\.(0|[1-9]\d{0,3})$")]
Pinned = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*@\d+\.\d+\.\d+$", max_length=90)]
Unit = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Formula = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
# Sixteen figures before the comma, twelve after: what no sum of money, of people or of matter goes beyond.
Number = Annotated[
    Decimal,
    Field(max_digits=28, decimal_places=12, allow_inf_nan=False),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d{1,16}(\.\d{1,12})?$"}]}),
]


class Part(BaseModel):
    """A part of the format: unknown keys are refused, so that a misspelt one is not lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Words(Part):
    """A text in French and in English."""

    fr: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
    en: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]

    def __str__(self) -> str:
        return self.en if translation.get_language() == "en" else self.fr


class Source(Part):
    """Where a value or a definition comes from."""

    title: Words
    url: Annotated[str, StringConstraints(pattern=r"^https?://", max_length=500)] | None = None
    date: datetime.date | None = None


class Indicator(Part):
    """One thing that is counted, and how its values may be put together."""

    id: Name
    version: Annotated[int, Field(ge=1, le=999)] = 1
    name: Words
    definition: Words
    unit: Unit
    direction: Literal["up", "down", "none"]
    aggregation: Literal["sum", "mean", "ratio", "last", "distinct", "none"]
    frequency: Literal["once", "year", "quarter", "month"] = "year"
    # What a value may be broken down by: « sexe », « age ».
    disaggregations: list[Name] = []
    minimum: Number | None = None
    maximum: Number | None = None
    # Of a ratio: the two indicators of this method that it divides.
    numerator: Name | None = None
    denominator: Name | None = None
    # The goal that its values count for, and those that it only concerns (1 to 17).
    sdg: Annotated[int, Field(ge=1, le=17)] | None = None
    sdgs_concerned: list[Annotated[int, Field(ge=1, le=17)]] = []
    # Codes of other catalogues, as references only.
    iris: list[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}\d{4}$")]] = []
    source: Words | None = None

    @model_validator(mode="after")
    def _ratio_says_of_what(self) -> "Indicator":
        if (self.aggregation == "ratio") != (self.numerator is not None and self.denominator is not None):
            raise ValueError("ratio")
        return self


class Dated(Part):
    """The value of an assumption from a day on."""

    since: datetime.date
    value: Number
    source: Source


class Input(Part):
    """What whoever runs the method gives."""

    id: Name
    name: Words
    help: Words | None = None
    unit: Unit
    minimum: Number | None = None
    maximum: Number | None = None
    # Another input, in the same unit, that this one is a part of: « tested twice » among « supported ».
    at_most: Name | None = None
    # An example that the calculator starts from.
    default: Number
    # How unsure such a value is, when it is an estimate: by so much, or by that part of it.
    moves_by: Number | None = None
    moves_by_part: Annotated[Decimal, Field(gt=0, lt=1)] | None = None


class Assumption(Part):
    """What the method supposes, with its source: anyone may suppose otherwise, and sees what it changes."""

    id: Name
    name: Words
    help: Words | None = None
    unit: Unit
    minimum: Number | None = None
    maximum: Number | None = None
    value: Number | None = None
    # Instead of one value: those in force since a day, the latest counts.
    dated: list[Dated] = []
    low: Number
    high: Number
    source: Source | None = None

    @model_validator(mode="after")
    def _has_one_value_with_its_source(self) -> "Assumption":
        if (self.value is None) != bool(self.dated) or (self.value is not None and self.source is None):
            raise ValueError("assumption")
        return self

    def on(self, day: datetime.date) -> Dated | None:
        """The value in force on a day; none before the first day of the first one."""
        if self.value is not None and self.source is not None:
            return Dated(since=datetime.date.min, value=self.value, source=self.source)
        return max((dated for dated in self.dated if dated.since <= day), key=lambda dated: dated.since, default=None)


class Column(Part):
    """A column of a table that one fills in."""

    id: Name
    name: Words
    help: Words | None = None
    unit: Unit
    minimum: Number | None = None
    maximum: Number | None = None
    default: Number = Decimal(0)
    # How far each value is moved to see what it changes: by so much, or by that part of it.
    moves_by: Number | None = None
    moves_by_part: Annotated[Decimal, Field(gt=0, lt=1)] | None = None


class Example(Part):
    """A row that the calculator starts from."""

    name: Words
    values: dict[Name, Number]


class Table(Part):
    """Rows that whoever runs the method writes: effects, resources."""

    id: Name
    name: Words
    help: Words | None = None
    row_name: Words
    columns: Annotated[list[Column], Field(min_length=1, max_length=12)]
    least: Annotated[int, Field(ge=0, le=20)] = 1
    most: Annotated[int, Field(ge=1, le=100)] = 20
    rows: list[Example] = []


class Step(Part):
    """A formula, and what it means."""

    id: Name
    name: Words
    help: Words | None = None
    unit: Unit
    formula: Formula
    # A column of that table rather than a value.
    table: Name | None = None
    # One value a year, `t` from 1 to this number.
    years: Formula | None = None
    decimals: Annotated[int, Field(ge=0, le=9)] = 2
    # Results are shown first; the others are the calculation.
    is_result: bool = False
    # What is said when the result does not exist, in place of « a division by zero ».
    when_absent: Words | None = None
    # « The result is worth as much as it costs »: the value at which each assumption would bring it there is looked for.
    break_even: Number | None = None


class Method(Part):
    """What `method.toml` says."""

    format: Literal[1]
    id: Slug
    version: Version
    title: Words
    summary: Words
    # The code of a theme of the programme, or « tous ».
    domain: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)] = "tous"
    sdgs: list[Annotated[int, Field(ge=1, le=17)]] = []
    authors: Annotated[list[Line], Field(min_length=1, max_length=30)]
    maintainer: Line
    licence: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.+-]+$", max_length=60)]
    derived_from: Pinned | None = None
    # The level of proof that values measured so can reach by themselves (0 to 5, Nesta).
    evidence: Annotated[int, Field(ge=0, le=5)] = 1
    # What it takes to apply it: time, money, know-how.
    effort: Words
    # When it should not be used.
    limits: Words
    units: dict[Name, Words] = {}
    indicators: Annotated[list[Indicator], Field(max_length=60)] = []
    inputs: Annotated[list[Input], Field(max_length=40)] = []
    assumptions: Annotated[list[Assumption], Field(max_length=40)] = []
    tables: Annotated[list[Table], Field(max_length=6)] = []
    steps: Annotated[list[Step], Field(max_length=80)] = []
    # The step whose range and sensitivity are shown.
    headline: Name | None = None
    sources: Annotated[list[Source], Field(max_length=60)] = []

    @property
    def pinned(self) -> str:
        """« sroi@1.0.0 »."""
        return f"{self.id}@{self.version}"


class Sample(Part):
    """A worked example: `samples/NAME.toml`. Expected results are compared at the decimals they are written with."""

    title: Words
    inputs: dict[Name, Number] = {}
    assumptions: dict[Name, Number] = {}
    tables: dict[Name, list[dict[Name, Number]]] = {}
    expected: Annotated[dict[Name, Number | list[Number]], Field(min_length=1)]


# The themes of the programme are its own; a method may stand for all of them.
EVERYWHERE = "tous"


def schema(themes: Iterable[str] = ()) -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of `method.toml` and `method.json`, with that of a sample in `$defs`.

    With the themes of the programme, a `domain` is one of them.
    """
    made = Method.model_json_schema()
    if codes := list(themes):
        made["properties"]["domain"]["enum"] = [EVERYWHERE, *codes]
    made["$defs"]["Sample"] = Sample.model_json_schema(ref_template="#/$defs/{model}") | {"$defs": {}}
    del made["$defs"]["Sample"]["$defs"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
