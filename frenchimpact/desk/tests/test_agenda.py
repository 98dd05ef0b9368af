"""Dates that wait, the private calendar, and what moved since the last visit."""

import datetime as dt
from collections.abc import Iterator

import icalendar
import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from frenchimpact.accounts.models import User
from frenchimpact.calls import actions as calls
from frenchimpact.calls.tests.factories import make_draft, write
from frenchimpact.core import clock
from frenchimpact.core.facts import announce
from frenchimpact.desk import actions
from frenchimpact.desk.agenda import SALT, address_of, calendar_for, dates_for, next_dates
from frenchimpact.desk.models import Calendar, Visit
from frenchimpact.desk.moves import moved_since
from frenchimpact.desk.own import Things
from frenchimpact.events.actions.events import cancel_event
from frenchimpact.events.actions.registrations import register
from frenchimpact.events.tests.factories import make_event
from frenchimpact.notifications.actions import notify
from frenchimpact.notifications.rules import KINDS, declare_kind
from frenchimpact.organisations.models import Membership, Organisation
from frenchimpact.projects.facts import ProjectPublished, ReadingSent
from frenchimpact.projects.models import Project, Qualification, Reading, TeamMember

pytestmark = pytest.mark.django_db
NASTY = "Réponse; attendue, \\ « vite »\n" + "très " * 40


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    declare_kind("tests.agenda", "Essai")
    yield
    del KINDS["tests.agenda"]


@pytest.fixture
def awa() -> User:
    return User.objects.create(email="awa@exemple.fr", full_name="Awa Diarra")


@pytest.fixture
def gaelle() -> User:
    return User.objects.create(email="gaelle@exemple.fr", full_name="Gaëlle")


@pytest.fixture
def project(awa: User) -> Project:
    made = Project.objects.create(reference="P-2026-0001", slug="pont", name="Le Pont", stage="idee", problem="a", answer="b")
    TeamMember.objects.create(project=made, user=awa, role="lead")
    return made


def task_for(person: User, day: dt.date, text: str = "Répondre") -> None:
    notify(person=person, kind="tests.agenda", text=text, url="/suite/", is_task=True, due_on=day, reference="P-2026-0001")


def test_dates_come_from_tasks_readings_and_sheets(awa: User, gaelle: User, project: Project) -> None:
    today = clock.today()
    task_for(gaelle, today + dt.timedelta(days=3))
    round_ = Qualification.objects.create(project=project, due_on=today + dt.timedelta(days=1))
    Reading.objects.create(qualification=round_, seat="officer", reader=gaelle)
    sheet = Organisation.objects.create(slug="a", name="Atelier", kinds=["association"], freshness_months=1, confirmed_at=clock.now())
    Membership.objects.create(user=gaelle, organisation=sheet, role="editor")

    found = dates_for(gaelle)

    assert [one.key.split("-")[0] for one in found] == ["reading", "task", "sheet"]
    assert dates_for(awa) == []
    # The page of the space shows the same, tasks apart: they have their own place there.
    assert next_dates(Things(gaelle), until=today + dt.timedelta(days=60)) == [found[0], found[2]]
    assert next_dates(Things(gaelle), until=today + dt.timedelta(days=2)) == [found[0]]
    assert next_dates(Things(awa), until=today + dt.timedelta(days=60)) == []


def test_an_application_begun_has_the_date_when_its_session_closes() -> None:
    application = make_draft()
    (date,) = [one for one in dates_for(application.lead) if one.key.startswith("draft")]
    assert (date.on, date.reference) == (timezone.localdate(application.cohort.closes_at), application.reference)
    assert next_dates(Things(application.lead), until=date.on - dt.timedelta(days=2)) == []
    assert next_dates(Things(application.lead), until=date.on + dt.timedelta(days=1)) == [date]
    write(application)
    calls.submit_application(application=application, by=application.lead)
    assert [one.key for one in dates_for(application.lead) if one.key.startswith("draft")] == []


def test_a_day_counts_until_its_end(awa: User) -> None:
    task_for(awa, clock.today())
    task_for(awa, clock.today() - dt.timedelta(days=1))
    assert [one.is_late for one in dates_for(awa)] == [True, False]


def test_calendar_reads_back_whole(client: Client, awa: User) -> None:
    task_for(awa, clock.today(), NASTY)
    actions.open_calendar(person=awa)
    answer = client.get(address_of(calendar_for(awa)).removeprefix("http://127.0.0.1:8000"))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [clock.today()]
    assert "Réponse; attendue, \\ « vite »" in str(events[0]["summary"])
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_a_new_address_closes_the_old_one_and_closing_closes_all(client: Client, awa: User) -> None:
    first = address_of(actions.open_calendar(person=awa))
    second = address_of(actions.open_calendar(person=awa))
    path = len("http://127.0.0.1:8000")
    assert client.get(first[path:]).status_code == 404
    assert client.get(second[path:]).status_code == 200
    actions.close_calendar(person=awa)
    assert client.get(second[path:]).status_code == 404
    third = address_of(actions.open_calendar(person=awa))
    assert client.get(second[path:]).status_code == 404
    assert client.get(third[path:]).status_code == 200


