"""The stop kit: what a device sends is taken once; what is refused says why; who may hold it; what it takes along."""

import datetime as dt
import json
import re
import threading
import uuid
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn
from frenchimpact.core.holdings import holdings
from frenchimpact.events.actions.captures import (
    Sending,
    capture_arrival,
    capture_card,
    dismiss_card,
    forget_contacts,
    old_contacts,
    reopen_card,
    settle_card,
)
from frenchimpact.events.actions.events import prepare_event
from frenchimpact.events.actions.registrations import cancel_registration, register, undo_check_in
from frenchimpact.events.messages.registrations import ticket_of
from frenchimpact.events.models import Capture, Card, Event, Registration
from frenchimpact.events.tests.factories import make_event
from frenchimpact.mail.models import Mail
from frenchimpact.methods.tests.factories import make_operator
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.projects.models import Declaration
from frenchimpact.projects.tests.factories import make_operator as make_colleague
from frenchimpact.projects.tests.factories import make_person, make_published_project
from tests.worker import work

PROJECT: dict[str, Any] = {
    "what": "project",
    "title": "Garage partagé",
    "text": "Réparer ensemble les voitures de la vallée.",
    "name": "Nadia Haddad",
    "email": "nadia@exemple.test",
    "agrees": True,
}


def base(event: Event) -> str:
    return f"/mon-espace/evenements/{event.reference}/"


def card(**said: Any) -> dict[str, Any]:
    return {"client_id": str(uuid.uuid4()), "captured_at": clock.now().isoformat(), **said}


def send(client: Client, event: Event, *cards: dict[str, Any]) -> list[dict[str, Any]]:
    response = client.post(f"{base(event)}carnet/envoi/", json.dumps({"cards": cards}), "application/json")
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["cards"]
    return found


@pytest.fixture
def organiser(client: Client, db: None) -> Client:
    client.force_login(make_operator())
    return client


def test_the_same_card_sent_again_is_one(organiser: Client) -> None:
    event = make_event()
    one = card(**PROJECT)
    answers = [send(organiser, event, one)[0] for _turn in range(3)]
    assert [answer["taken"] for answer in answers] == [True, True, True]
    assert (Capture.objects.count(), Card.objects.count(), Declaration.objects.count()) == (1, 1, 1)
    work()
    assert Mail.objects.filter(kind="projects.resume").count() == 1


def test_two_devices_with_the_same_arrival_are_one_arrival(organiser: Client) -> None:
    event = make_event(starts_at=clock.now() - dt.timedelta(hours=1), ends_at=clock.now() + dt.timedelta(hours=5))
    who = register(event=event, name="Léo Petit", email="leo@exemple.test")
    early = clock.now() - dt.timedelta(minutes=40)
    first = card(what="check_in", registration=who.pk) | {"captured_at": early.isoformat()}
    other = Client()
    other.force_login(make_colleague(email="collegue@exemple.test"))
    assert send(organiser, event, first)[0]["taken"]
    assert send(other, event, card(what="check_in", who="léo petit"))[0]["registration"] == who.pk
    who.refresh_from_db()
    # The hour is that of the device, not that at which the network came back.
    assert (who.state, who.arrived_at) == ("attended", early)
    assert event.registrations.filter(state="attended").count() == 1
    undo_check_in(registration=who, by=None)
    send(organiser, event, first)
    who.refresh_from_db()
    assert who.state == "confirmed"


def test_an_hour_that_cannot_be_is_not_believed(organiser: Client) -> None:
    event = make_event()
    who = register(event=event, name="Léo Petit", email="leo@exemple.test")
    for wrong in ("2031-01-01T10:00:00+00:00", "1999-01-01T10:00:00+00:00", "hier", "2026-01-01T10:00:00"):
        send(organiser, event, card(what="check_in", registration=who.pk) | {"captured_at": wrong})
    assert all(abs(one.captured_at - one.received_at) < dt.timedelta(minutes=1) for one in Capture.objects.all())
    assert Capture.objects.count() == 4


