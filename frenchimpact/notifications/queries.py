"""Reading someone's inbox, their choices, the mails they were sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Count, F, Max, Q, QuerySet, Value, When, Window
from django.db.models.functions import Cast, Concat, RowNumber
from django.http import Http404

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Text
from frenchimpact.mail.models import Mail
from frenchimpact.mail.queries import mails_to
from frenchimpact.notifications.models import Choice, Habit, Mute, Notice, Rhythm
from frenchimpact.notifications.rules import DIGEST, KINDS, Kind, read_stop_token, visible_notices

GROUPS_A_PAGE, SHOWN_IN_A_GROUP, SENT_SHOWN = 20, 4, 20


@dataclass(frozen=True)
class Stop:
    """A person and the kind of mail that their link stops."""

    person: User
    kind: str
    words: Text


@dataclass(frozen=True)
class Chosen:
    """One kind of message, and how soon it comes by mail."""

    kind: Kind
    rhythm: str


@dataclass(frozen=True)
class Group:
    """Notices about one thing, latest first: the first ones, and how many there are."""

    reference: str
    thing: str
    notices: Sequence[Notice]
    count: int
    unread_count: int
    is_muted: bool


@dataclass(frozen=True)
class Sent:
    """One mail that was sent to the person: what it was, and why."""

    mail: Mail
    words: Text
    why: Text


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


def why_of(kind: str) -> Text:
    """Why such a message comes."""
    return KINDS[kind].why if kind in KINDS else ""


def inbox_page(user: User, *, only_unread: bool, reference: str, page: str) -> tuple[Page[Any], list[Group]]:
    """One page of things, each with what was told about it, in the order of the latest. One thing alone shows all of it."""
    notices = visible_notices(user)
    if only_unread:
        notices = notices.filter(read_at=None)
    if reference:
        notices = notices.filter(reference=reference)
    own = Concat(Value("#"), Cast("pk", CharField()), output_field=CharField())
    keyed = notices.annotate(group=Case(When(reference="", then=own), default=F("reference"), output_field=CharField()))
    things = (
        keyed.order_by().values("group").annotate(latest=Max("created_at"), count=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    )
    found = Paginator(things.order_by("-latest", "-group"), GROUPS_A_PAGE).get_page(page)
    rows = list(found.object_list)
    rank = Window(RowNumber(), partition_by=[F("group")], order_by=[F("created_at").desc(), F("pk").desc()])
    shown = keyed.filter(group__in=[row["group"] for row in rows]).annotate(rank=rank)
    if not reference:
        shown = shown.filter(rank__lte=SHOWN_IN_A_GROUP)
    by_group: dict[str, list[Notice]] = {}
    for notice in shown:
        by_group.setdefault(notice.group, []).append(notice)
    muted = muted_references(user)
    groups = []
    for row in rows:
        listed = by_group.get(row["group"], [])
        if listed:
            first = listed[0]
            groups.append(Group(first.reference, first.thing, listed, row["count"], row["unread"], first.reference in muted))
    return found, groups


def muted_references(user: User) -> set[str]:
    """The things of which the person wants no news."""
    return set(Mute.objects.filter(person=user).values_list("reference", flat=True))


def habit_of(user: User) -> Habit:
    """When the person wants mail."""
    return Habit.objects.filter(person=user).first() or Habit(person=user)


def rhythm_of(user: User, kind: Kind) -> str:
    """How soon the person gets that kind by mail."""
    if kind.is_mandatory:
        return Rhythm.NOW
    return Choice.objects.filter(person=user, kind=kind.code).values_list("rhythm", flat=True).first() or kind.default


def choices_of(user: User) -> list[Chosen]:
    """Every kind of message and what the person chose; those that nobody can stop come last."""
    chosen = dict(Choice.objects.filter(person=user).values_list("kind", "rhythm"))
    kinds = sorted(KINDS.values(), key=lambda kind: (kind.is_mandatory, kind.code))
    return [Chosen(kind, Rhythm.NOW if kind.is_mandatory else chosen.get(kind.code, kind.default)) for kind in kinds]


def last_mails(user: User) -> list[Sent]:
    """The last mails sent to the person's address, why, and what became of each."""
    from frenchimpact.notifications.letters import DIGEST_WHY, DIGEST_WORDS

    found = []
    for mail in mails_to(user.email).defer("text", "html")[:SENT_SHOWN]:
        kind = KINDS.get(mail.kind)
        words, why = (DIGEST_WORDS, DIGEST_WHY) if mail.kind == DIGEST else (kind.words, kind.why) if kind else ("", "")
        found.append(Sent(mail, words, why))
    return found


def find_stop(token: str) -> Stop:
    """Whom and what a stop link is for. Raises Http404."""
    from frenchimpact.notifications.letters import DIGEST_WORDS

    read = read_stop_token(token)
    person = User.objects.filter(pk=read[0]).first() if read else None
    if read is None or person is None:
        raise Http404
    return Stop(person, read[1], DIGEST_WORDS if read[1] == DIGEST else KINDS[read[1]].words if read[1] in KINDS else read[1])


def is_stopped(stop: Stop) -> bool:
    """Whether these mails are stopped already."""
    if stop.kind == DIGEST:
        return habit_of(stop.person).is_digest_stopped
    return Choice.objects.filter(person=stop.person, kind=stop.kind, rhythm=Rhythm.NEVER).exists()
