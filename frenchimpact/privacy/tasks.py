"""Housekeeping of personal data."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.privacy import actions


@every("23 * * * *")
@task
def tidy_reports() -> None:
    """Forget the addresses to which reports of erasure were sent."""
    actions.forget_reports()