def test_what_is_refused_says_what_to_do_and_stops_nobody(organiser: Client) -> None:
    event = make_event(capacity=2)
    gone = register(event=event, name="Parti", email="parti@exemple.test")
    cancel_registration(registration=gone, by=None)
    there = register(event=event, name="Là", email="la@exemple.test")
    register(event=event, name="Deux", email="deux@exemple.test")
    waits = register(event=event, name="Attend", email="attend@exemple.test")
    nameless = {**PROJECT, "agrees": False}
    unreachable = {**PROJECT, "email": ""}
    answers = send(
        organiser,
        event,
        card(what="check_in", registration=gone.pk),
        card(what="check_in", registration=waits.pk),
        card(what="check_in", who="Inconnue"),
        card(what="check_in", ticket="faux"),
        card(what="walk_in", name="Zoé", email="zoe"),
        card(**nameless),
        card(**unreachable),
        card(what="wall", kind="autre", text="x"),
        card(what="check_in", registration=there.pk),
    )
    assert [one["taken"] for one in answers] == [False] * 8 + [True]
    words = [" ".join(one.get("problems", [])) for one in answers]
    said_of = [
        "de nouveau à l’accueil",
        "pas de libre",
        "sans inscription",
        "Demandez le nom",
        "adresse électronique",
        "l’accord",
        "téléphone",
        "liste",
    ]
    for number, said in enumerate(said_of):
        assert said in words[number], (number, words[number])
    assert Capture.objects.count() == 1


def test_a_refused_card_mended_is_taken_under_its_number(organiser: Client) -> None:
    event = make_event()
    one = card(**{**PROJECT, "agrees": False})
    assert not send(organiser, event, one)[0]["taken"]
    assert send(organiser, event, {**one, "agrees": True})[0]["taken"]
    assert "J’accepte que" in Card.objects.get().consent


def test_a_number_taken_elsewhere_overwrites_nothing(organiser: Client) -> None:
    event, other = make_event(), make_event(title="Autre")
    one = card(**PROJECT)
    send(organiser, event, one)
    assert "autre fiche" in send(organiser, other, one)[0]["problems"][0]
    assert "autre fiche" in send(organiser, event, {**one, "what": "wall", "kind": "need"})[0]["problems"][0]
    assert Card.objects.get().capture.event == event


@pytest.mark.parametrize("body", ["", "[]", '{"cards": 3}', '{"cards": [{"what": "autre"}]}', '{"cards": [3]}', "{" * 50])
def test_an_unreadable_sending_is_refused_whole_with_words(organiser: Client, body: str) -> None:
    event = make_event()
    response = organiser.post(f"{base(event)}carnet/envoi/", body, "application/json")
    assert response.status_code == 400
    assert "toujours sur ce téléphone" in response.json()["message"]


def test_values_of_any_kind_are_words_or_nothing(organiser: Client) -> None:
    event = make_event()
    odd = card(what="check_in", registration={"a": 1}, who=["x"], ticket=None)
    assert not send(organiser, event, odd)[0]["taken"]
    assert not send(organiser, event, {**PROJECT, "client_id": "pas-un-numero"})[0]["taken"]
    assert not send(organiser, event, card(what="check_in", registration=10**30))[0]["taken"]
    assert not send(organiser, event, card(what="wall", kind="need", text="a\x00b"))[0]["taken"] or Card.objects.get().text == "ab"


def test_a_ticket_that_was_scanned_is_checked_here(organiser: Client) -> None:
    event, other = make_event(), make_event(title="Autre")
    who = register(event=event, name="Léo", email="leo@exemple.test")
    foreign = register(event=other, name="Léo", email="leo@exemple.test")
    assert not send(organiser, event, card(what="check_in", ticket=ticket_of(foreign), registration=who.pk))[0]["taken"]
    assert send(organiser, event, card(what="check_in", ticket=ticket_of(who)))[0]["taken"]


def test_somebody_without_registration_is_one_person_from_two_devices(organiser: Client) -> None:
    event = make_event()
    for _device in range(2):
        assert send(organiser, event, card(what="walk_in", name="Zoé", email="zoe@exemple.test"))[0]["taken"]
    assert list(event.registrations.values_list("name", "state")) == [("Zoé", "attended")]


