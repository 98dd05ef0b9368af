"""Reading someone's inbox, their choices, the mails they were sent."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Case, CharField, Count, F, Max, Q, QuerySet, Value, When, Window
from django.db.models.functions import Cast, Concat, RowNumber
from django.http import Http404

from frenchimpact.accounts.models import User
from frenchimpact.core.errors import Text
from frenchimpact.core.identifiers import public_reference
from frenchimpact.mail.models import Mail
from frenchimpact.mail.queries import mails_to
from frenchimpact.notifications.models import Choice, Habit, Mute, Notice, Rhythm
from frenchimpact.notifications.rules import DIGEST, KINDS, OTHERS, PARTS, TEAM, Kind, can_be_stopped, read_stop_token, visible_notices

GROUPS_A_PAGE, SHOWN_IN_A_GROUP, SENT_SHOWN, STOPS_SHOWN = 20, 4, 20, 20


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

    @property
    def shown_reference(self) -> str:
        """The reference, when it is one that people know."""
        return public_reference(self.reference)

    @property
    def name(self) -> str:
        """What the thing is called by those who hear the page; empty when it has no name."""
        return self.shown_reference or self.thing


@dataclass(frozen=True)
class Sent:
    """One mail that was sent to the person: what it was, and why."""

    mail: Mail
    words: Text
    why: Text


def unread_count(user: User) -> int:
    """How many notices the person has not read."""
    return visible_notices(user).filter(read_at=None).count()


def unread_by_kind(user: User) -> dict[str, int]:
    """The same, by kind: the sum is what the header shows, and a page of the space shows some beside its entry of the menu."""
    rows: Any = visible_notices(user).filter(read_at=None).order_by().values_list("kind").annotate(count=Count("pk"))
    return defaultdict(int, rows)


def tasks_for(user: User) -> QuerySet[Notice]:
    """What is expected of the person: nearest date first, undated last."""
    return visible_notices(user).filter(is_task=True, done_at=None).order_by(F("due_on").asc(nulls_last=True), "created_at", "pk")


def find_notice(user: User, notice_id: int) -> Notice:
    """One's own notice. Raises Http404."""
    notice = visible_notices(user).filter(pk=notice_id).first()
    if notice is None:
        raise Http404
    return notice


def name_of_thing(user: User, reference: str) -> str:
    """What the person calls the thing: by its reference when they know it, by the name that they were told otherwise."""
    told = visible_notices(user).filter(reference=reference).exclude(thing="").values_list("thing", flat=True)
    return public_reference(reference) or told.first() or reference


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
    """Every kind of message and what the person chose."""
    chosen = dict(Choice.objects.filter(person=user).values_list("kind", "rhythm"))
    return [Chosen(kind, Rhythm.NOW if kind.is_mandatory else chosen.get(kind.code, kind.default)) for kind in KINDS.values()]


def choices_shown(user: User) -> tuple[list[tuple[Text, list[Chosen]]], list[Chosen]]:
    """What the person may get, under its headings, what is for everyone first; then what nobody can stop."""
    found = [one for one in choices_of(user) if one.kind.is_for is None or one.kind.is_for(user)]
    headings: list[Text] = [*PARTS.values(), OTHERS, TEAM]
    parts = [(words, [one for one in found if not one.kind.is_mandatory and one.kind.heading == words]) for words in headings]
    return [(words, kinds) for words, kinds in parts if kinds], [one for one in found if one.kind.is_mandatory]


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


def stops_of(user: User) -> list[Stop]:
    """The kinds of mail that come to the person's address, lately first, of those that can be stopped."""
    from frenchimpact.notifications.letters import DIGEST_WORDS

    sent = mails_to(user.email).order_by().values("kind").annotate(last=Max("created_at")).order_by("-last", "kind")
    kinds = [one["kind"] for one in sent if can_be_stopped(one["kind"])]
    return [Stop(user, kind, DIGEST_WORDS if kind == DIGEST else KINDS[kind].words) for kind in kinds[:STOPS_SHOWN]]


def is_stopped(stop: Stop) -> bool:
    """Whether these mails are stopped already."""
    if stop.kind == DIGEST:
        return habit_of(stop.person).is_digest_stopped
    return Choice.objects.filter(person=stop.person, kind=stop.kind, rhythm=Rhythm.NEVER).exists()
