"""Reading conversations: the list, one with its messages, what stands on the page of a thing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.conversations import rules
from frenchimpact.conversations.models import Message, ReadMark, Thread
from frenchimpact.conversations.rules import SUBJECTS, Circle, Subject
from frenchimpact.core.errors import Text
from frenchimpact.core.fields import Fold
from frenchimpact.core.text import fold
from frenchimpact.files.models import StoredFile
from frenchimpact.organisations.rules import Anyone


@dataclass(frozen=True)
class Place:
    """Where one talks about a thing: its kind, itself, one of its circles; and the thread, once it has begun.

    `circle` is None where one only reads: the thing is over, or gone.
    """

    subject: Subject
    thing: Any
    circle: Circle | None
    thread: Thread | None


@dataclass(frozen=True)
class Way:
    """The way from the page of a thing to one of its conversations."""

    words: Text
    note: Text
    href: str
    count: int
    has_new: bool


@dataclass
class Said:
    """One message as it is read."""

    message: Message
    is_mine: bool
    is_new: bool
    files: list[StoredFile] = field(default_factory=list)
    # Who has read up to here and no further.
    read_by: list[str] = field(default_factory=list)

    @property
    def who(self) -> str:
        """Who wrote it."""
        return rules.name_of(self.message.by, self.message.side)


def _unread(user: User) -> Exists:
    """Whether somebody else wrote after what the person has read."""
    read = ReadMark.objects.filter(thread=OuterRef("thread"), person=user.pk).values("message")
    return Exists(Message.objects.filter(thread=OuterRef("pk"), pk__gt=Coalesce(Subquery(read[:1]), 0)).exclude(by=user.pk))


def threads_for(user: User, *, text: str = "", only_unread: bool = False, model: str = "") -> QuerySet[Thread]:
    """One's conversations: those with something new first, then the latest. `text` is looked for in titles and messages."""
    last = Message.objects.filter(thread=OuterRef("pk")).order_by("-pk")
    rows = rules.visible_threads(user).annotate(
        is_unread=_unread(user),
        last_text=Subquery(last.values("text")[:1]),
        last_by=Subquery(last.values("by__full_name")[:1]),
        last_side=Subquery(last.values("side")[:1]),
    )
    if model:
        rows = rows.filter(owner_model=model)
    if only_unread:
        rows = rows.filter(is_unread=True)
    if words := fold(text).split():
        rows = rows.alias(plain_title=Fold("title"))
        for word in words:
            said = Message.objects.alias(plain=Fold("text")).filter(thread=OuterRef("pk"), plain__contains=word)
            rows = rows.filter(Q(plain_title__contains=word) | Q(reference__iexact=text) | Exists(said))
    return rows.order_by("-is_unread", "-last_at", "-pk")


def subjects_of(user: User) -> list[Subject]:
    """The kinds of things that one's conversations are about."""
    found = set(rules.visible_threads(user).order_by().values_list("owner_model", flat=True).distinct())
    return [one for one in SUBJECTS.values() if one.model in found]


def find_place(user: Anyone, reference: str) -> Place:
    """A conversation that the person reads. Raises Http404."""
    thread = rules.visible_threads(user).filter(reference=reference).first()
    if thread is None:
        raise Http404(_("Cette conversation n’existe pas, ou vous n’y avez plus accès."))
    return place_of(user, thread)


def place_of(user: Anyone, thread: Thread) -> Place:
    """The same, of a thread that the caller found."""
    subject = SUBJECTS[thread.owner_model]
    thing = subject.find(thread.owner_id)
    circles = rules.circles_of(user, subject, thing) if thing is not None else []
    return Place(subject, thing, next((one for one in circles if one.code == thread.circle), None), thread)


def find_new_place(user: Anyone, slug: str, key: int, circle: str) -> Place:
    """Where the person may write about a thing, begun or not. Raises Http404."""
    subject = rules.subject_by_slug(slug)
    thing = subject.find(key) if subject is not None else None
    if subject is None or thing is None:
        raise Http404
    found = next((one for one in rules.circles_of(user, subject, thing) if one.code == circle), None)
    if found is None:
        raise Http404(_("Vous n’écrivez pas dans cette conversation, ou elle est close."))
    return Place(subject, thing, found, Thread.objects.filter(owner_model=subject.model, owner_id=key, circle=circle).first())


def ways_of(user: Anyone, model: str, thing: Any) -> list[Way]:
    """What stands on the page of a thing: each circle where the person writes, and what they still read once it is over."""
    subject = SUBJECTS.get(model)
    if subject is None or not isinstance(user, User):
        return []
    open_now = {one.code: one for one in rules.circles_of(user, subject, thing)}
    rows = rules.visible_threads(user).filter(owner_model=model, owner_id=thing.pk)
    begun = {one.circle: one for one in rows.annotate(is_unread=_unread(user), said_count=Count("messages"))}
    found = [_way(subject, thing, one, begun.get(code)) for code, one in open_now.items()]
    return found + [
        Way(_("Messages échangés"), "", page_of(one), one.said_count, one.is_unread) for code, one in begun.items() if code not in open_now
    ]


def _way(subject: Subject, thing: Any, circle: Circle, thread: Any) -> Way:
    if thread is None:
        return Way(circle.words, circle.note, reverse("conversations:begin", args=[subject.slug, thing.pk, circle.code]), 0, False)
    return Way(circle.words, circle.note, page_of(thread), thread.said_count, thread.is_unread)


def page_of(thread: Thread) -> str:
    """Where a conversation is read."""
    return reverse("conversations:thread", args=[thread.reference])


def messages_of(user: User, thread: Thread, *, last: int = 0) -> list[Said]:
    """What was said, oldest first; only the `last` ones when it says how many. Who has read up to where, and the files of each."""
    rows = thread.messages.select_related("by").order_by("-pk")
    found = list(rows[:last] if last else rows)[::-1]
    marks = list(thread.marks.select_related("person"))
    read = next((one.message_id for one in marks if one.person_id == user.pk), 0)
    said = {one.pk: Said(one, one.by_id == user.pk, one.by_id != user.pk and one.pk > read) for one in found}
    for mark in marks:
        if mark.person_id != user.pk and mark.message_id in said and said[mark.message_id].message.by_id != mark.person_id:
            said[mark.message_id].read_by.append(rules.name_of(mark.person, _("une personne")))
    kept = StoredFile.objects.filter(owner_model=Message._meta.label, owner_id__in=list(said)).order_by("received_at", "pk")
    for file in kept:
        said[file.owner_id].files.append(file)
    return list(said.values())


def templates_for(user: User, place: Place) -> Sequence[rules.Template]:
    """Beginnings for those who write often."""
    return place.subject.templates(user, place.thing, place.circle.code) if place.circle is not None else ()