def test_the_list_taken_along_has_neither_addresses_nor_needs(organiser: Client) -> None:
    event = make_event(asks_photo=True)
    register(event=event, name="Léo Petit", email="leo@exemple.test", needs="Fauteuil", photo="no")
    gone = register(event=event, name="Parti", email="parti@exemple.test")
    cancel_registration(registration=gone, by=None)
    response = organiser.get(f"{base(event)}carnet/etat.json")
    assert response["Cache-Control"] == "private, no-store"
    (person,) = response.json()["people"]
    assert set(person) == {"id", "name", "code", "note", "waits", "photo", "here"}
    assert (person["name"], person["photo"], person["here"]) == ("Léo Petit", False, False)
    assert "exemple.test" not in response.content.decode()
    assert "Fauteuil" not in response.content.decode()


@pytest.mark.django_db
def test_a_session_that_ended_is_told_to_the_device(client: Client) -> None:
    event = make_event()
    for method, path in ((client.get, "etat.json"), (client.post, "envoi/")):
        response = method(f"{base(event)}carnet/{path}", headers={"accept": "application/json"})
        assert (response.status_code, response["Content-Type"]) == (401, "application/json")


@pytest.mark.django_db
def test_only_who_organises_holds_the_kit(client: Client) -> None:
    organisation = make_organisation()
    event = make_event(organiser=organisation)
    client.force_login(make_person())
    assert [client.get(f"{base(event)}carnet/{path}").status_code for path in ("", "etat.json", "sw.js")] == [404, 404, 404]
    assert client.post(f"{base(event)}carnet/envoi/", "{}", "application/json").status_code == 404
    client.force_login(make_member(organisation))
    assert client.get(f"{base(event)}carnet/").status_code == 200
    assert send(client, event, card(**PROJECT))[0]["taken"]


def test_the_worker_and_the_manifest_stay_under_the_kit(organiser: Client) -> None:
    event = make_event()
    worker = organiser.get(f"{base(event)}carnet/sw.js")
    assert worker["Content-Type"].startswith("text/javascript")
    assert f'"page": "{base(event)}carnet/"' in worker.content.decode()
    manifest = organiser.get(f"{base(event)}carnet/carnet.webmanifest").json()
    assert (manifest["scope"], manifest["start_url"], manifest["display"]) == (f"{base(event)}carnet/",) * 2 + ("standalone",)
    page = organiser.get(f"{base(event)}carnet/")
    assert "unsafe" not in page["Content-Security-Policy"]
    assert "carnet.webmanifest" in page.content.decode()


def test_plain_forms_do_the_same_without_scripts(organiser: Client) -> None:
    event = make_event()
    page = f"{base(event)}carnet/"
    register(event=event, name="Léo Petit", email="leo@exemple.test")
    register(event=event, name="Léa Petit", email="lea@exemple.test")
    response = organiser.post(page, card(what="check_in", who="petit"))
    assert (response.status_code, "choisissez" in response.content.decode()) == (422, True)
    assert "Accueillir Léa Petit" in response.content.decode()
    assert "Léa Petit est accueilli" in organiser.post(page, card(what="check_in", who="lea pet"), follow=True).content.decode()
    response = organiser.post(page, card(what="project", title="Garage", text="Réparer."))
    assert (response.status_code, "Garage" in response.content.decode()) == (422, True)
    assert "Le projet est noté" in organiser.post(page, card(**{**PROJECT, "agrees": "on"}), follow=True).content.decode()
    wall = organiser.post(page, card(what="wall", kind="need", text="Un local à Chambéry"), follow=True).content.decode()
    assert "Un local à Chambéry" in wall
    assert [one.kind for one in Capture.objects.order_by("pk")] == ["check_in", "project", "need"]


