"""Answering a message by mail: what was written above the quote is the next message of the conversation, with its documents."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy

from frenchimpact.accounts.models import User
from frenchimpact.conversations.actions import write_message
from frenchimpact.conversations.models import Message
from frenchimpact.conversations.queries import Place, page_of, place_of
from frenchimpact.conversations.rules import PIECE, visible_threads
from frenchimpact.files.actions import Taken, take_mailed
from frenchimpact.files.queries import intake
from frenchimpact.inbound.rules import Reply, Understood


def find_for_reply(person: User, key: int) -> Place | None:
    """The conversation, as long as the person reads it."""
    thread = visible_threads(person).filter(pk=key).first()
    return place_of(person, thread) if thread is not None else None


def page_of_place(place: Place) -> str:
    """Where they answer in a browser: a French address."""
    with translation.override(settings.LANGUAGE_CODE):
        return page_of(place.thread) if place.thread is not None else reverse("conversations:threads")


def take_reply(reply: Reply) -> Understood:
    """Write it. Raises Refusal once the conversation is closed."""

    def take(message: Message) -> Taken:
        return take_mailed(
            attachments=[(one.name, one.content) for one in reply.attachments],
            owner=message,
            purpose=PIECE,
            intake=intake("document"),
            by=reply.person,
        )

    take_files = take if reply.attachments else None
    _message, taken = write_message(place=reply.thing, text=reply.text, by=reply.person, take_files=take_files, came_by_mail=True)
    words = gettext_lazy("Votre message est dans la conversation : les autres le lisent, sans voir votre adresse.")
    return Understood(words, page_of_place(reply.thing), [one.name for one in taken.files], list(taken.refused))
