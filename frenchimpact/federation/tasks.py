"""Other instances are read when their time comes, or when somebody asks."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.federation.actions.harvests import harvest_asked, harvest_due


@every("*/15 * * * *")
@task
def harvest_instances() -> None:
    """Those whose time has come."""
    harvest_due()


@task
def harvest_now(harvest_id: int, is_sure: bool = False) -> None:
    """The one that somebody asked for."""
    harvest_asked(harvest_id, is_sure=is_sure)
