"""Digests leave by the person's own clock: looked at several times an hour. Lost links are sent again."""

from django.tasks import task

from frenchimpact.accounts.models import User
from frenchimpact.core.queue import every
from frenchimpact.notifications import actions


@every("*/10 * * * *")
@task
def send_digests() -> None:
    """Queue every digest that is due."""
    actions.send_digests()


@task
def send_stop_links(person_id: int) -> None:
    """Send to a person the links that stop what they receive. Queued for nobody (0) too, so that asking tells nothing."""
    person = User.objects.filter(pk=person_id, is_active=True).first()
    if person is not None:
        actions.send_stop_links(person=person)