def test_every_form_of_the_page_posts_as_it_stands(organiser: Client) -> None:
    event = make_event()
    page = organiser.get(f"{base(event)}carnet/").content.decode()
    forms = [found for found in re.findall(r"<form .*?</form>", page, re.DOTALL) if 'data-card="' in found]
    numbers = [re.search(r'name="client_id" value="([0-9a-f-]{36})"', one) for one in forms]
    assert len(forms) == 4
    assert all(numbers)
    wall = next(one for one, found in zip(numbers, forms, strict=True) if 'data-card="wall"' in found)
    assert wall
    said = {"what": "wall", "client_id": wall[1], "kind": "need", "text": "Un local"}
    assert organiser.post(f"{base(event)}carnet/", said).status_code == 302
    assert Card.objects.get().text == "Un local"
    # Without its number, what is wrong is said in words that its reader knows.
    refused = organiser.post(f"{base(event)}carnet/", {"what": "wall", "kind": "need", "text": "Un local"})
    assert refused.status_code == 422
    assert "Client id" not in refused.content.decode()
    assert "Rechargez la page" in refused.content.decode()


def test_a_draft_has_no_kit_yet(organiser: Client) -> None:
    published = make_event()
    event = prepare_event(
        by=None,
        kind="workshop",
        title="Brouillon",
        summary="x",
        starts_at=published.starts_at,
        ends_at=published.ends_at,
        place=published.place,
    )
    assert "publiez-le" in organiser.get(f"{base(event)}carnet/").content.decode()
    assert "publiez-le" in send(organiser, event, card(**PROJECT))[0]["problems"][0]


def test_a_project_with_an_address_becomes_the_draft_of_its_declaration(organiser: Client, client: Client) -> None:
    event = make_event()
    send(organiser, event, card(**PROJECT))
    draft = Declaration.objects.get()
    assert (draft.answers["name"], draft.answers["answer"], draft.email, draft.author) == (
        "Garage partagé",
        "Réparer ensemble les voitures de la vallée.",
        "nadia@exemple.test",
        None,
    )
    assert draft.answers["places"] == [event.place.key if event.place else ""]
    page = organiser.get(f"{base(event)}fiches/").content.decode()
    assert "Lien de déclaration envoyé" in page
    assert "nadia@exemple.test" in page


def test_an_organiser_follows_what_was_captured(organiser: Client) -> None:
    event = make_event()
    send(organiser, event, card(**{**PROJECT, "email": "", "phone": "06 12 34 56 78"}), card(what="wall", kind="need", text="Un local"))
    assert Declaration.objects.count() == 0
    need, project = Card.objects.get(capture__kind="need"), Card.objects.get(capture__kind="project")
    moved = f"{base(event)}fiches/"
    page = organiser.post(f"{moved}{project.pk}/", {"do": "send_link", "email": "nadia"}, follow=True).content.decode()
    assert "Elle ressemble à" in page
    organiser.post(f"{moved}{project.pk}/", {"do": "send_link", "email": "nadia@exemple.test"})
    assert Declaration.objects.get().email == "nadia@exemple.test"
    assert (
        "déjà parti"
        in organiser.post(f"{moved}{project.pk}/", {"do": "send_link", "email": "x@exemple.test"}, follow=True).content.decode()
    )
    page = organiser.post(f"{moved}{need.pk}/", {"do": "settle", "reference": "bidule"}, follow=True).content.decode()
    assert "n’est pas une référence" in page
    organiser.post(f"{moved}{need.pk}/", {"do": "settle", "reference": "o-2026-0007"})
    need.refresh_from_db()
    assert (need.state, need.reference) == ("done", "O-2026-0007")
    organiser.post(f"{moved}{need.pk}/", {"do": "reopen"})
    organiser.post(f"{moved}{need.pk}/", {"do": "dismiss"})
    need.refresh_from_db()
    assert need.state == "dismissed"
    assert organiser.post(f"{moved}{need.pk}/", {"do": "autre"}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("act", "states"), [(settle_card, ("done", "dismissed")), (dismiss_card, ("dismissed",)), (reopen_card, ("open",))]
)
def test_a_card_moves_only_from_where_it_may(act: Any, states: tuple[str, ...]) -> None:
    event = make_event()
    sending = Sending(event=event, client_id=uuid.uuid4(), by=None)
    found = capture_card(sending, kind="need", text="Un local").card
    for state in states:
        Card.objects.filter(pk=found.pk).update(state=state, settled_at=clock.now())
        with pytest.raises(OutOfTurn):
            act(card=found, by=None)


