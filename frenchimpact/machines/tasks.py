"""Letters leave in the background; what was counted is forgotten in time."""

from django.tasks import task

from frenchimpact.core.queue import every


@task
def deliver_letter(delivery_id: int) -> None:
    """One try of one letter; the next one is queued by what comes of it."""
    from frenchimpact.machines.actions.letters import deliver
    from frenchimpact.machines.models import Delivery

    delivery = Delivery.objects.select_related("subscription").filter(pk=delivery_id).first()
    if delivery is not None:
        deliver(delivery)


@every("35 4 * * *")
@task
def forget_machines() -> None:
    """Names of requests, uses and letters that are too old."""
    from frenchimpact.machines.actions.letters import forget_old_letters
    from frenchimpact.machines.actions.tokens import forget_old_uses

    forget_old_letters()
    forget_old_uses()
