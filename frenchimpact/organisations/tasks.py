"""What happens to organisations with time."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.organisations import actions, freshness


@every("30 7 * * *")
@task
def ask_freshness() -> None:
    """Ask the people of late sheets whether they are still right."""
    freshness.ask_freshness()


@every("10 7 * * *")
@task
def follow_join_requests() -> None:
    """Remind administrators of those who wait for them; hand over to the operators when they stay silent."""
    actions.follow_join_requests()


@every("20 7 * * *")
@task
def follow_mandates() -> None:
    """Tell both sides that a mandate ends soon, or has ended."""
    actions.follow_mandates()


@every("*/10 * * * *")
@task
def verify_waiting_sheets() -> None:
    """Compare with the registry the sheets that wait for it to answer."""
    actions.verify_waiting()


@every("50 2 * * *")
@task
def find_duplicates() -> None:
    """Note the sheets that look like one."""
    actions.find_duplicates()
