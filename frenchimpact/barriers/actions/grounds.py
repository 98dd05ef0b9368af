"""What a published answer rests on: it never outlives the derogation or the experiment that made it true."""

import datetime as dt

from frenchimpact.barriers.models import Ending, Experiment, Outcome, Precedent
from frenchimpact.core import clock


def experiment_of(precedent: Precedent) -> Experiment | None:
    """The experiment that its case opened."""
    if precedent.case_id is None:
        return None
    return Experiment.objects.filter(outcome__case=precedent.case_id).order_by("-pk").first()


def is_over(precedent: Precedent) -> bool:
    """Whether what it rests on has ended, or was stopped."""
    experiment, last = experiment_of(precedent), last_day(precedent)
    return last is not None and (last < clock.today() or (experiment is not None and experiment.ending == Ending.STOPPED))


def last_day(precedent: Precedent) -> dt.date | None:
    """The last day of what it rests on; None when nothing ends: the law as it stands, or an experiment made general or kept."""
    experiment = experiment_of(precedent)
    if experiment is not None:
        if experiment.ending == Ending.STOPPED:
            return min(experiment.ended_on or experiment.ends_on, experiment.ends_on)
        return None if experiment.ending in (Ending.GENERALISED, Ending.KEPT) else experiment.ends_on
    outcome = Outcome.objects.filter(case=precedent.case_id).order_by("-at", "-pk").first() if precedent.case_id else None
    return outcome.ends_on if outcome is not None else None
