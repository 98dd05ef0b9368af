"""Gathering what waits into one mail a day at most for each person, without what has become moot."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import batched, chain

from django.db import connection, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.mail.actions import Parcel, queue_mails
from frenchimpact.notifications import times
from frenchimpact.notifications.models import Delivery, Digest, Habit, Notice
from frenchimpact.notifications.rules import DIGEST, KINDS

WRITE_DIGEST = "frenchimpact.notifications.letters.write_digest"
# People whose digests are queued in one transaction.
BATCH = 1000


@dataclass(frozen=True, slots=True)
class Due:
    """What one person's next digest would hold."""

    person_id: int
    deliveries: list[int]


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the digests of this moment would hold, and the deliveries that have become moot."""

    people: list[Due]
    moot: list[int]


def still_true(notices: QuerySet[Notice]) -> Iterator[QuerySet[Notice]]:
    """Those that still hold, by kind: unread, not done, of someone who is here, and true by the kind's own check."""
    alive = notices.filter(read_at=None, done_at=None, person__is_active=True)
    for code in alive.order_by().values_list("kind", flat=True).distinct():
        kind = KINDS.get(code)
        if kind is not None:
            yield kind.still(alive.filter(kind=code)) if kind.still else alive.filter(kind=code)


def due_digests(now: dt.datetime) -> Gathered:
    """Who has something to read in a digest now, and what was waiting for nothing."""
    due = Delivery.objects.filter(state=Delivery.State.WAITING, due_at__lte=now)
    holds = Q(notice__read_at=None, notice__done_at=None, notice__person__is_active=True) & (
        Q(notice__person__habit=None) | Q(notice__person__habit__is_digest_stopped=False)
    )
    rows = list(due.order_by().values_list("pk", "notice__person_id", "notice__kind", ExpressionWrapper(holds, BooleanField())))
    kinds = {kind: KINDS[kind].still for kind in {row[2] for row in rows} if kind in KINDS}
    true: dict[str, set[int]] = {}
    for kind, still in kinds.items():
        if still is not None:
            notices = still(Notice.objects.filter(kind=kind, delivery__state=Delivery.State.WAITING, delivery__due_at__lte=now))
            true[kind] = set(notices.order_by().values_list("delivery__pk", flat=True))
    found: dict[int, list[int]] = {}
    moot = []
    for delivery_id, person_id, kind, is_open in rows:
        if is_open and kind in kinds and (kind not in true or delivery_id in true[kind]):
            found.setdefault(person_id, []).append(delivery_id)
        else:
            moot.append(delivery_id)
    return Gathered([Due(person_id, deliveries) for person_id, deliveries in found.items()], moot)


def send_digests() -> int:
    """Queue every digest that is due; what was due and no longer holds leaves the queue. Gives how many."""
    now = clock.now()
    gathered = due_digests(now)
    count = sum(_queue(people, now) for people in batched(gathered.people, BATCH))
    Delivery.objects.filter(pk__in=gathered.moot, state=Delivery.State.WAITING).update(state=Delivery.State.MOOT)
    return count


@transaction.atomic
def _queue(people: Iterable[Due], now: dt.datetime) -> int:
    """The digests of these people. Whoever already got one today waits for the next."""
    dues = {one.person_id: one for one in people}
    users = {user.pk: user for user in User.objects.filter(pk__in=list(dues)).only("pk", "email", "language")}
    habits = Habit.objects.in_bulk(list(dues))
    plain = Habit()
    clocks: dict[str, dt.datetime] = {}
    rows = []
    for person_id in dues:
        habit = habits.get(person_id, plain)
        if habit.zone not in clocks:
            clocks[habit.zone] = times.local(now, habit)
        here = clocks[habit.zone]
        # A worker that comes late does not wake anyone.
        if not times.is_quiet(here.time(), habit):
            rows.append((person_id, here.date(), uuid.uuid4()))
    ids = _write_digests(rows, now)
    sent = [(dues[person_id], key) for person_id, _on, key in rows if person_id in ids]
    subjects = {}
    for language in ("fr", "en"):
        with translation.override(language):
            subjects[language] = _("Votre résumé")
    parcels = [Parcel(key, users[due.person_id].email, subjects[users[due.person_id].language]) for due, key in sent]
    queue_mails(parcels, kind=DIGEST, last_look=WRITE_DIGEST)
    _note_sent([(delivery, ids[due.person_id]) for due, _key in sent for delivery in due.deliveries])
    for due in dues.values():
        if due.person_id not in ids:
            _postpone(due, habits.get(due.person_id, plain), now)
    return len(sent)


def _write_digests(rows: list[tuple[int, dt.date, uuid.UUID]], now: dt.datetime) -> dict[int, int]:
    """One row for each person who got none that day; person → digest."""
    table = connection.ops.quote_name(Digest._meta.db_table)
    if not rows:
        return {}
    people, days, keys = (list(column) for column in zip(*rows, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {table} (person_id, "on", mail_key, created_at)'  # noqa: S608 - the table's own name
            " SELECT p, o, k, %s FROM unnest(%s::bigint[], %s::date[], %s::uuid[]) AS t(p, o, k)"
            " ON CONFLICT DO NOTHING RETURNING person_id, id",
            [now, people, days, keys],
        )
        return dict(cursor.fetchall())


def _note_sent(pairs: list[tuple[int, int]]) -> None:
    """These deliveries left in these digests."""
    if not pairs:
        return
    table = connection.ops.quote_name(Delivery._meta.db_table)
    deliveries, digests = zip(*pairs, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} AS d SET state = 'sent', digest_id = t.g"  # noqa: S608 - the table's own name
            " FROM unnest(%s::bigint[], %s::bigint[]) AS t(d, g) WHERE d.id = t.d AND d.state = 'waiting'",
            [list(deliveries), list(digests)],
        )


def _postpone(due: Due, habit: Habit, now: dt.datetime) -> None:
    """To the end of the quiet hours, or to the next digest."""
    if (morning := times.after_quiet(now, habit)) > now:
        Delivery.objects.filter(pk__in=due.deliveries).update(due_at=morning)
        return
    for rhythm in ("daily", "weekly"):
        waiting = Delivery.objects.filter(pk__in=due.deliveries, rhythm=rhythm)
        waiting.update(due_at=times.next_digest(now, rhythm, habit))


def flat(groups: Iterable[QuerySet[Notice]]) -> list[Notice]:
    """The notices of several queries, in the order of time."""
    return sorted(chain.from_iterable(groups), key=lambda notice: (notice.created_at, notice.pk))
