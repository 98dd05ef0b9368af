"""Numbers of the desk: « F-2026-0031 » a case, « FR » a barrier, « R » a published answer, « X » an experiment, « N » a policy note."""

from frenchimpact.barriers.models import CaseCounter
from frenchimpact.core import clock
from frenchimpact.core.rows import take_numbers

CASE, BARRIER, PRECEDENT, EXPERIMENT, NOTE = "F", "FR", "R", "X", "N"


def next_reference(series: str) -> str:
    """The next number of the year. Its row stays locked until the transaction ends: none is given twice."""
    year = clock.today().year
    return f"{series}-{year}-{take_numbers(CaseCounter, series=series, year=year):04d}"
