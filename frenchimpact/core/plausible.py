"""Whether a number is likely beside the one before it."""

from decimal import Decimal

# Beyond ten times the previous value, or under a tenth of it.
UNLIKELY = 10


def is_unlikely(value: Decimal | None, previous: Decimal | None) -> bool:
    """More than ten times the previous value, less than a tenth of it, on the other side of zero; or negative after nothing."""
    if value is None:
        return False
    if not previous:
        return value < 0
    if value * previous < 0:
        return True
    return abs(value) > UNLIKELY * abs(previous) or abs(value) * UNLIKELY < abs(previous)
