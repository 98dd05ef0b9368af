"""What happens to projects with time."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.projects import actions


@every("20 3 * * *")
@task
def archive_silent_projects() -> None:
    """Put aside the projects whose team did not answer for sixty days."""
    actions.archive_silent_projects()


@every("25 * * * *")
@task
def find_typed_structures() -> None:
    """Look up again the numbers of structures that were typed while the national registry was down."""
    actions.find_typed_structures()
