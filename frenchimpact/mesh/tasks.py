"""Needs and answers are counted each hour; what was not found is forgotten after a year."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.mesh.actions import count_again, forget_misses


@every("25 * * * *")
@task
def count_mesh() -> None:
    """Every cell again."""
    count_again()


@every("50 3 * * *")
@task
def forget_old_misses() -> None:
    """Those of more than a year."""
    forget_misses()
