"""Numbers of calls and files: « A-2026-03 », « C-2026-0041 »."""

from frenchimpact.calls.models import ReferenceCounter
from frenchimpact.core import clock
from frenchimpact.core.rows import take_numbers


def next_reference(series: str, width: int = 4) -> str:
    """The next number of the year. Its row stays locked until the transaction ends: none is given twice."""
    year = clock.today().year
    return f"{series}-{year}-{take_numbers(ReferenceCounter, series=series, year=year):0{width}d}"


def take_references(series: str, count: int, width: int = 4) -> list[str]:
    """So many numbers of the year that follow one another, as `next_reference` gives one."""
    year = clock.today().year
    first = take_numbers(ReferenceCounter, count, series=series, year=year)
    return [f"{series}-{year}-{number:0{width}d}" for number in range(first, first + count)]
