"""What happens to measures with time."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.impact.actions.asking import remind_requests
from frenchimpact.impact.actions.following import expect_this_year
from frenchimpact.impact.actions.measure_keys import forget_old_requests
from frenchimpact.impact.actions.proofs import expire_levels
from frenchimpact.impact.actions.reminders import ask_due_measures


@every("5 0 * * *")
@task
def open_year() -> None:
    """A new year is expected of what is followed."""
    expect_this_year()


@every("15 7 * * *")
@task
def ask_for_measures() -> None:
    """Ask keepers for the values whose period is over."""
    ask_due_measures()


@every("25 7 * * *")
@task
def remind_of_proofs() -> None:
    """Who was asked to look, and did not yet, is reminded before the day."""
    remind_requests()


@every("35 5 * * *")
@task
def expire_proofs() -> None:
    """Levels of proof older than three years count for nothing any more."""
    expire_levels()


@every("25 4 * * *")
@task
def forget_requests() -> None:
    """What machines asked is known by its name for a week."""
    forget_old_requests()
