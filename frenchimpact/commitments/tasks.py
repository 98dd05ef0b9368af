"""What happens to committed money with time."""

from django.tasks import task

from frenchimpact.commitments.actions.trials import forget_trials
from frenchimpact.core.queue import every


@every("20 4 * * *")
@task
def forget_files() -> None:
    """Forget the files of grants that were sent and never brought in."""
    forget_trials()
