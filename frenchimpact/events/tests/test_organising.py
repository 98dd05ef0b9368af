"""The organiser's space: writing, publishing, moving, calling off, welcoming, and what follows."""

import datetime as dt
import re

import pytest
from django.test import Client
from django.utils import timezone

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.events import rules, tasks
from frenchimpact.events.actions.events import archive_event, change_event, set_quotas, write_report
from frenchimpact.events.actions.registrations import register
from frenchimpact.events.forms.events import initial_of
from frenchimpact.events.messages.registrations import ticket_of
from frenchimpact.events.models import Event, Registration
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.methods.tests.factories import make_operator
from frenchimpact.notifications.models import Notice
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.tests.factories import make_operator as make_colleague

pytestmark = pytest.mark.django_db
SPACE = "/mon-espace/evenements/"


@pytest.fixture
def structure() -> Organisation:
    return make_organisation(name="Tremplin")


@pytest.fixture
def bastien(structure: Organisation, client: Client) -> User:
    person = make_member(structure, role="editor")
    client.force_login(person)
    return person


def typed(structure: Organisation, **more: str) -> dict[str, str]:
    return {
        "title": "Atelier budget",
        "kind": "workshop",
        "organiser": str(structure.pk),
        "summary": "Écrire son budget en une matinée.",
        "way": "onsite",
        "lieu": "Mamoudzou",
        "lieu_key": "commune:97611",
        "starts_at": "2027-03-28T02:30",
        "ends_at": "2027-03-28T05:00",
        "has_registration": "on",
        "capacity": "20",
        "quotas": "Porteurs de projet ; 5",
        "speakers": "Léa Morin ; hôte",
        **more,
    }


def test_an_event_is_written_published_and_its_hours_are_those_of_the_place(client: Client, bastien: User, structure: Organisation) -> None:
    make_places()
    response = client.post(SPACE + "nouveau/", typed(structure))
    assert response.status_code == 302, response.content.decode()
    event = Event.objects.get()
    assert (event.state, event.time_zone, event.created_by, event.reserved) == ("draft", "Indian/Mayotte", bastien, 5)
    assert event.starts_at == dt.datetime(2027, 3, 27, 23, 30, tzinfo=dt.UTC)
    assert [(one.name, one.role) for one in event.speakers.all()] == [("Léa Morin", "hôte")]
    client.post(f"{SPACE}{event.reference}/publier/")
    client.logout()
    assert "Atelier budget" in client.get("/evenements/").content.decode()


def test_an_hour_that_the_change_of_hour_skips_is_refused_with_what_was_typed(
    client: Client, bastien: User, structure: Organisation
) -> None:
    make_places()
    response = client.post(SPACE + "nouveau/", typed(structure, lieu="Chambéry", lieu_key="commune:73065"))
    page = response.content.decode()
    assert (response.status_code, Event.objects.count()) == (422, 0)
    assert "Cette heure n’existe pas ce jour-là" in page
    assert 'value="2027-03-28T02:30"' in page
    assert "Atelier budget" in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ends_at": "2027-03-28T01:00"}, "La fin vient après le début."),
        ({"quotas": "Porteurs"}, "le nombre de places."),
        ({"quotas": "Porteurs ; 50"}, "Ces quotas dépassent"),
        ({"lieu": "", "lieu_key": "", "starts_at": "2027-03-28T03:30"}, "Dites où"),
        ({"organiser": "programme"}, "n’est pas dans la liste"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: Client, bastien: User, structure: Organisation, change: dict[str, str], words: str
) -> None:
    make_places()
    response = client.post(SPACE + "nouveau/", typed(structure, **change))
    assert (response.status_code, Event.objects.count()) == (422, 0)
    assert words in response.content.decode()


def test_a_change_of_place_is_told_a_change_of_words_is_not(client: Client, bastien: User, structure: Organisation) -> None:
    make_places()
    client.post(SPACE + "nouveau/", typed(structure))
    event = Event.objects.get()
    page = f"{SPACE}{event.reference}/"
    client.post(page + "publier/")
    client.post(page + "modifier/", typed(structure, summary="Autrement dit."))
    event.refresh_from_db()
    assert (event.sequence, event.summary) == (0, "Autrement dit.")
    client.post(page + "modifier/", typed(structure, venue="Salle B"))
    event.refresh_from_db()
    assert (event.sequence, event.venue) == (1, "Salle B")


