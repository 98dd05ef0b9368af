"""What juries and decisions do by themselves."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.reviews import actions


@every("*/10 * * * *")
@task
def follow_notifications() -> None:
    """Letters whose mail has left become notified."""
    actions.follow_notifications()
