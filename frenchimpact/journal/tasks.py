"""Housekeeping of the trail."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.journal import actions


@every("17 3 * * *")
@task
def tidy() -> None:
    """Forget the keys of forms that nobody sends again."""
    actions.forget_old_keys()
