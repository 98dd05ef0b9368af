"""What a cell holds, written as a person would type it. Imported by the process that reads: nothing of Django here."""

import datetime as dt
import math
from decimal import Decimal

from frenchimpact.core.spreadsheets.limits import LONGEST_CELL, PERCENT, TOO_LONG

# Whole numbers up to there are exact.
_EXACT = 2**53


def text_of(value: object) -> str:
    """Text as it is, numbers without loss, days as 2026-03-01, yes and no in French."""
    if isinstance(value, str):
        text = value.replace("\x00", "").replace(PERCENT, "").replace("\r\n", "\n").replace("\r", "\n")
        return TOO_LONG if len(text) > LONGEST_CELL else text
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float | int):
        return number(value)
    if isinstance(value, dt.datetime):
        value = _whole_seconds(value)
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("seconds")
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return "" if value is None else str(value)


def number(value: float) -> str:
    """A number as it was typed: never « 8.2e13 », never 0.30000000000000004. A spreadsheet keeps fifteen digits, and shows no more."""
    if not math.isfinite(value):
        return "#NUM!"
    if value == int(value) and abs(value) < _EXACT:
        return str(int(value))
    return f"{Decimal(f'{value:.15g}'):f}"


def _whole_seconds(moment: dt.datetime) -> dt.datetime:
    """A day is kept as a number: 14:30 comes back as 14:29:59.999."""
    return (moment + dt.timedelta(microseconds=500_000)).replace(microsecond=0)
