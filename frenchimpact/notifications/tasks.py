"""Digests leave by the person's own clock: looked at several times an hour."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.notifications import actions


@every("*/10 * * * *")
@task
def send_digests() -> None:
    """Queue every digest that is due."""
    actions.send_digests()
