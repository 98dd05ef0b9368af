"""Received messages are understood by the worker; what is old goes."""

from django.tasks import task

from frenchimpact.core.queue import at_start, every
from frenchimpact.inbound import actions
from frenchimpact.inbound.models import Message


@task
def understand_message(message_id: int) -> None:
    """Do what one message asks."""
    message = Message.objects.filter(pk=message_id).first()
    if message is not None:
        actions.understand(message=message)


@every("* * * * *")
@task
def queue_unread_messages() -> None:
    """Queue again what a crash left behind."""
    actions.queue_unread()


@at_start
def queue_interrupted_messages() -> None:
    """The message that was being read when the worker was killed is read again at once."""
    actions.queue_unread(is_start=True)


@every("10 4 * * *")
@task
def forget_old_messages() -> None:
    """Raw messages and rows whose time is over."""
    actions.forget_old()
