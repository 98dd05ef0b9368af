"""Alerts by mail without an account: asked for, confirmed from the mailbox, paused, stopped; and what is sent."""

import datetime as dt
import hashlib
import secrets
from collections import defaultdict

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.aids.lists import AidList
from frenchimpact.aids.messages import alerts as letters
from frenchimpact.aids.models import Aid, Alert
from frenchimpact.aids.queries.matches import match_aids
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn, TooMany
from frenchimpact.core.rows import lock

# Confirmation mails that one address, and everyone together, may be sent: nobody else's mailbox is filled from here.
MOST_PER_ADDRESS, MOST_PER_HOUR = 3, 200
# An address that nobody confirms is forgotten.
KEEP_FOR = dt.timedelta(days=7)
# Aids told in one mail; the rest is behind the link.
SHOWN = 10


def canonical(query: str) -> str:
    """The query string of a list, as alerts keep it: what is asked of aids, in one order, without how it is shown."""
    asked = AidList(QueryDict(query))
    return asked.query(tri="", vue="", fermees="", depuis="")[:600]


@transaction.atomic
def ask_alert(*, email: str, query: str, rhythm: str, language: str) -> Alert:
    """Keep the wish and write to the address: nothing more is sent until its owner confirms. The same wish again writes again.

    Raises TooMany past a few confirmations in a day for one address, or many in an hour for everyone.
    """
    query = canonical(query)
    _one_at_a_time(email)
    alert = Alert.objects.select_for_update().filter(email__iexact=email, query=query, stopped_at=None).first()
    if alert is None or alert.confirmed_at is None:
        _check_number(email)
    if alert is None:
        key = hashlib.sha256(secrets.token_bytes(32)).hexdigest()
        alert = Alert.objects.create(email=email, query=query, rhythm=rhythm, language=language, key_digest=key)
    elif alert.rhythm != rhythm:
        alert.rhythm = rhythm
        alert.save(update_fields=["rhythm"])
    letters.write_confirmation(alert)
    return alert


def _one_at_a_time(email: str) -> None:
    """Changes of the alerts of one address wait for each other: the same search is never followed twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 11))", [email.lower()])


def _alone(alert: Alert, query: str) -> None:
    """Raises OutOfTurn when another alert of the same address follows that search."""
    _one_at_a_time(alert.email)
    if Alert.objects.filter(email__iexact=alert.email, query=query, stopped_at=None).exclude(pk=alert.pk).exists():
        raise OutOfTurn(_("Une autre de vos alertes suit déjà cette recherche : rien n’est changé."))


def _check_number(email: str) -> None:
    waiting = Alert.objects.filter(confirmed_at=None, created_at__gt=clock.now() - dt.timedelta(days=1))
    if waiting.filter(email__iexact=email).count() >= MOST_PER_ADDRESS:
        raise TooMany(_("Plusieurs alertes attendent déjà d’être confirmées depuis cette boîte. Ouvrez l’un des mails reçus."))
    if waiting.filter(created_at__gt=clock.now() - dt.timedelta(hours=1)).count() >= MOST_PER_HOUR:
        raise TooMany(_("Beaucoup d’alertes ont été demandées en peu de temps. Réessayez dans une heure."))


@transaction.atomic
def confirm_alert(*, alert: Alert) -> None:
    """Its owner followed the link: it runs from now on. A pause ends. Raises OutOfTurn when another one took its place since."""
    _alone(alert, alert.query)
    alert = lock(alert)
    if alert.confirmed_at is None:
        alert.confirmed_at = alert.told_until = clock.now()
    alert.paused_until = alert.stopped_at = None
    alert.save()


@transaction.atomic
def pause_alert(*, alert: Alert, until: dt.date) -> None:
    """Nothing is sent before that day."""
    alert = lock(alert)
    alert.paused_until = until
    alert.save(update_fields=["paused_until"])


@transaction.atomic
def change_rhythm(*, alert: Alert, rhythm: str) -> None:
    """How often at most."""
    alert = lock(alert)
    alert.rhythm = rhythm
    alert.save(update_fields=["rhythm"])


@transaction.atomic
def change_search(*, alert: Alert, query: str) -> None:
    """Another search, from now on: what it already holds is not news. Raises OutOfTurn when another alert of the address follows it."""
    query = canonical(query)
    _alone(alert, query)
    alert = lock(alert)
    alert.query, alert.told_until = query, clock.now()
    alert.save(update_fields=["query", "told_until"])


@transaction.atomic
def stop_alert(*, alert: Alert) -> None:
    """Nothing is sent any more."""
    alert = lock(alert)
    if alert.stopped_at is None:
        alert.stopped_at = clock.now()
        alert.save(update_fields=["stopped_at"])


def finished_alerts() -> QuerySet[Alert]:
    """The addresses that nobody confirmed, and those of alerts stopped for as long: erased then."""
    limit = clock.now() - KEEP_FOR
    return Alert.objects.filter(Q(confirmed_at=None, created_at__lt=limit) | Q(stopped_at__lt=limit))


def send_alerts() -> int:
    """Tell each running alert of the open aids published, or opened, since its last mail. Gives how many mails.

    A search asked by many is made once.
    """
    today, now = clock.today(), clock.now()
    due = Alert.objects.filter(stopped_at=None, confirmed_at__isnull=False).exclude(paused_until__gt=today)
    weekly_limit = now - dt.timedelta(days=6, hours=12)
    due = due.exclude(rhythm=Alert.Rhythm.WEEKLY, sent_at__gt=weekly_limit)
    by_query: dict[str, list[Alert]] = defaultdict(list)
    for alert in due.iterator(chunk_size=2000):
        by_query[alert.query].append(alert)
    count = 0
    for query, alerts in by_query.items():
        since = min(alert.told_until for alert in alerts)
        found = new_aids(query, since)
        for alert in alerts:
            news = [aid for aid in found if _is_news(aid, alert.told_until)]
            if news and _tell(alert.pk, news, now):
                count += 1
    return count


def new_aids(query: str, since: dt.datetime) -> list[Aid]:
    """The open aids of a search that are news after that instant, what suits best first."""
    asked = AidList(QueryDict(query))
    among = asked.among.filter(Q(aid__published_at__gt=since) | Q(aid__opens_on__gt=timezone.localdate(since)))
    rows = match_aids(asked.side, among=among, limit=200).rows
    aids = Aid.objects.select_related("funder").in_bulk([row.pk for row in rows])
    return [aids[row.pk] for row in rows if row.pk in aids]


def _is_news(aid: Aid, since: dt.datetime) -> bool:
    """Published after that instant; or known before, and open since a later day: nobody was told of it while it was closed."""
    is_opened = aid.opens_on is not None and aid.opens_on > timezone.localdate(since)
    return aid.published_at is not None and (aid.published_at > since or is_opened)


@transaction.atomic
def _tell(pk: int, aids: list[Aid], now: dt.datetime) -> bool:
    """One mail; an alert stopped meanwhile gets none."""
    alert = Alert.objects.select_for_update().filter(pk=pk, stopped_at=None).first()
    if alert is None:
        return False
    aids = [aid for aid in aids if _is_news(aid, alert.told_until)]
    if not aids:
        return False
    letters.write_news_of_aids(alert, aids, shown=SHOWN)
    alert.told_until = alert.sent_at = now
    alert.save(update_fields=["told_until", "sent_at"])
    return True