def test_who_will_be_told_is_shown_before_calling_off(client: Client) -> None:
    event = make_event()
    register(event=event, name="Léo Petit", email="leo@exemple.test")
    client.force_login(make_operator())
    page = f"{SPACE}{event.reference}/"
    assert "1 personne sera prévenue" in client.get(page + "annuler/").content.decode()
    assert client.post(page + "reporter/", {"reason": ""}).status_code == 422
    client.post(page + "reporter/", {"reason": "Grève"})
    week = event.starts_at + dt.timedelta(days=7)
    local = timezone.localtime(week)
    hours = {"starts_at": local.strftime("%Y-%m-%dT09:00"), "ends_at": local.strftime("%Y-%m-%dT12:00")}
    client.post(page + "nouvelle-date/", hours)
    event.refresh_from_db()
    assert (event.state, event.sequence) == ("published", 2)
    client.post(page + "annuler/", {"reason": "Pas de salle"})
    event.refresh_from_db()
    assert (event.state, event.state_reason) == ("cancelled", "Pas de salle")


def test_the_programme_stays_within_the_event(client: Client) -> None:
    event = make_event()
    client.force_login(make_operator())
    page = f"{SPACE}{event.reference}/programme/"
    start = timezone.localtime(event.starts_at)
    good = {"title": "Ouverture", "starts_at": start.strftime("%Y-%m-%dT%H:00"), "ends_at": start.strftime("%Y-%m-%dT%H:45")}
    assert client.post(page + "ajouter/", {**good, "ends_at": start.strftime("%Y-%m-%dT23:00")}).status_code == 422
    assert client.post(page + "ajouter/", {**good, "speakers": "Léa ; hôte"}).status_code == 302
    session = event.sessions.get()
    assert [one.name for one in session.speakers.all()] == ["Léa"]
    client.post(f"{page}{session.pk}/", {**good, "title": "Accueil"})
    session.refresh_from_db()
    assert (session.title, session.speakers.count()) == ("Accueil", 0)
    client.post(f"{page}{session.pk}/retirer/")
    assert event.sessions.count() == 0


def test_the_door_takes_a_ticket_a_code_or_a_name(client: Client) -> None:
    event = make_event(capacity=3)
    by_ticket, by_code = (register(event=event, name=f"P{n}", email=f"p{n}@exemple.test") for n in (1, 2))
    other = register(event=make_event(title="Autre"), name="Ailleurs", email="x@exemple.test")
    client.force_login(make_operator())
    door = f"{SPACE}{event.reference}/accueil/"
    assert "Accueillir P1" in client.get(f"{door}?billet={ticket_of(by_ticket)}").content.decode()
    assert client.get(f"{door}?billet={ticket_of(other)}").status_code == 422
    assert client.get(f"{door}?billet=faux").status_code == 422
    assert "Accueillir P2" in client.post(door, {"code": by_code.code.lower()}).content.decode()
    assert client.post(door, {"code": "0000-0000"}).status_code == 422
    client.post(f"{SPACE}{event.reference}/inscriptions/{by_code.pk}/", {"do": "check_in", "back": "door"})
    client.post(door, {"name": "Passant", "email": "passant@exemple.test"})
    states = dict(event.registrations.values_list("name", "state"))
    assert states == {"P1": "confirmed", "P2": "attended", "Passant": "attended"}
    # The room is full: who comes now is told so, and nobody is counted twice.
    client.post(door, {"name": "De trop", "email": "trop@exemple.test"})
    assert not event.registrations.filter(email="trop@exemple.test").exists()


def test_the_list_goes_to_a_spreadsheet_that_runs_nothing(client: Client) -> None:
    event = make_event()
    register(event=event, name="=HYPERLINK(1)", email="leo@exemple.test", needs="+fauteuil")
    client.force_login(make_operator())
    page = f"{SPACE}{event.reference}/inscriptions/"
    assert "=HYPERLINK(1)" in client.get(page).content.decode()
    table = client.get(page + "?format=csv").content.decode()
    assert "'=HYPERLINK(1);leo@exemple.test" in table
    assert "'+fauteuil" in table