def test_a_forged_address_opens_nothing(client: Client, awa: User) -> None:
    actions.open_calendar(person=awa)
    for token in ("x", "[1, 1]", signing.dumps([awa.pk, 1], salt="other"), signing.dumps("x", salt=SALT)):
        assert client.get(f"/agenda/{token}.ics").status_code == 404


def test_a_closed_account_has_no_calendar(client: Client, awa: User) -> None:
    address = address_of(actions.open_calendar(person=awa))
    User.objects.filter(pk=awa.pk).update(is_active=False)
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 404


def test_page_opens_and_closes_the_address(client: Client, awa: User) -> None:
    client.force_login(awa)
    assert "Aucune date à venir" in client.get("/mon-espace/agenda/").content.decode()
    page = client.post("/mon-espace/agenda/adresse/", {"do": "open"}, follow=True).content.decode()
    assert "webcal://" in page
    page = client.post("/mon-espace/agenda/adresse/", {"do": "close"}, follow=True).content.decode()
    assert "webcal://" not in page
    assert not Calendar.objects.get(person=awa).is_open


def test_events_where_one_goes_keep_their_hours_and_say_when_they_are_called_off(client: Client, awa: User) -> None:
    event, full, other = make_event(), make_event(title="Complet", capacity=1), make_event(title="Ailleurs")
    register(event=full, name="Autre", email="autre@exemple.fr")
    register(event=other, name="Autre", email="autre@exemple.fr")
    # By one's account, or by one's address alone.
    register(event=event, name="Awa", email=awa.email, by=awa)
    register(event=full, name="Awa", email=awa.email.upper())
    assert [(one.on, one.words.split(" (")[0]) for one in dates_for(awa)] == [
        (timezone.localdate(event.starts_at), "Atelier réparation"),
        (timezone.localdate(full.starts_at), "Liste d’attente : Complet"),
    ]
    address = address_of(actions.open_calendar(person=awa)).removeprefix("http://127.0.0.1:8000")
    cancel_event(event=event, reason="Salle fermée", by=None)
    read = {str(one["SUMMARY"]): one for one in icalendar.Calendar.from_ical(client.get(address).content).walk("VEVENT")}
    assert {words: str(one["STATUS"]) for words, one in read.items()} == {
        "Annulé : Atelier réparation": "CANCELLED",
        "Liste d’attente : Complet": "TENTATIVE",
    }
    assert read["Annulé : Atelier réparation"].decoded("DTSTART") == event.starts_at
    client.force_login(awa)
    page = client.get("/mon-espace/agenda/").content.decode()
    assert ("Complet" in page, "Atelier réparation" in page, "Ailleurs" in page) == (True, False, False)
    whole = client.get(address)
    assert client.get(address, headers={"If-None-Match": whole["ETag"]}).status_code == 304


def test_pages_close_to_one_another_are_one_visit(awa: User) -> None:
    first = actions.note_visit(person=awa)
    assert actions.note_visit(person=awa) == first
    Visit.objects.filter(person=awa).update(seen_at=clock.now() - dt.timedelta(hours=2))
    seen_at = Visit.objects.get(person=awa).seen_at
    assert actions.note_visit(person=awa) == seen_at


def test_what_others_did_is_told_and_what_i_did_is_not(awa: User, gaelle: User, project: Project) -> None:
    before = clock.now() - dt.timedelta(minutes=1)
    announce(ProjectPublished(project_id=project.pk), by=gaelle)
    announce(ProjectPublished(project_id=project.pk), by=awa)
    found = moved_since(awa, before, Things(awa))
    assert [move.line.who for move in found] == ["Gaëlle"]
    assert found[0].url == "/mon-espace/projets/P-2026-0001/"
    assert moved_since(awa, clock.now() + dt.timedelta(minutes=1), Things(awa)) == []
    assert moved_since(gaelle, before, Things(gaelle)) == []


def test_what_readers_do_stays_between_readers(awa: User, gaelle: User, project: Project) -> None:
    round_ = Qualification.objects.create(project=project, due_on=clock.today())
    reading = Reading.objects.create(qualification=round_, seat="officer", reader=gaelle)
    announce(ReadingSent(project_id=project.pk, reading_id=reading.pk, seat="officer"), by=gaelle)
    assert moved_since(awa, clock.now() - dt.timedelta(minutes=1), Things(awa)) == []


def test_moves_cost_the_same_for_one_and_three(
    awa: User, gaelle: User, project: Project, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before = clock.now() - dt.timedelta(minutes=1)
    announce(ProjectPublished(project_id=project.pk), by=gaelle)
    with django_assert_num_queries(4):
        moved_since(awa, before, Things(awa))
    announce(ProjectPublished(project_id=project.pk), by=gaelle)
    announce(ProjectPublished(project_id=project.pk), by=gaelle)
    with django_assert_num_queries(4):
        assert len(moved_since(awa, before, Things(awa))) == 3
