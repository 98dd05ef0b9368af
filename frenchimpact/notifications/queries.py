"""Reading someone's inbox."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, QuerySet
from django.http import Http404

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Text
from frenchimpact.notifications.models import Mute, Notice
from frenchimpact.notifications.rules import KINDS, read_stop_token, visible_notices


@dataclass(frozen=True)
class Stop:
    """A person and the kind of mail that their link stops."""

    person: User
    kind: str
    words: Text


@dataclass(frozen=True)
class Choice:
    """One kind of message, and whether it comes by mail."""

    kind: str
    words: Text
    is_mailed: bool


@dataclass(frozen=True)
class Group:
    """Notices about one thing, latest first."""

    reference: str
    notices: Sequence[Notice]


def unread_count(user: User) -> int:
    """How many notices the person has not read."""
    return visible_notices(user).filter(read_at=None).count()


def tasks_for(user: User) -> QuerySet[Notice]:
    """What is expected of the person: nearest date first, undated last."""
    return visible_notices(user).filter(is_task=True, done_at=None).order_by(F("due_on").asc(nulls_last=True), "created_at", "pk")


def find_notice(user: User, notice_id: int) -> Notice:
    """One's own notice. Raises Http404."""
    notice = visible_notices(user).filter(pk=notice_id).first()
    if notice is None:
        raise Http404
    return notice


def grouped(notices: Sequence[Notice]) -> list[Group]:
    """Notices about the same thing together, in the order of their latest."""
    groups: dict[str, list[Notice]] = {}
    for notice in notices:
        groups.setdefault(notice.reference or f"#{notice.pk}", []).append(notice)
    return [Group("" if key.startswith("#") else key, group) for key, group in groups.items()]


def choices_of(user: User) -> list[Choice]:
    """Every kind of message and what the person chose."""
    muted = set(Mute.objects.filter(person=user).values_list("kind", flat=True))
    return [Choice(kind, words, kind not in muted) for kind, words in sorted(KINDS.items())]


def find_stop(token: str) -> Stop:
    """Whom and what a stop link is for. Raises Http404."""
    read = read_stop_token(token)
    person = User.objects.filter(pk=read[0]).first() if read else None
    if read is None or person is None:
        raise Http404
    return Stop(person, read[1], KINDS.get(read[1], read[1]))


def is_stopped(stop: Stop) -> bool:
    """Whether these mails are stopped already."""
    return Mute.objects.filter(person=stop.person, kind=stop.kind).exists()
