"""Warnings of the register: each once for each term, so that no experiment lapses unnoticed."""

from django.db import transaction

from frenchimpact.barriers.messages.experiments import warn
from frenchimpact.barriers.models import Ending, Experiment, ExperimentWarning
from frenchimpact.calls.delays import add_months
from frenchimpact.core import clock

MONTHS = (1, 3, 6, 12)
OVER, CHECK = 0, -1


def warn_experiments() -> int:
    """What is due today. Asked twice it is the same. Gives how many warnings were sent."""
    running = Experiment.objects.filter(ending__in=("", Ending.EXTENDED), ends_on__lte=add_months(clock.today(), max(MONTHS)))
    to_check = Experiment.objects.filter(ending__in=("", Ending.EXTENDED), checked_on=None, check_on__lte=clock.today())
    rows = (running | to_check).select_related("follower").order_by("ends_on", "pk")
    return sum(_warn(one, months) for one in rows for months in due(one))


def due(experiment: Experiment) -> list[int]:
    """Which warnings fit today: the nearest one before the end and no earlier one; the alarm after it; the half-way check."""
    today, found = clock.today(), []
    if experiment.ends_on < today:
        found.append(OVER)
    else:
        days = ((months, add_months(experiment.ends_on, -months)) for months in MONTHS)
        found += [months for months, on in days if experiment.starts_on < on <= today][:1]
        if experiment.checked_on is None and experiment.check_on <= today:
            found.append(CHECK)
    return found


@transaction.atomic
def _warn(experiment: Experiment, months: int) -> bool:
    _row, is_new = ExperimentWarning.objects.get_or_create(experiment=experiment, ends_on=experiment.ends_on, months=months)
    if is_new:
        warn(experiment, months)
    return is_new
