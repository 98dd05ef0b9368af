"""Writing in a conversation, and having read it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.conversations import facts, rules
from frenchimpact.conversations.messages import tell_written
from frenchimpact.conversations.models import Message, ReadMark, Thread, ThreadCounter
from frenchimpact.conversations.queries import Place
from frenchimpact.conversations.rules import Circle, Subject
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, Refusal, TooMany
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock, take_numbers
from frenchimpact.core.text import clean_text
from frenchimpact.files.actions import Taken
from frenchimpact.notifications.actions import mark_read as mark_notices

LONGEST = 20_000
# Messages of one person in an hour, in all their conversations.
MOST_MESSAGES = 30


@transaction.atomic
def write_message(
    *,
    place: Place,
    text: str,
    by: User,
    take_files: Callable[[Message], Taken] | None = None,
    came_by_mail: bool = False,
    is_demo: bool = False,
) -> tuple[Message, Taken]:
    """One message to a circle, which begins the conversation when it is the first. A document alone is one too.

    Raises Refusal when the person does not write there or the thing is over, Incomplete without words nor documents, TooMany past a
    few dozen in an hour.
    """
    seat = rules.seat_of(by, place.circle) if place.circle is not None else None
    if place.circle is None or seat is None:
        raise Refusal(_("Cette conversation est close, ou vous n’y écrivez plus. Ce qui a été dit reste lisible."))
    text = clean_text(text)[:LONGEST]
    if not text and take_files is None:
        raise Incomplete(_("Le message est vide."), {"text": _("Écrivez un message, ou joignez un document.")})
    _check_pace(by)
    thread = _thread(place.subject, place.thing, place.circle, is_demo)
    message = Message.objects.create(
        thread=thread, text=text or _("Voici un document."), by=by, side=seat.side[:200], came_by_mail=came_by_mail
    )
    taken = take_files(message) if take_files is not None else Taken()
    if not text and not taken.files:
        refused = " ".join(f"{name} : {words}" for name, words in taken.refused)
        raise Refusal(refused or _("Le message est vide : écrivez quelque chose, ou joignez un document."))
    thread.last_at = message.at
    thread.title = place.subject.title(place.thing)[:200]
    thread.save(update_fields=["last_at", "title"])
    _mark(thread, by, message)
    # Who answers has read what they answer.
    mark_notices(person=by, reference=thread.reference)
    announce(facts.MessageWritten(thread_id=thread.pk, message_id=message.pk), by=by)
    tell_written(message, place.circle, [one.name for one in taken.files])
    return message, taken


def _check_pace(by: User) -> None:
    since = clock.now() - dt.timedelta(hours=1)
    if Message.objects.filter(by=by, at__gt=since).count() >= MOST_MESSAGES:
        raise TooMany(_("Beaucoup de messages viennent de partir. Attendez une heure, ou réunissez-les en un seul."))


def _thread(subject: Subject, thing: Any, circle: Circle, is_demo: bool) -> Thread:
    """The conversation, locked; a new one if nobody wrote yet."""
    about = {"owner_model": subject.model, "owner_id": thing.pk, "circle": circle.code}
    thread = Thread.objects.filter(**about).first()
    if thread is None:
        year = clock.today().year
        reference = f"M-{year}-{take_numbers(ThreadCounter, year=year):04d}"
        # Two may begin it at once: the counter is locked by the first, whose thread the second then finds.
        thread, _is_new = Thread.objects.get_or_create(
            **about, defaults={"reference": reference, "title": subject.title(thing)[:200], "is_demo": is_demo}
        )
    return lock(thread)


def _mark(thread: Thread, person: User, message: Message) -> None:
    ReadMark.objects.update_or_create(thread=thread, person=person, defaults={"message": message, "at": clock.now()})


@transaction.atomic
def mark_read(*, thread: Thread, by: User) -> None:
    """The person has read all that is there; what they were told of it is read too. Read again, nothing changes."""
    last = thread.messages.order_by("-pk").first()
    if last is None:
        return
    mark = ReadMark.objects.filter(thread=thread, person=by).first()
    if mark is None or mark.message_id < last.pk:
        _mark(thread, by, last)
    mark_notices(person=by, reference=thread.reference)
