"""Digests: one mail a day at most, with what still holds and nothing twice."""

import datetime as dt
import random
from collections import Counter
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from frenchimpact.accounts.models import User
from frenchimpact.mail import tasks as mail_tasks
from frenchimpact.mail.models import Mail
from frenchimpact.notifications import actions, queries, tasks, times
from frenchimpact.notifications.models import Delivery, Digest, Notice, Rhythm, Zone
from frenchimpact.notifications.rules import DIGEST
from frenchimpact.notifications.tests.conftest import At

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]
NOON = dt.datetime(2026, 11, 25, 11, 0, tzinfo=dt.UTC)
NEXT_MORNING = dt.datetime(2026, 11, 26, 7, 5, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def demo(settings: Settings) -> None:
    settings.DEMO_MODE = True


@pytest.fixture
def awa() -> User:
    return User.objects.create(email="awa@exemple.fr", full_name="Awa")


def tell(person: User, kind: str = "tests.daily", **changes: Any) -> Notice:
    values: dict[str, Any] = {
        "person": person,
        "kind": kind,
        "text": "Il y a du nouveau",
        "url": "/projets/x/",
        "reference": "P-1",
        "subject": "Nouveau",
    }
    return actions.notify(**{**values, **changes})


def leave() -> list[Mail]:
    """Digests are queued and every queued mail leaves, as the worker does it."""
    tasks.send_digests.func()
    mail_tasks.send_many.func(list(Mail.objects.filter(state=Mail.State.QUEUED).values_list("pk", flat=True)))
    return list(Mail.objects.filter(kind=DIGEST).exclude(state=Mail.State.DROPPED).order_by("pk"))


def test_what_waits_comes_together_in_the_morning(awa: User, at: At) -> None:
    at(NOON)
    tell(awa, text="Première", thing="La ressourcerie")
    tell(awa, text="Deuxième", is_task=True, due_on=dt.date(2026, 12, 1), thing="La ressourcerie")
    tell(awa, text="Ailleurs", reference="P-2")
    assert leave() == []

    at(NEXT_MORNING)
    (mail,) = leave()

    assert mail.to == awa.email
    assert mail.subject == "Votre résumé : 3 nouvelles"
    assert mail.state == Mail.State.SENT
    assert mail.text.count("La ressourcerie") == 1
    assert all(words in mail.text for words in ("Première", "À faire : Deuxième", "1er décembre 2026", "Ailleurs", "/projets/x/"))
    assert "/alertes/" in mail.unsubscribe_url
    assert mail.unsubscribe_url in mail.html
    assert "parce que vous avez choisi" in mail.text
    assert leave() == [mail]


def test_a_digest_speaks_its_reader_s_language(awa: User, at: At) -> None:
    User.objects.update(language="en")
    awa.refresh_from_db()
    at(NOON)
    tell(awa)
    at(NEXT_MORNING)

    (mail,) = leave()

    assert mail.subject == "Your digest: 1 piece of news"
    assert "/en/projets/x/" in mail.text


@pytest.mark.parametrize("why", ["read", "gone", "stopped", "muted", "left", "digests"])
@pytest.mark.parametrize("moment", ["before", "between"])
def test_moot_news_leaves_the_digest_and_an_empty_one_is_not_sent(awa: User, at: At, why: str, moment: str) -> None:
    at(NOON)
    notice = tell(awa)
    at(NEXT_MORNING)
    if moment == "between":
        tasks.send_digests.func()
    if why == "read":
        actions.mark_read(person=awa, notices=[notice.pk])
    elif why == "gone":
        Notice.objects.update(reference="GONE")
    elif why == "stopped":
        actions.stop_mails(person=awa, kind="tests.daily")
    elif why == "muted":
        actions.mute_thing(person=awa, reference="P-1")
    elif why == "left":
        User.objects.update(is_active=False)
    else:
        actions.stop_mails(person=awa, kind=DIGEST)

    assert leave() == []
    assert Delivery.objects.get().state == Delivery.State.MOOT


def test_a_second_digest_the_same_day_waits_for_the_next(awa: User, at: At) -> None:
    at(NOON)
    tell(awa)
    at(NEXT_MORNING)
    leave()
    tell(awa, text="Plus tard")
    actions.set_habit(person=awa, digest_at=dt.time(18))
    at(dt.datetime(2026, 11, 26, 17, 5, tzinfo=dt.UTC))

    assert len(leave()) == 1
    assert Delivery.objects.get(state=Delivery.State.WAITING).due_at == dt.datetime(2026, 11, 27, 17, 0, tzinfo=dt.UTC)
    at(dt.datetime(2026, 11, 27, 17, 5, tzinfo=dt.UTC))
    assert "Plus tard" in leave()[1].text


def test_the_database_itself_refuses_two_digests_a_day(awa: User) -> None:
    Digest.objects.create(person=awa, on=dt.date(2026, 11, 26))

    with pytest.raises(IntegrityError), transaction.atomic():
        Digest.objects.create(person=awa, on=dt.date(2026, 11, 26))


def test_a_hundred_people_cost_the_same_statements_as_two(at: At, django_assert_max_num_queries: object) -> None:
    def statements(count: int, start: int) -> int:
        at(NOON)
        for number in range(start, start + count):
            person = User.objects.create(email=f"p{number}@exemple.fr")
            Delivery.objects.bulk_create(
                Delivery(notice=notice, state="waiting", rhythm="daily", due_at=NOON)
                for notice in Notice.objects.bulk_create(
                    Notice(person=person, kind="tests.daily", text_fr="x", text_en="x", url="/", reference="P-1") for _turn in range(2)
                )
            )
        at(NEXT_MORNING)
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as seen:
            assert actions.send_digests() == count
        return len(seen)

    few = statements(2, 0)
    assert statements(80, 100) == few


def test_a_month_of_activity_gives_one_digest_a_day_at_most_and_loses_nothing(at: At) -> None:
    draw = random.Random(7)
    zones = [Zone.PARIS, Zone.REUNION, Zone.NOUMEA, Zone.MARTINIQUE, Zone.TAHITI]
    people = []
    for number in range(12):
        person = User.objects.create(email=f"p{number}@exemple.fr", language=draw.choice(["fr", "en"]))
        actions.set_habit(person=person, zone=zones[number % 5], digest_at=dt.time(draw.randrange(24)), weekly_on=draw.randrange(7))
        people.append(person)
    start, told, unread_ones = dt.datetime(2026, 11, 1, tzinfo=dt.UTC), 0, set()
    for hour in range(0, 31 * 24, 4):
        at(start + dt.timedelta(hours=hour, minutes=5))
        for person in people:
            if draw.random() < 0.3:
                kind = draw.choice(["tests.now", "tests.daily", "tests.daily", "tests.weekly"])
                notice = tell(person, kind, text=f"N{told}", reference=f"P-{draw.randrange(4)}", event=str(told))
                tell(person, kind, text="encore", event=str(told))
                told += 1
                if kind != "tests.now":
                    unread_ones.add(notice.pk)
            if draw.random() < 0.01:
                actions.mark_read(person=person)
            if draw.random() < 0.01:
                actions.set_habit(person=person, digest_at=dt.time(draw.randrange(24)))
            if draw.random() < 0.005:
                actions.choose_rhythm(person=person, kind="tests.daily", rhythm=draw.choice([Rhythm.DAILY, Rhythm.WEEKLY]))
        leave()
    for hour in range(0, 48, 4):
        at(start + dt.timedelta(days=40, hours=hour))
        leave()

    digests = Mail.objects.filter(kind=DIGEST, state=Mail.State.SENT)
    habits = {person.email: queries.habit_of(person) for person in people}
    days = Counter((mail.to, times.local(mail.created_at, habits[mail.to]).date()) for mail in digests)
    assert len(days) > 100
    assert max(days.values()) == 1
    assert all(not times.is_quiet(times.local(mail.created_at, habits[mail.to]).time(), habits[mail.to]) for mail in digests)
    # Every notice for a digest came in exactly one, or was read before.
    by_person = {person.email: [mail.text for mail in digests if mail.to == person.email] for person in people}
    for delivery in Delivery.objects.filter(notice__in=unread_ones).select_related("notice__person"):
        notice = delivery.notice
        seen = sum(f"{notice.text_fr}\n" in text for text in by_person[notice.person.email])
        assert delivery.state != Delivery.State.WAITING
        assert seen == (1 if delivery.state == Delivery.State.SENT else 0)
        assert delivery.state == Delivery.State.SENT or notice.read_at is not None
    assert Notice.objects.count() == told