@pytest.mark.django_db
def test_captures_are_append_only_and_consent_is_held_by_the_database() -> None:
    event = make_event()
    capture = capture_card(Sending(event=event, client_id=uuid.uuid4(), by=None), kind="need", text="Un local")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Capture.objects.filter(pk=capture.pk).update(kind="offer")
    with pytest.raises(IntegrityError, match="card_of_somebody_has_consent"), transaction.atomic():
        Card.objects.filter(capture=capture).update(email="x@exemple.test")


@pytest.mark.django_db
def test_contacts_go_a_year_after_and_when_the_person_asks() -> None:
    event, old = make_event(), make_event(title="Ancien")
    for one in (event, old):
        said = {key: value for key, value in PROJECT.items() if key not in ("what", "agrees")}
        capture_card(Sending(event=one, client_id=uuid.uuid4(), by=None), kind="project", consent="Oui", **said)
    past = clock.now() - dt.timedelta(days=400)
    Event.objects.filter(pk=old.pk).update(starts_at=past, ends_at=past + dt.timedelta(hours=3))
    assert forget_contacts(old_contacts()) == 1
    kept = Card.objects.get(capture__event=old)
    assert (kept.name, kept.email, kept.consent, kept.title) == ("", "", "", "Garage partagé")
    assert Card.objects.get(capture__event=event).email == "nadia@exemple.test"
    person = make_person("Nadia", email="nadia@exemple.test")
    (held,) = [one for one in holdings() if one.model is Card]
    assert held.forget(person) == 1
    kept = Card.objects.get(capture__event=event)
    assert (kept.title, kept.name, kept.email, kept.phone, kept.consent) == ("", "", "", "", "")


@pytest.mark.django_db
def test_the_page_of_the_event_tells_what_it_produced_without_names(client: Client) -> None:
    event, project = make_event(), make_published_project(name="Garage partagé")
    assert "Ce qui en est né" not in client.get(f"/evenements/{event.slug}/").content.decode()

    def capture(**said: Any) -> Card:
        return capture_card(Sending(event=event, client_id=uuid.uuid4(), by=None), **said).card

    said = {key: value for key, value in PROJECT.items() if key not in ("what", "agrees")}
    settle_card(card=capture(kind="project", consent="Oui", **said), reference=project.reference, by=None)
    capture(kind="need", text="Un local à Chambéry", is_public=True)
    capture(kind="barrier", text="Une règle secrète")
    dismiss_card(card=capture(kind="offer", text="Pneus pas chers", is_public=True), by=None)
    page = client.get(f"/evenements/{event.slug}/").content.decode()
    assert "Ce qui en est né" in page
    assert f"/projets/{project.slug}/" in page
    assert "Un local à Chambéry" in page
    for hidden in ("Une règle secrète", "Pneus pas chers", "Nadia", "nadia@"):
        assert hidden not in page
    assert "frein remonté" in page


@pytest.mark.django_db(transaction=True)
def test_one_card_sent_by_two_lines_at_once_is_taken_once() -> None:
    event = make_event()
    who = register(event=event, name="Léo", email="leo@exemple.test")
    number = uuid.uuid4()
    ready = threading.Barrier(4)
    found: list[int] = []

    def come() -> None:
        try:
            ready.wait()
            found.append(capture_arrival(Sending(event=event, client_id=number, by=None), registration=who).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=come) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(found), len(set(found)), Capture.objects.count()) == (4, 1, 1)
    assert Registration.objects.get(pk=who.pk).state == "attended"


def test_the_list_of_cards_asks_as_much_for_one_as_for_three(organiser: Client) -> None:
    event = make_event()
    send(organiser, event, card(**PROJECT))
    with CaptureQueriesContext(connection) as one:
        organiser.get(f"{base(event)}fiches/")
    send(organiser, event, *(card(**{**PROJECT, "email": f"p{n}@exemple.test"}) for n in range(2)))
    with CaptureQueriesContext(connection) as three:
        organiser.get(f"{base(event)}fiches/")
    assert len(one) == len(three)
