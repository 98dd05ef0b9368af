"""Looking at figures, regularly."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.observatory.actions import take_round_if_needed


@every("* * * * *")
@task
def read_figures() -> None:
    """Keep what is known of every public figure."""
    take_round_if_needed()
