"""What happens to territories with time."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.territories.actions.reminders import ask_due


@every("10 7 * * *")
@task
def ask_for_values() -> None:
    """Ask keepers for the values whose period is over."""
    ask_due()
