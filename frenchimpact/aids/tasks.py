"""What happens to aids with time."""

from django.tasks import task

from frenchimpact.aids.actions.alerts import send_alerts
from frenchimpact.aids.actions.choices import tell_finds, tell_reminders
from frenchimpact.aids.actions.feeds import read_due_sources
from frenchimpact.aids.actions.introductions import expire_introductions
from frenchimpact.aids.actions.links import check_links
from frenchimpact.aids.actions.requests import ask_outcomes
from frenchimpact.aids.actions.uploads import forget_trials
from frenchimpact.core.queue import every


@every("20 7 * * *")
@task
def tell_alerts() -> None:
    """Send what is new to those who asked for it without an account."""
    send_alerts()


@every("30 7 * * *")
@task
def tell_teams() -> None:
    """Tell teams of the aids found for their projects, and people of what they asked to be reminded of."""
    tell_finds()
    tell_reminders()


@every("45 6 * * *")
@task
def follow_requests() -> None:
    """Ask what became of silent requests; close the introductions that nobody answered."""
    ask_outcomes()
    expire_introductions()


@every("*/15 * * * *")
@task
def read_sources() -> None:
    """Ask the feeds whose time has come."""
    read_due_sources()


@every("40 * * * *")
@task
def visit_links() -> None:
    """Visit some links of published aids, each once a week."""
    check_links()


@every("10 4 * * *")
@task
def forget_tried_files() -> None:
    """Files of aids tried and never taken."""
    forget_trials()
