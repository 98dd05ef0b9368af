"""What a contract is worth: a pure sum over verified values, line by line, in exact decimals. Cents are rounded once, at the end."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Terms:
    """What both sides agreed on."""

    cap: Decimal
    price: Decimal | None = None
    steps: Sequence[tuple[Decimal, Decimal]] = field(default_factory=tuple)
    baseline: Decimal = Decimal(0)
    floor: Decimal = Decimal(0)
    bonus_from: Decimal | None = None
    bonus: Decimal | None = None


@dataclass(frozen=True)
class Line:
    """One line of the sum: what it is (a code that pages put in words), on what, and what it adds."""

    code: str
    amount: Decimal
    quantity: Decimal | None = None
    rate: Decimal | None = None


@dataclass(frozen=True)
class Sum:
    """What is owed, and how it is made."""

    value: Decimal
    amount: Decimal
    lines: tuple[Line, ...]


def repay(terms: Terms, value: Decimal) -> Sum:
    """Units above the baseline at their price, steps reached, at least the floor, the bonus, at most the cap."""
    lines: list[Line] = []
    if terms.price is not None:
        units = max(Decimal(0), value - terms.baseline)
        lines.append(Line("units", units * terms.price, units, terms.price))
    lines += [Line("step", amount, threshold) for threshold, amount in sorted(terms.steps) if value >= threshold]
    total = sum((line.amount for line in lines), Decimal(0))
    if total < terms.floor:
        lines.append(Line("floor", terms.floor - total, None, terms.floor))
        total = terms.floor
    if terms.bonus is not None and terms.bonus_from is not None and value >= terms.bonus_from:
        lines.append(Line("bonus", terms.bonus, terms.bonus_from))
        total += terms.bonus
    if total > terms.cap:
        lines.append(Line("cap", terms.cap - total, None, terms.cap))
        total = terms.cap
    return Sum(value, total.quantize(CENT, ROUND_HALF_UP), tuple(lines))


def paid_value(rule: str, values: Iterable[tuple[int, str, Decimal]]) -> Decimal:
    """The value of a period from verified ones (year, last day, value), as the indicator adds up.

    All of them for a sum; the highest of each year for people counted once; the latest for a stock.
    """
    rows = sorted(values, key=lambda row: row[1])
    if not rows:
        return Decimal(0)
    if rule == "last":
        return rows[-1][2]
    if rule == "distinct":
        highest: dict[int, Decimal] = {}
        for year, _day, value in rows:
            highest[year] = max(value, highest.get(year, value))
        return sum(highest.values(), Decimal(0))
    return sum((value for _year, _day, value in rows), Decimal(0))
