"""Reading what was received: for the operator, for health checks."""

from typing import Any

from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404

from frenchimpact.core import clock
from frenchimpact.inbound import raw, rules
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.parsing import Parsed, Unreadable, parse


def pulse() -> dict[str, Any]:
    """What those who watch the service must know about received mail."""
    waiting = [Message.State.RECEIVED, Message.State.HELD]
    found = Message.objects.filter(state__in=waiting).aggregate(
        held=Count("pk", filter=Q(state=Message.State.HELD)),
        unread=Count("pk", filter=Q(state=Message.State.RECEIVED)),
        oldest=Min("received_at", filter=Q(state=Message.State.RECEIVED)),
    )
    age = max(0, int((clock.now() - found["oldest"]).total_seconds())) if found["oldest"] else 0
    return {"inbound_held": found["held"], "inbound_unread": found["unread"], "inbound_oldest_seconds": age}


def held_messages() -> QuerySet[Message]:
    """Those that wait for a person, oldest first."""
    return Message.objects.filter(state=Message.State.HELD).select_related("person").order_by("received_at", "pk")


def settled_messages() -> QuerySet[Message]:
    """Those that were dealt with, latest first."""
    return Message.objects.exclude(state__in=[Message.State.HELD, Message.State.RECEIVED]).select_related("person", "settled_by")


def find_message(user: object, message_id: int) -> Message:
    """One message. Raises Http404."""
    found = Message.objects.select_related("person", "settled_by").filter(pk=message_id).first()
    if found is None:
        raise Http404
    return found


def find_raw(message: Message) -> bytes:
    """The message as it came. Raises Http404 once its time is over."""
    try:
        return raw.read(message.key)
    except OSError as error:
        raise Http404 from error


def content_of(message: Message) -> Parsed | None:
    """What it says; None when it is unreadable or no longer kept."""
    try:
        return parse(raw.read(message.key))
    except (OSError, Unreadable):
        return None


def can_be_taken(message: Message) -> bool:
    """Whether a held message may be taken for what its address is for: it was given to somebody, or is a mailbox open to anyone."""
    token = rules.read_token(rules.token_of(message.recipient) or "")
    is_of_guest = token is not None and token.person_id == 0 and token.topic in rules.GUEST_TOPICS
    return (
        message.person_id is not None
        or is_of_guest
        or (rules.can_be_answered(message.sender) and rules.mailbox_of(message.recipient) is not None)
    )
