"""Received messages are understood by the worker; what is old goes."""

from django.tasks import task

from frenchimpact.core.queue import every
from frenchimpact.inbound import actions
from frenchimpact.inbound.models import Message


@task
def understand_message(message_id: int) -> None:
    """Do what one message asks."""
    message = Message.objects.filter(pk=message_id).first()
    if message is not None:
        actions.understand(message=message)


@every("*/10 * * * *")
@task
def queue_unread_messages() -> None:
    """Queue again what a crash left behind."""
    actions.queue_unread()


@every("10 4 * * *")
@task
def forget_old_messages() -> None:
    """Raw messages and rows whose time is over."""
    actions.forget_old()
