"""Registering without an account: the form, the mails, the signed link, the reminders, and what is forgotten."""

import datetime as dt
import email
import email.policy
import threading
from collections.abc import Callable, Iterator
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.events import tasks
from frenchimpact.events.actions.events import cancel_event, change_event, postpone_event
from frenchimpact.events.actions.registrations import cancel_registration, check_in, register
from frenchimpact.events.messages.registrations import follow_page
from frenchimpact.events.models import Event, Feedback, Registration
from frenchimpact.events.tests.factories import make_event
from frenchimpact.mail.models import Mail
from frenchimpact.mail.tasks import message_of
from frenchimpact.methods.tests.factories import make_operator
from tests.worker import work

WHO: dict[str, Any] = {"name": "Léo Petit", "email": "leo@exemple.test"}


@pytest.fixture
def ahead() -> Iterator[Callable[[dt.datetime], None]]:
    """Move the clock to an instant, until the test ends."""
    token = clock.shift(clock.offset())

    def go(to: dt.datetime) -> None:
        clock.shift(clock.offset() + (to - clock.now()))

    yield go
    clock.restore(token)


def subjects() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("subject", flat=True))


def page_of(event: Event) -> str:
    return f"/evenements/{event.slug}/inscription/"


@pytest.mark.django_db
def test_two_fields_take_a_seat_and_a_mail_carries_the_event(client: Client) -> None:
    event = make_event(remote_url="https://visio.exemple.test/a", way="hybrid")
    response = client.post(page_of(event), WHO, follow=True)
    assert "Votre place est réservée" in response.content.decode()
    work()
    mail = Mail.objects.get()
    assert (mail.to, "visio.exemple.test" in mail.text) == ("leo@exemple.test", True)
    whole = email.message_from_bytes(message_of(mail).message().as_bytes(), policy=email.policy.default)
    (part,) = [one for one in whole.walk() if one.get_content_type() == "text/calendar"]
    sent: Any = part.get_payload(decode=True)
    (read,) = icalendar.Calendar.from_ical(sent).walk("VEVENT")
    assert str(read["UID"]).startswith(str(event.uid))
    assert "visio.exemple.test" in str(read["DESCRIPTION"])
    # The link is only given to those who hold a seat.
    assert "visio.exemple.test" not in client.get(f"/evenements/{event.slug}/").content.decode()
    assert "visio.exemple.test" not in client.get("/evenements/calendrier.ics").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": "", "email": "a@b.fr"}, "Écrivez votre réponse."),
        ({"name": "Léo", "email": "leo"}, "Écrivez une adresse électronique complète"),
        ({"name": "Léo", "email": "leo@exemple.test", "quota": "999999"}, "n’est pas dans la liste"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client: Client, given: dict[str, str], words: str) -> None:
    event = make_event(capacity=10)
    event.quotas.create(name="Porteurs", seats=2)
    response = client.post(page_of(event), given)
    assert (response.status_code, Registration.objects.count()) == (422, 0)
    assert words in response.content.decode()
    assert (given["name"] or given["email"]) in response.content.decode()


@pytest.mark.django_db
def test_photographs_are_agreed_to_only_when_the_event_asks(client: Client) -> None:
    event = make_event(asks_photo=True, asks_needs=False)
    page = client.get(f"/evenements/{event.slug}/").content.decode()
    assert "photos" in page
    assert "besoin pour participer" not in page
    assert client.post(page_of(event), WHO).status_code == 422
    client.post(page_of(event), {**WHO, "photo": "no"})
    assert Registration.objects.get().photo == "no"


@pytest.mark.django_db
def test_who_waits_is_told_then_told_again_once_a_seat_is_theirs(client: Client) -> None:
    event = make_event(capacity=1)
    first = register(event=event, name="Un", email="un@exemple.test")
    assert "liste d’attente" in client.post(page_of(event), WHO, follow=True).content.decode()
    work()
    cancel_registration(registration=first, by=None)
    work()
    assert [subject.split("] ")[-1] for subject in subjects()] == [
        "Votre place : Atelier réparation",
        "Liste d’attente : Atelier réparation",
        "Inscription annulée : Atelier réparation",
        "Une place pour vous : Atelier réparation",
    ]


@pytest.mark.django_db
def test_an_address_typed_again_says_nothing_more_to_whoever_types_it(client: Client) -> None:
    event = make_event(capacity=1)
    client.post(page_of(event), WHO, follow=True)
    work()
    for _turn in range(5):
        page = client.post(page_of(event), {"name": "Curieux", "email": "LEO@exemple.test"}, follow=True).content.decode()
        assert "C’est noté" in page
        assert "réservée" not in page
    assert (Registration.objects.get().name, Mail.objects.count()) == ("Léo Petit", 4)


@pytest.mark.django_db
def test_the_link_changes_and_cancels_and_opening_it_does_nothing(client: Client) -> None:
    event = make_event()
    one = register(event=event, **WHO)
    page = follow_page(one)
    assert "Montrez ce carré" in client.get(page).content.decode()
    assert client.get(page)["Cache-Control"].startswith("private, no-store")
    client.post(page, {"name": "Léo Grand", "needs": "Fauteuil"})
    one.refresh_from_db()
    assert (one.name, one.needs, one.state) == ("Léo Grand", "Fauteuil", "confirmed")
    client.post(page + "annuler/")
    client.post(page + "annuler/")
    one.refresh_from_db()
    event.refresh_from_db()
    assert (one.state, event.taken) == ("cancelled", 0)
    assert client.get("/evenements/inscription/faux/").status_code == 410
    Registration.objects.filter(pk=one.pk).update(link_serial=2)
    assert client.get(page).status_code == 410


