"""What a message is for, by the address that it came to: a reply of a person, of a guest, a letter to a mailbox."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from frenchimpact.accounts.models import User
from frenchimpact.inbound import rules
from frenchimpact.inbound.automatic import is_vouched
from frenchimpact.inbound.models import Message
from frenchimpact.inbound.parsing import Parsed, answered_ids
from frenchimpact.inbound.rules import GUEST_TOPICS, TOPICS, Guest, Letter, Reply, Token, Understood


@dataclass(frozen=True)
class Errand:
    """Whose message it is, the thing that it is about (None once they may not answer about it any more), and what is done with it."""

    who: User | Guest
    thing: Any
    take: Callable[[], Understood]
    page: Callable[[], str]
    is_expired: bool = False
    # What it says, where more than its sender's own words counts.
    says: str = ""


def errand_of(message: Message, parsed: Parsed) -> Errand | None:
    """What the address that the message came to is for; None when it is for nothing."""
    mailbox = rules.mailbox_of(message.recipient)
    if mailbox is not None:
        letter = _letter(parsed, None)
        who = Guest(parsed.sender, parsed.sender_name, parsed.language or settings.LANGUAGE_CODE)
        return Errand(who, mailbox, lambda: mailbox.take(letter), mailbox.page, says=parsed.text or parsed.forwarded)
    token = rules.read_token(rules.token_of(message.recipient) or "")
    if token is None:
        return None
    message.topic, message.thing_id = token.topic, token.thing_id
    if token.person_id == 0:
        return _of_guest(token, parsed)
    person = User.objects.filter(pk=token.person_id, is_active=True).first()
    message.person = person
    return _of_person(person, token, parsed) if person else None


def _of_person(person: User, token: Token, parsed: Parsed) -> Errand:
    topic = TOPICS.get(token.topic)
    thing = topic.find(person, token.thing_id) if topic else None
    if topic is None or thing is None:
        return Errand(person, None, _nothing, lambda: "", token.is_expired)
    reply = Reply(person, thing, parsed.text, parsed.attachments)
    return Errand(person, thing, lambda: topic.take(reply), lambda: topic.page(thing), token.is_expired)


def _nothing() -> Understood:
    raise LookupError("the thing is gone")


def _of_guest(token: Token, parsed: Parsed) -> Errand | None:
    topic = GUEST_TOPICS.get(token.topic)
    thing = topic.find(token.thing_id) if topic else None
    if topic is None or thing is None:
        return None
    letter = _letter(parsed, thing)
    return Errand(topic.who(thing), thing, lambda: topic.take(letter), lambda: topic.page(thing), token.is_expired)


def _letter(parsed: Parsed, thing: Any) -> Letter:
    return Letter(
        sender=parsed.sender,
        sender_name=parsed.sender_name,
        subject=parsed.subject,
        text=parsed.text,
        forwarded=parsed.forwarded,
        language=parsed.language,
        attachments=parsed.attachments,
        thing=thing,
        message_id=parsed.message_id,
        answers=answered_ids(parsed.mime),
        is_vouched=is_vouched(parsed.mime, settings.MAIL_AUTHSERV),
    )
