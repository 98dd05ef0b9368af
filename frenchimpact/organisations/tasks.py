"""What happens to organisations with time."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.organisations import freshness


@every("30 7 * * *")
@task
def ask_freshness() -> None:
    """Ask the people of late sheets whether they are still right."""
    freshness.ask_freshness()
