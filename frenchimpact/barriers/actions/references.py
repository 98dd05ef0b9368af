"""Numbers of the desk: « F-2026-0031 » a case, « FR » a barrier, « R » a published answer, « X » an experiment, « N » a policy note."""

from frenchimpact.barriers.models import CaseCounter
from frenchimpact.core import clock

CASE, BARRIER, PRECEDENT, EXPERIMENT, NOTE = "F", "FR", "R", "X", "N"


def next_reference(series: str) -> str:
    """The next number of the year. Its row stays locked until the transaction ends: none is given twice."""
    year = clock.today().year
    CaseCounter.objects.get_or_create(series=series, year=year)
    counter = CaseCounter.objects.select_for_update().get(series=series, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{series}-{year}-{counter.last:04d}"