def test_afterwards_the_report_is_asked_for_then_published(client: Client) -> None:
    operator = make_operator()
    event = make_event()
    one = register(event=event, name="Léo", email="leo@exemple.test")
    Event.objects.filter(pk=event.pk).update(
        starts_at=clock.now() - dt.timedelta(days=2, hours=3), ends_at=clock.now() - dt.timedelta(days=2), created_by=operator
    )
    tasks.thank.func()
    tasks.thank.func()
    event.refresh_from_db()
    task = Notice.objects.get(person=operator, kind="events.report")
    assert (task.is_task, task.due_on) == (True, event.due_on)
    client.force_login(operator)
    client.post(f"{SPACE}{event.reference}/inscriptions/absents/")
    one.refresh_from_db()
    assert one.state == "absent"
    client.post(f"{SPACE}{event.reference}/suites/", {"report": "Trente personnes, cinq projets."})
    task.refresh_from_db()
    assert task.done_at is not None
    assert "cinq projets" in client.get(f"/evenements/{event.slug}/").content.decode()
    client.post(f"{SPACE}{event.reference}/archiver/")
    event.refresh_from_db()
    assert event.state == "archived"
    with pytest.raises(OutOfTurn):
        archive_event(event=event, by=operator)
    assert write_report(event=event, report="Corrigé", by=operator).report == "Corrigé"


def test_who_may_prepare_an_event(structure: Organisation) -> None:
    event = make_event(organiser=structure)
    national = make_event(title="National")
    reader, editor, stranger, operator = (
        make_member(structure, role="member"),
        make_member(structure, role="editor"),
        make_member(make_organisation(name="Autre"), role="admin"),
        make_operator(),
    )
    assert [rules.can_edit_event(one, event) for one in (reader, editor, stranger, operator)] == [False, True, False, True]
    assert [rules.can_edit_event(one, national) for one in (reader, editor, stranger, operator)] == [False, False, False, True]
    assert [rules.is_organiser(one) for one in (reader, editor, stranger, operator)] == [False, True, True, True]
    structure.is_published = False
    structure.save()
    assert not rules.is_organiser(editor)


def test_the_database_gives_a_registration_of_another_event_to_nobody(client: Client) -> None:
    event, other = make_event(), make_event(title="Autre")
    one = register(event=other, name="Léo", email="leo@exemple.test")
    client.force_login(make_operator())
    assert client.post(f"{SPACE}{event.reference}/inscriptions/{one.pk}/", {"do": "check_in"}).status_code == 404
    assert Registration.objects.get(pk=one.pk).state == "confirmed"


def test_two_who_edit_at_once_lose_nothing(client: Client) -> None:
    event = make_event(venue="Salle A")
    client.force_login(make_operator())
    page = f"/mon-espace/evenements/{event.reference}/modifier/"
    sent = {name: value for name, value in initial_of(event).items() if value not in (None, False)}
    sent |= {"starts_at": sent["starts_at"].isoformat(timespec="minutes"), "ends_at": sent["ends_at"].isoformat(timespec="minutes")}
    sent["seen"] = re.findall(r'name="seen" value="([^"]*)"', client.get(page).content.decode())[0]
    # Meanwhile somebody else gives another room, and keeps seats for a public.
    change_event(event=event, by=make_colleague(email="collegue@exemple.test"), venue="Salle B")
    set_quotas(event=event, quotas=[("Porteurs", 2)])
    assert client.post(page, {**sent, "summary": "Autre phrase."}).status_code == 302
    event.refresh_from_db()
    assert (event.summary, event.venue, event.quotas.get().seats) == ("Autre phrase.", "Salle B", 2)
    # Both gave another room: both are shown, and saving again writes one's own.
    response = client.post(page, {**sent, "summary": "Autre phrase.", "venue": "Salle C"})
    told = response.content.decode()
    assert (response.status_code, "Salle B" in told, "Salle C" in told, "entre-temps" in told) == (422, True, True, True)
    again = {
        **sent,
        "summary": "Autre phrase.",
        "venue": "Salle C",
        "quotas": "Porteurs ; 2",
        "seen": re.findall(r'name="seen" value="([^"]*)"', told)[0],
    }
    assert client.post(page, again).status_code == 302
    event.refresh_from_db()
    assert event.venue == "Salle C"
