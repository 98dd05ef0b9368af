"""Housekeeping of personal data."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.privacy import actions, retention


@every("23 * * * *")
@task
def tidy_reports() -> None:
    """Forget the addresses to which reports of erasure were sent."""
    actions.forget_reports()


@every("5 4 * * *")
@task
def end_what_is_over() -> None:
    """Once a day, let go of what is not kept for ever, and write the report."""
    retention.run_round()
