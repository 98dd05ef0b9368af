"""What happens to published answers with time."""

from django.tasks import task

from frenchimpact.barriers.actions.precedents import follow_checks
from frenchimpact.barriers.actions.same_situation import forget_unconfirmed
from frenchimpact.core.queue import every


@every("15 6 * * *")
@task
def follow_answers() -> None:
    """Ask for the yearly reading of published answers; those that nobody confirmed are expired."""
    follow_checks()


@every("25 3 * * *")
@task
def forget_unconfirmed_situations() -> None:
    """Erase what no address confirmed in thirty days."""
    forget_unconfirmed()
