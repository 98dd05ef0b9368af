"""What keeps background work going when a worker is killed."""

import datetime as dt

from django.tasks import task

from frenchimpact.core import clock
from frenchimpact.core.queue import SILENT_FOR, at_start, every, retake


@every("* * * * *")
@task
def retake_jobs() -> None:
    """What a dead worker was doing is done by another."""
    retake()


@at_start
def retake_soon() -> None:
    """At once what is known to be left; and again as soon as a worker killed just before is known to be dead."""
    retake()
    retake_jobs.using(run_after=clock.now() + dt.timedelta(seconds=SILENT_FOR + 1)).enqueue()
