"""What a public figure is: its words, what it counts, and what a look at it gives."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from frenchimpact.core.errors import Text

COUNTRY, REGION = "pays", "region"


class Value(NamedTuple):
    """What one look at a figure gives, for one period, place and part. The names are those of a reading."""

    figure: str
    value: Decimal | int | None
    part: str = ""
    level: str = COUNTRY
    code: str = "FR"
    period: str = ""
    version: int = 1
    low: Decimal | int | None = None
    high: Decimal | int | None = None
    reported: int | None = None
    expected: int | None = None
    verified: int | None = None
    verified_value: Decimal | None = None
    measurements: int | None = None
    left_out: int = 0
    # How many of those who told it have a level of proof of 2 or more; None: not asked of this figure.
    proven: int | None = None
    # How many of those who told it did for a part of the period only.
    partial: int | None = None
    # Two readings of it are not told side by side when their difference would be few people.
    counts_people: bool = False


@dataclass(frozen=True)
class Definition:
    """One figure as data: what a page, a file and a citation say of it."""

    code: str
    # The question that it answers, by its code.
    question: str
    title: Text
    definition: Text
    # In words: what is added, what is left out.
    formula: Text
    perimeter: Text
    source: Text
    # « eur », « day », « working_day », a unit of the open methods; empty for a plain count.
    unit: str = ""
    # Where the lines that it counts are; empty when they are nobody's to read.
    lines: str = ""
    # How the parts are named, and what they are of; none when it has none.
    parts: Callable[[], Mapping[str, Text]] | None = None
    parts_title: Text = ""
    has_regions: bool = False
    # What a reader might get wrong.
    limits: Text = ""
    version: int = 1
    # How values are put together: how things stand, or the rule of the indicator.
    nature: str = "state"
    # Of figures that families make: « territories », « projects ».
    origin: str = "observatory"
    # Where the same figure stands with all its cuts.
    more: str = ""


def whole(figure: str, value: Decimal | int | None, parts: Mapping[str, Decimal | int] | None = None) -> Iterator[Value]:
    """The figure of the country, and its parts."""
    yield Value(figure, value)
    for part, found in (parts or {}).items():
        yield Value(figure, found, part)


def by_region(figure: str, found: Mapping[str, Decimal | int], codes: Iterable[str]) -> Iterator[Value]:
    """The figure of each region; nothing found there is nought."""
    for code in codes:
        yield Value(figure, found.get(code, 0), level=REGION, code=code)