@pytest.mark.django_db
def test_a_change_a_postponement_and_a_cancellation_are_told_once_each() -> None:
    event, operator = make_event(capacity=1), make_operator()
    register(event=event, **WHO)
    register(event=event, name="Deux", email="deux@exemple.test")
    work()
    Mail.objects.all().delete()
    event = change_event(event=event, by=operator, venue="Salle B", reason="Plus grande")
    work()
    tasks.tell_change.func(event.pk, 1)
    event = postpone_event(event=event, reason="Grève", by=operator)
    work()
    cancel_event(event=event, reason="Pas de salle", by=operator)
    work()
    assert [subject.split("] ")[-1] for subject in subjects()] == [
        "Changement : Atelier réparation",
        "Changement : Atelier réparation",
        "Reporté : Atelier réparation",
        "Reporté : Atelier réparation",
        "Annulé : Atelier réparation",
        "Annulé : Atelier réparation",
    ]
    assert "Plus grande" in Mail.objects.order_by("pk")[0].text


@pytest.mark.django_db
def test_reminders_leave_a_week_and_a_day_before_once_each(ahead: Callable[[dt.datetime], None]) -> None:
    event = make_event()
    register(event=event, **WHO)
    Mail.objects.all().delete()
    for days, hours in ((7, -1), (7, 1), (7, 2), (3, 0), (1, -1), (1, 1), (0, 12), (0, 1)):
        ahead(event.starts_at - dt.timedelta(days=days) + dt.timedelta(hours=hours if days else -hours))
        tasks.remind.func()
    assert [subject.split("] ")[-1] for subject in subjects()] == [
        "Dans une semaine : Atelier réparation",
        "C’est demain : Atelier réparation",
    ]


@pytest.mark.django_db
def test_who_registers_late_is_not_told_that_it_is_in_a_week(ahead: Callable[[dt.datetime], None]) -> None:
    event = make_event()
    ahead(event.starts_at - dt.timedelta(days=5, hours=12))
    register(event=event, **WHO)
    tasks.remind.func()
    assert subjects() == []
    ahead(event.starts_at - dt.timedelta(hours=20))
    register(event=event, name="Hier", email="hier@exemple.test")
    tasks.remind.func()
    assert list(Mail.objects.values_list("to", flat=True)) == ["leo@exemple.test"]


@pytest.mark.django_db
def test_a_date_that_moves_is_reminded_again(ahead: Callable[[dt.datetime], None]) -> None:
    event = make_event()
    register(event=event, **WHO)
    ahead(event.starts_at - dt.timedelta(days=6, hours=20))
    tasks.remind.func()
    later = dt.timedelta(days=30)
    event = change_event(event=event, by=make_operator(), starts_at=event.starts_at + later, ends_at=event.ends_at + later)
    ahead(event.starts_at - dt.timedelta(days=6, hours=20))
    tasks.remind.func()
    tasks.remind.func()
    assert Mail.objects.filter(kind="events.reminder").count() == 2


@pytest.mark.django_db
def test_a_mailbox_is_not_filled_by_whoever_types_its_address(client: Client) -> None:
    events = [make_event(title=f"Atelier {number}") for number in range(11)]
    answers = [client.post(page_of(event), WHO).status_code for event in events]
    assert (answers, Registration.objects.count()) == ([302] * 10 + [422], 10)


@pytest.mark.django_db
def test_afterwards_those_who_came_are_thanked_asked_and_their_needs_forgotten(
    client: Client, ahead: Callable[[dt.datetime], None]
) -> None:
    event = make_event()
    came = register(event=event, needs="Fauteuil", **WHO)
    register(event=event, name="Absent", email="absent@exemple.test")
    check_in(registration=came, by=None)
    tasks.forget_needs.func()
    came.refresh_from_db()
    assert came.needs == "Fauteuil"
    Mail.objects.all().delete()
    ahead(event.ends_at + dt.timedelta(hours=13))
    for _turn in range(2):
        tasks.thank.func()
        tasks.forget_needs.func()
    came.refresh_from_db()
    assert came.needs == ""
    assert list(Mail.objects.filter(kind="events.thanks").values_list("to", flat=True)) == ["leo@exemple.test"]
    client.post(follow_page(came) + "avis/", {"was_useful": "yes", "text": "Concret"})
    assert list(Feedback.objects.values_list("was_useful", "text")) == [(True, "Concret")]


@pytest.mark.django_db(transaction=True)
def test_five_hundred_at_once_take_exactly_the_hundred_seats() -> None:
    event = make_event(capacity=100)
    ready = threading.Barrier(10)
    failures: list[BaseException] = []

    def come(start: int) -> None:
        try:
            ready.wait()
            for number in range(start, start + 50):
                register(event=event, name=f"Personne {number}", email=f"p{number}@exemple.test")
        except BaseException as error:
            failures.append(error)
            raise
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=(500 + 50 * n,)) for n in range(10)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    event.refresh_from_db()
    states = list(event.registrations.order_by("pk").values_list("state", flat=True))
    assert (failures, event.taken, states.count("confirmed"), states.count("waitlisted")) == ([], 100, 100, 400)
    waiting = event.registrations.filter(state="waitlisted").order_by("waiting_since", "pk")
    assert list(waiting) == list(event.registrations.filter(state="waitlisted").order_by("pk"))
