"""What happens to labels with time."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.labels import actions


@every("15 6 * * *")
@task
def follow_labels() -> None:
    """Open renewals, remind holders, continue the labels whose renewal is judged, end the others."""
    actions.follow_labels()
