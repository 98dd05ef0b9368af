"""Numbers of calls and files: « A-2026-03 », « C-2026-0041 »."""

from frenchimpact.calls.models import ReferenceCounter
from frenchimpact.core import clock


def next_reference(series: str, width: int = 4) -> str:
    """The next number of the year. Its row stays locked until the transaction ends: none is given twice."""
    year = clock.today().year
    ReferenceCounter.objects.get_or_create(series=series, year=year)
    counter = ReferenceCounter.objects.select_for_update().get(series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{series}-{year}-{counter.last:0{width}d}"


def take_references(series: str, count: int, width: int = 4) -> list[str]:
    """So many numbers of the year that follow one another, as `next_reference` gives one."""
    year = clock.today().year
    ReferenceCounter.objects.get_or_create(series=series, year=year)
    counter = ReferenceCounter.objects.select_for_update().get(series=series, year=year)
    first = counter.last + 1
    counter.last += count
    counter.save(update_fields=["last"])
    return [f"{series}-{year}-{number:0{width}d}" for number in range(first, first + count)]
