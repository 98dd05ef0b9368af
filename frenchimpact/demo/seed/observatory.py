"""What was known of the figures during two years, so that going back in time shows something.

The past of money is its ledger's; the rest is invented.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from django.db import connection

from frenchimpact.core import clock
from frenchimpact.observatory.actions import count_uses, take_round
from frenchimpact.observatory.models import Round
from frenchimpact.observatory.queries import DEFINITIONS, MONEY, Value, look, look_at_money

# So many looks at the figures, so many days apart.
LOOKS, APART = 4, 182


def load() -> None:
    """Four looks of the past, then one now; what a worker read meanwhile is read again after them."""
    if Round.objects.filter(at__lt=clock.now() - dt.timedelta(days=2)).exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE observatory_reading, observatory_round, observatory_use")
    found = list(look())
    for back in range(LOOKS, 0, -1):
        at = clock.now() - dt.timedelta(days=back * APART)
        # Read from today: that day is past, and the ledger says what it knew then.
        money = list(look_at_money(clock.date_of(at)))
        with clock.stopped(at):
            take_round(values=[*_others(found, back, at.year), *money])
    take_round(values=found)
    _uses()


def _others(found: list[Value], back: int, year: int) -> Iterator[Value]:
    """Fewer of each the further back, longer delays, and no year that was not over."""
    for one in found:
        definition = DEFINITIONS.get(one.figure)
        is_money = definition is not None and definition.question == MONEY
        if is_money or (one.period and int(one.period) >= year):
            continue
        slower = 4 if definition and definition.unit else -2 if one.period else -9
        ratio = Decimal(100 + slower * back) / 100
        yield one._replace(
            value=_part(one.value, ratio),
            low=_part(one.low, ratio),
            high=_part(one.high, ratio),
            verified_value=_part(one.verified_value, ratio),
        )


def _part(value: Decimal | int | None, ratio: Decimal) -> Decimal | None:
    return None if value is None else (value * ratio).to_integral_value(ROUND_FLOOR)


def _uses() -> None:
    """How much the service was used, month by month."""
    first = clock.today().replace(day=1)
    for back in range(12):
        count_uses(day=first, counts={"pages": 9_400 - 610 * back, "api": 2_150 - 160 * back, "files": 310 - 21 * back})
        first = (first - dt.timedelta(days=1)).replace(day=1)
