"""What happens to financing with time."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.financing.actions.reminding import remind_deadlines


@every("50 6 * * *")
@task
def remind_lines() -> None:
    """Remind teams of what is to be asked soon, and of answers that should have come."""
    remind_deadlines()
