"""What happens to territories with time."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.territories.actions import reminding
from frenchimpact.territories.actions.reminders import ask_due
from frenchimpact.territories.actions.reviews import open_due_reviews, remind_reviews, schedule_reviews
from frenchimpact.territories.messages.plans import tell_late


@every("10 7 * * *")
@task
def ask_for_values() -> None:
    """Ask keepers for the values whose period is over."""
    ask_due()


@every("40 5 * * *")
@task
def follow_reviews() -> None:
    """Expect the reviews of the coming year, open those whose period is over, remind of those that are due."""
    schedule_reviews()
    open_due_reviews()
    remind_reviews()


@every("25 6 * * *")
@task
def follow_promises() -> None:
    """Remind parties of what they promised, and of agreements that end."""
    reminding.follow_promises()
    reminding.follow_agreements()


@every("20 0 * * *")
@task
def end_agreements() -> None:
    """End the agreements whose last day is over."""
    reminding.end_agreements()


@every("35 6 * * *")
@task
def tell_late_actions() -> None:
    """Whoever answers for an action whose last day is over hears of it."""
    tell_late()
