"""Cash by month: what is left at the end of each one, when it lacks, how much, and what would be enough. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

# A plan is read over a year at least, and over ten at most.
FEWEST, MOST = 12, 120
_NOTHING = Decimal(0)


class Way(Enum):
    """What a move of money is, when it may be asked to come at another time."""

    FIXED = "fixed"
    # Money that a funder will pay: an advance may be asked for.
    PAYMENT = "payment"
    # Something paid once, that may wait.
    PURCHASE = "purchase"


@dataclass(frozen=True)
class Move:
    """Money that comes (more than nothing) or goes in a month."""

    month: dt.date
    amount: Decimal
    words: str = ""
    way: Way = Way.FIXED


@dataclass(frozen=True)
class Month:
    """One month: what came, what went, what is left at its end."""

    month: dt.date
    receipts: Decimal
    expenses: Decimal
    balance: Decimal

    @property
    def lacks(self) -> bool:
        """Whether the account is below nothing."""
        return self.balance < 0


@dataclass(frozen=True)
class Dip:
    """Months in a row that lack money: the first, the last, the worst, and by how much."""

    first: dt.date
    last: dt.date
    worst: dt.date
    lacking: Decimal


@dataclass(frozen=True)
class Remedy:
    """One thing that would be enough: an advance on a payment, a purchase that waits, a loan until money comes; or more money."""

    class Kind(Enum):
        ADVANCE = "advance"
        WAIT = "wait"
        BRIDGE = "bridge"
        # No month comes when it could be paid back.
        MORE = "more"

    kind: Kind
    amount: Decimal
    # When it is needed; for a purchase, until when it waits; for a loan, when it can be paid back.
    month: dt.date
    until: dt.date | None = None
    words: str = ""


def month_of(on: dt.date) -> dt.date:
    """The month of a day, as its first day."""
    return on.replace(day=1)


def later(month: dt.date, count: int = 1) -> dt.date:
    """So many months later."""
    number = month.year * 12 + month.month - 1 + count
    return dt.date(number // 12, number % 12 + 1, 1)


def months_between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Every month from one to the other, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return [later(first, rank) for rank in range(count + 1)]


def cash_flow(opening: Decimal, first: dt.date, moves: Iterable[Move]) -> list[Month]:
    """Each month from the first one. What moved before is in the opening balance already."""
    known = [one for one in moves if one.month >= first]
    last = max([later(first, FEWEST - 1), *(one.month for one in known)])
    receipts: dict[dt.date, Decimal] = {}
    expenses: dict[dt.date, Decimal] = {}
    for one in known:
        kept = receipts if one.amount > 0 else expenses
        kept[one.month] = kept.get(one.month, _NOTHING) + abs(one.amount)
    flow, balance = [], opening
    for month in months_between(first, min(last, later(first, MOST - 1))):
        came, went = receipts.get(month, _NOTHING), expenses.get(month, _NOTHING)
        balance += came - went
        flow.append(Month(month, came, went, balance))
    return flow


def dips(flow: Sequence[Month]) -> list[Dip]:
    """The runs of months that lack money, in order."""
    found: list[list[Month]] = []
    for before, one in zip([None, *flow], flow, strict=False):
        if one.lacks:
            if before is None or not before.lacks:
                found.append([])
            found[-1].append(one)
    return [Dip(run[0].month, run[-1].month, (worst := min(run, key=lambda one: one.balance)).month, -worst.balance) for run in found]


def remedies(opening: Decimal, first: dt.date, moves: Sequence[Move]) -> list[Remedy]:
    """What would be enough for the account never to lack: advances first, then purchases that wait, then a loan, each alone.

    When the money of the whole plan is not enough, more of it is; and with it a loan, if it still comes too late.
    """
    flow = cash_flow(opening, first, moves)
    low = dips(flow)
    if not low:
        return []
    lacking, start, end = max(one.lacking for one in low), low[0].first, low[-1].last
    found = [Remedy(Remedy.Kind.ADVANCE, lacking, start, one.month, one.words) for one in moves if _can_advance(one, lacking, start, flow)]
    for one in sorted(moves, key=lambda one: -one.amount):
        until = _waits_until(one, lacking, start, flow)
        if until is not None:
            found.append(Remedy(Remedy.Kind.WAIT, -one.amount, one.month, until, one.words))
    if end < flow[-1].month:
        return [*found, Remedy(Remedy.Kind.BRIDGE, lacking, start, _paid_back(flow))]
    more = -flow[-1].balance
    found.append(Remedy(Remedy.Kind.MORE, more, start))
    helped = cash_flow(opening, first, [*moves, Move(start, more)])
    still = dips(helped)
    if still:
        found.append(Remedy(Remedy.Kind.BRIDGE, max(one.lacking for one in still), still[0].first, _paid_back(helped)))
    return found


def _can_advance(move: Move, lacking: Decimal, start: dt.date, flow: Sequence[Month]) -> bool:
    """Whether having that part of the payment at the start is enough: it must hold it, and nothing may lack afterwards."""
    if move.way is not Way.PAYMENT or move.month <= start or move.amount < lacking:
        return False
    return all(one.balance + (lacking if one.month < move.month else 0) >= 0 for one in flow if one.month >= start)


def _waits_until(move: Move, lacking: Decimal, start: dt.date, flow: Sequence[Month]) -> dt.date | None:
    """The first month to which a purchase may wait, and be paid with nothing lacking."""
    if move.way is not Way.PURCHASE or move.amount >= 0 or move.month > start or -move.amount < lacking:
        return None
    for rank, month in enumerate(flow):
        if month.month > start and all(one.balance >= 0 for one in flow[rank:]):
            between = [one for one in flow[:rank] if one.month >= move.month]
            return month.month if all(one.balance - move.amount >= 0 for one in between) else None
    return None


def _paid_back(flow: Sequence[Month]) -> dt.date:
    """The first month from which nothing lacks any more, without the loan."""
    last = max(rank for rank, one in enumerate(flow) if one.lacks)
    return flow[last + 1].month
