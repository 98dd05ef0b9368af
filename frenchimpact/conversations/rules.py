"""Who talks about what: each room declares its things, the circles of each, and who sits in them.

A conversation holds no list of people. Who leaves a team no longer reads what it says, the same day.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from frenchimpact.accounts.models import User
from frenchimpact.conversations.models import Message, Thread
from frenchimpact.core.errors import Text
from frenchimpact.files.models import StoredFile
from frenchimpact.organisations.rules import Anyone

# What a file is to its message.
PIECE = "piece"
# Replies by mail to the messages of a conversation.
TOPIC = "cv"


def name_of(person: User, side: str) -> str:
    """How a person is called in a conversation. Never by their address: without a name, by what they write for."""
    if person.erased_at is not None or person.full_name:
        return str(person)
    return side


@dataclass(frozen=True)
class Seat:
    """Somebody who reads and writes in a circle: for whom, and in which role."""

    person: User
    # A proper name: the project, the structure.
    side: str
    role: Text
    # Whether each message is also told to them; those who may step in without following are not.
    is_told: bool = True

    @property
    def name(self) -> str:
        """How they are called here."""
        return name_of(self.person, self.side)


@dataclass(frozen=True)
class Circle:
    """Those who talk together about one thing. `note` says who reads."""

    code: str
    words: Text
    note: Text
    seats: Callable[[], Sequence[Seat]]


@dataclass(frozen=True)
class Template:
    """A beginning for what is often written, to be finished; and what it is for."""

    key: str
    title: Text
    text: str


@dataclass(frozen=True, kw_only=True)
class Subject:
    """One kind of thing that people talk about.

    `find(key)` gives the thing or None. `circles(thing)` are those in which one may write today: none once it is over.
    `readable(person)` narrows threads of that kind to those that the person reads; whoever has a seat must be within it.
    `templates(person, thing, circle)` gives beginnings to those who write often.
    """

    model: str
    # In addresses and filters.
    slug: str
    words: Text
    find: Callable[[int], Any]
    title: Callable[[Any], str]
    page: Callable[[Any], str]
    circles: Callable[[Any], Sequence[Circle]]
    readable: Callable[[User], Q]
    templates: Callable[[User, Any, str], Sequence[Template]] = lambda person, thing, circle: ()


# By model; each room declares its own in its `apps.ready()`.
SUBJECTS: dict[str, Subject] = {}


def declare_subject(subject: Subject) -> None:
    """Say that people talk about such things."""
    SUBJECTS[subject.model] = subject


def subject_by_slug(slug: str) -> Subject | None:
    """The one with that word in its address."""
    return next((one for one in SUBJECTS.values() if one.slug == slug), None)


def seat_of(person: Anyone, circle: Circle) -> Seat | None:
    """The person's seat in a circle."""
    return next((one for one in circle.seats() if one.person.pk == person.pk), None)


def circles_of(person: Anyone, subject: Subject, thing: Any) -> list[Circle]:
    """Those of the thing in which the person may write today."""
    if not person.is_authenticated:
        return []
    return [one for one in subject.circles(thing) if seat_of(person, one) is not None]


def visible_threads(user: Anyone) -> QuerySet[Thread]:
    """Those that the person reads: nobody reads the conversations of others, not even those who run the programme."""
    if not isinstance(user, User):
        return Thread.objects.none()
    seen = Q(pk__in=())
    for subject in SUBJECTS.values():
        seen |= Q(owner_model=subject.model) & subject.readable(user)
    return Thread.objects.filter(seen)


def can_read_piece(user: Anyone, message: Message, _file: StoredFile) -> bool:
    """Whoever reads the conversation."""
    return visible_threads(user).filter(pk=message.thread_id).exists()
