"""Commitments as they were known at the end of a day: the lines written since are left out, and so is what they changed."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby

from frenchimpact.commitments.models import Commitment, Entry
from frenchimpact.commitments.queries.thermometer import start_of
from frenchimpact.commitments.states import follow

Kind = Entry.Kind
# What a line of the ledger keeps of how the money was classified when it was written.
_CLASSES = ("region_id", "theme", "instrument", "origin", "public_share", "is_preexisting")


def as_known(rows: Sequence[Commitment], day: dt.date) -> list[Commitment]:
    """The same rows, with the amounts, the state and the classes of that day; never to be saved."""
    by_key = {row.pk: row for row in rows}
    lines = Entry.objects.filter(commitment__in=by_key, recorded_at__lt=start_of(day + dt.timedelta(days=1))).select_related("region")
    for key, found in groupby(lines.order_by("commitment_id", "recorded_at", "pk"), key=lambda line: line.commitment_id):
        _put(by_key[key], list(found))
    return list(rows)


def _put(row: Commitment, lines: list[Entry]) -> None:
    def added(*kinds: Kind) -> Decimal:
        return sum((line.net for line in lines if line.kind in kinds), Decimal("0.00"))

    def said(kind: Kind) -> Decimal:
        return sum((line.amount for line in lines if line.kind == kind), Decimal("0.00"))

    row.gross, row.cancelled, row.recovered = (
        added(Kind.ANNOUNCED, Kind.SIGNED, Kind.AMENDED),
        -added(Kind.CANCELLED),
        -added(Kind.RECOVERED),
    )
    row.paid, row.justified = said(Kind.PAID), said(Kind.JUSTIFIED)
    countered = {line.counters_id for line in lines}
    follow(row, [line for line in lines if line.counters_id is None and line.pk not in countered])
    last = lines[-1]
    for name in _CLASSES:
        setattr(row, name, getattr(last, name))
    row.region, row.changed_at = last.region, last.recorded_at
