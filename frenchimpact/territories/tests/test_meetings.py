"""Meetings: planned on one's own clock, held, minuted, decided; and the calendars of a territory."""

import datetime as dt
import re
from typing import Any

import icalendar
import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import Incomplete, OutOfTurn, Refusal, Stale
from frenchimpact.mail.models import Mail
from frenchimpact.notifications.models import Habit, Notice
from frenchimpact.organisations.tests.factories import make_member, make_organisation
from frenchimpact.territories import calendars
from frenchimpact.territories.actions import meetings as actions
from frenchimpact.territories.models import Meeting, Territory
from frenchimpact.territories.queries.attendance import presences_of
from frenchimpact.territories.queries.meetings import proposed_agenda, sheet_of
from frenchimpact.territories.tests.factories import (
    make_action,
    make_challenge,
    make_indicator,
    make_lead_person,
    make_objective,
    make_territory,
)

pytestmark = pytest.mark.django_db
LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.fixture
def territory() -> Territory:
    return make_territory("Vallées solidaires")


@pytest.fixture
def chloe(territory: Territory) -> User:
    return make_lead_person(territory)


def make_meeting(territory: Territory, days: int = -1, **fields: Any) -> Meeting:
    at = clock.now() + dt.timedelta(days=days)
    values = {"kind": "steering", "title": "COPIL", "starts_at": at, "ends_at": at + dt.timedelta(hours=2), **fields}
    return Meeting.objects.create(territory=territory, **values)


def page(territory: Territory, rest: str = "") -> str:
    return f"/mon-espace/territoires/{territory.reference}/reunions/{rest}"


def typed(at: str, **fields: str) -> dict[str, str]:
    return {"kind": "steering", "title": "COPIL", "starts_at": at, "length": "90", **fields}


# ── Planned ──────────────────────────────────────────────────────────────────────────────────────
def test_a_meeting_moved_across_a_change_of_hour_keeps_its_hour(client: Client, territory: Territory, chloe: User) -> None:
    client.force_login(chloe)
    client.post(page(territory, "prevoir/"), typed("2027-10-29T10:00"))
    meeting = territory.meetings.get()
    assert (meeting.starts_at, meeting.ends_at) == (
        dt.datetime(2027, 10, 29, 8, 0, tzinfo=dt.UTC),
        dt.datetime(2027, 10, 29, 9, 30, tzinfo=dt.UTC),
    )
    edit = page(territory, f"{meeting.pk}/modifier/")
    assert 'value="2027-10-29T10:00"' in client.get(edit).text
    client.post(edit, typed("2027-11-05T10:00"))
    meeting.refresh_from_db()
    assert meeting.starts_at == dt.datetime(2027, 11, 5, 9, 0, tzinfo=dt.UTC)
    assert "10 h 00" in client.get(page(territory, f"{meeting.pk}/")).text


def test_an_hour_that_does_not_exist_is_refused(client: Client, territory: Territory, chloe: User) -> None:
    client.force_login(chloe)
    refused = client.post(page(territory, "prevoir/"), typed("2027-03-28T02:30", agenda="Gardé"))
    assert (refused.status_code, "Gardé" in refused.text, Meeting.objects.count()) == (422, True, 0)


def test_hours_are_those_of_the_reader(client: Client, territory: Territory, chloe: User) -> None:
    Habit.objects.create(person=chloe, zone="Indian/Reunion")
    client.force_login(chloe)
    client.post(page(territory, "prevoir/"), typed("2027-01-12T10:00"))
    meeting = territory.meetings.get()
    assert meeting.starts_at == dt.datetime(2027, 1, 12, 6, 0, tzinfo=dt.UTC)
    text = client.get(page(territory, f"{meeting.pk}/")).text
    assert "10 h 00" in text
    assert "(La Réunion)" in text


def test_the_agenda_is_proposed_from_what_waits(client: Client, territory: Territory, chloe: User) -> None:
    challenge, yesterday = make_challenge(territory), clock.today() - dt.timedelta(days=1)
    make_indicator(challenge, name="Repas", due_on=yesterday)
    make_action(make_objective(challenge), state="blocked", blocked_by="Le bail", blocked_on=yesterday)
    make_action(challenge.objectives.get(), title="Charte", ends_on=yesterday)
    party = territory.parties.create(side="state", name="L’État")
    territory.commitments.create(party=party, title="Douze jours", due_on=yesterday)
    challenge.proposals.create(kind="offer", name="Ana", email="ana@exemple.test", text="Un local", confirmed_at=clock.now())
    challenge.proposals.create(kind="offer", name="Bot", email="bot@exemple.test", text="Achetez")
    agenda = proposed_agenda(territory)
    assert "Bot" not in agenda
    for words in ("A-01 Ouvrir une recyclerie : Le bail", "A-02 Charte", "Repas", "L’État : Douze jours", "Ana, pour le défi 1"):
        assert words in agenda
    client.force_login(chloe)
    assert "L’État : Douze jours" in client.get(page(territory, "prevoir/")).text


def test_members_are_told_and_again_only_when_the_hour_or_place_changes(territory: Territory, chloe: User) -> None:
    house = make_organisation(name="Membre")
    paul = make_member(house)
    territory.members.create(name="Membre", organisation=house, kind="ess", since=clock.today())
    at = clock.now() + dt.timedelta(days=9)
    dates = {"starts_at": at, "ends_at": at + dt.timedelta(hours=1)}
    meeting = actions.plan_meeting(territory=territory, by=chloe, kind="steering", title="COPIL", **dates)
    actions.change_meeting(meeting=meeting, by=chloe, agenda="Un point de plus")
    assert Notice.objects.filter(kind="territories.meeting").count() == 1
    actions.change_meeting(meeting=meeting, by=chloe, where="Mairie")
    actions.cancel_meeting(meeting=meeting, by=chloe)
    told = Notice.objects.filter(kind="territories.meeting")
    assert [notice.person for notice in told] == [paul] * 3
    with pytest.raises(OutOfTurn):
        actions.change_meeting(meeting=meeting, by=chloe, where="Ailleurs")
    with pytest.raises(OutOfTurn):
        actions.cancel_meeting(meeting=meeting, by=chloe)


def test_a_territory_does_not_visit_itself(territory: Territory, chloe: User) -> None:
    at = clock.now()
    with pytest.raises(Incomplete, match="lui-même"):
        actions.plan_meeting(territory=territory, by=chloe, kind="expedition", title="Visite", starts_at=at, ends_at=at, host=territory)


def test_the_people_of_the_host_hear_of_an_expedition(territory: Territory, chloe: User) -> None:
    host = make_territory("Territoire hôte", lead=make_organisation(name="Hôte"))
    paul, at = make_lead_person(host), clock.now() + dt.timedelta(days=9)
    dates = {"starts_at": at, "ends_at": at + dt.timedelta(hours=6)}
    actions.plan_meeting(territory=territory, by=chloe, kind="expedition", title="Visite", host=host, **dates)
    assert Notice.objects.filter(kind="territories.meeting", person=paul).exists()


# ── Held ─────────────────────────────────────────────────────────────────────────────────────────
def test_attendance_minutes_and_resolutions(client: Client, territory: Territory, chloe: User) -> None:
    objective = make_objective(make_challenge(territory))
    day = clock.today() - dt.timedelta(days=30)
    lead = territory.members.get()
    type(lead).objects.filter(pk=lead.pk).update(since=day)
    other = territory.members.create(name="Sentiers", kind="ess", since=day, email="sentiers@exemple.test")
    meeting = make_meeting(territory)
    here = page(territory, f"{meeting.pk}/")
    client.force_login(chloe)
    said = {f"came-{lead.pk}": "present", f"came-{other.pk}": "represented", f"note-{other.pk}": ""}
    refused = client.post(here + "presences/", said)
    assert (refused.status_code, "Dites par qui Sentiers est représenté." in refused.text) == (422, True)
    client.post(here + "presences/", {**said, f"note-{other.pk}": "Mme Ferrand"})
    assert {line.member.name: (line.came, line.note) for line in sheet_of(meeting)} == {
        lead.name: ("present", ""),
        "Sentiers": ("represented", "Mme Ferrand"),
    }
    too_long = client.post(here + "compte-rendu/", {"minutes": "x" * 40_001, "seen": ""})
    assert (too_long.status_code, "x" * 40_001 in too_long.text, "40000 au plus" in too_long.text) == (422, True, True)
    client.post(here + "compte-rendu/", {"minutes": "On a parlé du local.", "seen": ""})
    client.post(here + "resolutions/", {"text": "Signer le bail", "objective": str(objective.pk)})
    client.post(here + "resolutions/", {"text": "Une simple note", "objective": ""})
    meeting.refresh_from_db()
    assert (meeting.state, meeting.minutes) == ("held", "On a parlé du local.")
    first, second = meeting.resolutions.all()
    assert (first.number, second.number, second.action) == (1, 2, None)
    assert first.action is not None
    assert (first.action.title, first.action.objective) == ("Signer le bail", objective)
    client.post(here + f"resolutions/{second.pk}/plan/", {"objective": str(objective.pk)})
    second.refresh_from_db()
    assert second.action is not None
    with pytest.raises(OutOfTurn):
        actions.plan_resolution(resolution=second, objective=objective, by=chloe)
    client.post(here + "compte-rendu/envoyer/")
    assert Mail.objects.filter(to="sentiers@exemple.test", kind="territories.minutes").count() == 1
    assert Notice.objects.filter(kind="territories.minutes", person=chloe).count() == 1
    assert "Envoyé le" in client.get(here).text
    assert client.get(here + "compte-rendu.pdf").content.startswith(b"%PDF-")


def test_a_member_who_left_since_stays_on_the_sheet_of_that_day(territory: Territory, chloe: User) -> None:
    today = clock.today()
    gone = territory.members.create(name="Partie depuis", kind="ess", since=today - dt.timedelta(days=90), until=today)
    before = territory.members.create(
        name="Partie avant", kind="ess", since=today - dt.timedelta(days=90), until=today - dt.timedelta(days=60)
    )
    meeting = make_meeting(territory, days=-20)
    actions.note_attendance(meeting=meeting, said={gone.pk: ("present", ""), before.pk: ("present", "")}, by=chloe)
    assert [(line.member.name, line.came) for line in sheet_of(meeting)] == [("Partie depuis", "present")]


def test_two_people_who_write_the_minutes_lose_nothing(client: Client, territory: Territory, chloe: User) -> None:
    meeting = make_meeting(territory)
    actions.write_minutes(meeting=meeting, minutes="Le texte de Paul.", seen="", by=chloe)
    with pytest.raises(Stale):
        actions.write_minutes(meeting=meeting, minutes="Autre", seen="", by=chloe)
    client.force_login(chloe)
    both = client.post(page(territory, f"{meeting.pk}/compte-rendu/"), {"minutes": "Le texte de Chloé.", "seen": ""})
    assert both.status_code == 409
    assert "Le texte de Paul." in both.text
    assert "Le texte de Chloé." in both.text


def test_nothing_is_noted_before_the_hour_nor_once_cancelled(territory: Territory, chloe: User) -> None:
    with pytest.raises(Refusal, match="n’a pas commencé"):
        actions.write_minutes(meeting=make_meeting(territory, days=2), minutes="x", seen="", by=chloe)
    with pytest.raises(OutOfTurn, match="annulée"):
        actions.add_resolution(meeting=make_meeting(territory, state="cancelled"), text="x", by=chloe)
    with pytest.raises(Refusal, match="vide"):
        actions.send_minutes(meeting=make_meeting(territory), by=chloe)


def test_a_resolution_serves_an_objective_of_its_territory(territory: Territory, chloe: User) -> None:
    elsewhere = make_objective(make_challenge(make_territory("Ailleurs")))
    resolution = actions.add_resolution(meeting=make_meeting(territory), text="Signer", by=chloe)
    with pytest.raises(Refusal, match="autre territoire"):
        actions.plan_resolution(resolution=resolution, objective=elsewhere, by=chloe)


def test_hostile_minutes_are_printed(client: Client, territory: Territory, chloe: User) -> None:
    text = f"日本語 😀 {LONG_WORD * 3} #set page(height: 1cm)\n" * 40
    meeting = make_meeting(territory, title=f"😀 {LONG_WORD}"[:200], minutes=text, agenda=text, where=LONG_WORD * 3)
    client.force_login(chloe)
    content = client.get(page(territory, f"{meeting.pk}/compte-rendu.pdf")).content
    assert b"pdfuaid:part" in content
    assert len(re.findall(rb"/Type ?/Page\b(?!s)", content)) >= 1


def test_a_member_reads_and_does_not_write(client: Client, territory: Territory) -> None:
    house = make_organisation(name="Membre")
    territory.members.create(name="Membre", organisation=house, kind="ess", since=clock.today())
    meeting = make_meeting(territory, minutes="Lu par tous.")
    client.force_login(make_member(house))
    assert "Lu par tous." in client.get(page(territory, f"{meeting.pk}/")).text
    assert client.post(page(territory, f"{meeting.pk}/compte-rendu/"), {"minutes": "x"}).status_code == 403
    assert client.get(page(territory)).status_code == 200


# ── Calendars ────────────────────────────────────────────────────────────────────────────────────
def test_one_meeting_as_a_calendar(client: Client, territory: Territory, chloe: User) -> None:
    at = dt.datetime(2027, 7, 2, 8, 0, tzinfo=dt.UTC)
    meeting = make_meeting(territory, starts_at=at, ends_at=at + dt.timedelta(hours=2), where="Mairie")
    client.force_login(chloe)
    response = client.get(page(territory, f"{meeting.pk}/reunion.ics"))
    [event] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert (event.decoded("dtstart"), str(event["location"])) == (at, "Mairie")


def test_the_private_calendar_is_revoked_and_ends_with_membership(client: Client, territory: Territory) -> None:
    house = make_organisation(name="Membre")
    paul = make_member(house)
    member = territory.members.create(name="Membre", organisation=house, kind="ess", since=clock.today())
    make_meeting(territory, days=3, title="COPIL de printemps")
    challenge = make_challenge(territory)
    make_action(make_objective(challenge), ends_on=clock.today())
    party = territory.parties.create(side="state", name="L’État")
    territory.commitments.create(party=party, title="Douze jours", due_on=clock.today())
    client.force_login(paul)
    client.post(page(territory, "agenda/"), {"do": "open"})
    first = calendars.address_of(calendars.feed_of(paul, territory)).partition("/agenda/")[2]
    client.logout()
    text = client.get(f"/agenda/{first}").text
    for words in ("COPIL de printemps", "Ouvrir une recyclerie", "Douze jours"):
        assert words in text.replace("\r\n ", "")
    client.force_login(paul)
    client.post(page(territory, "agenda/"), {"do": "open"})
    assert client.get(f"/agenda/{first}").status_code == 404
    second = calendars.address_of(calendars.feed_of(paul, territory)).partition("/agenda/")[2]
    assert client.get(f"/agenda/{second}").status_code == 200
    type(member).objects.filter(pk=member.pk).update(until=clock.today() - dt.timedelta(days=1), since=clock.today() - dt.timedelta(days=2))
    assert client.get(f"/agenda/{second}").status_code == 404
    assert client.get("/agenda/territoires/faux.ics").status_code == 404


def test_a_closed_calendar_is_closed(client: Client, territory: Territory, chloe: User) -> None:
    feed = actions.open_feed(territory=territory, person=chloe)
    address = calendars.address_of(feed).partition("/agenda/")[2]
    actions.close_feed(territory=territory, person=chloe)
    assert client.get(f"/agenda/{address}").status_code == 404
    assert calendars.address_of(calendars.feed_of(chloe, territory)) == ""


def test_the_public_calendar_has_no_meeting(client: Client, territory: Territory) -> None:
    make_meeting(territory, days=3, title="COPIL de printemps")
    make_action(make_objective(make_challenge(territory)), ends_on=clock.today())
    text = client.get(f"/territoires/{territory.slug}/agenda.ics").text.replace("\r\n ", "")
    assert "Ouvrir une recyclerie" in text
    assert "COPIL" not in text


# ── Twenty members, one click; who came over time; what everyone reads ───────────────────────────
def test_all_the_others_are_noted_present_in_one_click(client: Client, territory: Territory, chloe: User) -> None:
    day = clock.today() - dt.timedelta(days=30)
    territory.members.update(since=day)
    people = [territory.members.create(name=f"Membre {number:02}", kind="ess", since=day) for number in range(20)]
    meeting = make_meeting(territory)
    client.force_login(chloe)
    here = page(territory, f"{meeting.pk}/")
    said = {f"came-{one.member.pk}": "" for one in sheet_of(meeting)}
    answer = {**said, f"came-{people[3].pk}": "excused", f"note-{people[3].pk}": "En congé", "rest": "1"}
    client.post(here + "presences/", answer)
    came = {line.member.name: line.came for line in sheet_of(meeting)}
    assert came.pop("Membre 03") == "excused"
    assert set(came.values()) == {"present"}
    shown = client.get(here).text
    assert "20 présents, 1 excusé, 0 à noter." in shown.replace("\xa0", " ")
    # The plain button leaves those of whom nothing is said.
    client.post(here + "presences/", said)
    assert {line.came for line in sheet_of(meeting)} == {""}


def test_what_was_said_stays_when_all_the_others_is_refused(client: Client, territory: Territory, chloe: User) -> None:
    lead = territory.members.get()
    type(lead).objects.filter(pk=lead.pk).update(since=clock.today() - dt.timedelta(days=30))
    meeting = make_meeting(territory)
    client.force_login(chloe)
    refused = client.post(page(territory, f"{meeting.pk}/presences/"), {f"came-{lead.pk}": "represented", "rest": "1"})
    assert refused.status_code == 422
    assert 'value="represented" checked' in refused.text


def test_presence_counts_the_last_meetings_whose_sheet_was_filled_in(territory: Territory, chloe: User) -> None:
    today = clock.today()
    lead = territory.members.get()
    type(lead).objects.filter(pk=lead.pk).update(since=today - dt.timedelta(days=400))
    lead.refresh_from_db()
    late = territory.members.create(name="Arrivée tard", kind="ess", since=today - dt.timedelta(days=15))
    for days, said in ((-40, "present"), (-30, "excused"), (-20, "represented"), (-10, "present")):
        meeting = make_meeting(territory, days=days)
        actions.note_attendance(meeting=meeting, said={lead.pk: (said, "Mme Ferrand"), late.pk: ("", "")}, by=chloe)
    visit, blank = make_meeting(territory, days=-5, kind="expedition"), make_meeting(territory, days=-4)
    actions.note_attendance(meeting=visit, said={lead.pk: ("excused", "")}, by=chloe)
    actions.write_minutes(meeting=blank, minutes="Sans présences.", seen="", by=chloe)
    found = presences_of(territory, [lead, late])
    assert [row.came for row in found.rows] == [["present", "represented", "excused", "present"], ["", None, None, None]]
    assert [(row.count, row.noted) for row in found.rows] == [(3, 4), (0, 0)]


def test_the_page_of_the_collective_shows_who_came(client: Client, territory: Territory, chloe: User) -> None:
    lead = territory.members.get()
    type(lead).objects.filter(pk=lead.pk).update(since=clock.today() - dt.timedelta(days=30))
    client.force_login(chloe)
    address = f"/mon-espace/territoires/{territory.reference}/collectif/"
    assert "Qui est venu" not in client.get(address).text
    actions.note_attendance(meeting=make_meeting(territory), said={lead.pk: ("present", "")}, by=chloe)
    shown = client.get(address).text
    assert "Qui est venu aux dernières réunions" in shown
    assert "1 sur 1" in shown


def test_everyone_reads_the_open_meetings_to_come_and_nothing_of_the_others(client: Client, territory: Territory, chloe: User) -> None:
    at = clock.now() + dt.timedelta(days=9)
    dates = {"starts_at": at, "ends_at": at + dt.timedelta(hours=1), "agenda": "Le budget, entre nous"}
    shown = actions.plan_meeting(territory=territory, by=chloe, kind="assembly", title="Assemblée ouverte", is_public=True, **dates)
    actions.plan_meeting(territory=territory, by=chloe, kind="steering", title="Comité fermé", **dates)
    earlier = {"starts_at": at - dt.timedelta(days=30), "ends_at": at - dt.timedelta(days=29)}
    actions.plan_meeting(territory=territory, by=chloe, kind="assembly", title="Déjà passée", is_public=True, **earlier)
    sheet, calendar = f"/territoires/{territory.slug}/", f"/territoires/{territory.slug}/agenda.ics"
    page_seen, file_seen = client.get(sheet).text, client.get(calendar).text
    assert "Assemblée ouverte" in page_seen
    assert "Assemblée ouverte" in file_seen.replace("\r\n ", "")
    for words in ("Comité fermé", "entre nous"):
        assert words not in page_seen
        assert words not in file_seen.replace("\r\n ", "")
    assert "Déjà passée" not in page_seen
    actions.cancel_meeting(meeting=shown, by=chloe)
    assert "Assemblée ouverte" not in client.get(sheet).text


def test_the_form_says_who_reads_a_meeting(client: Client, territory: Territory, chloe: User) -> None:
    client.force_login(chloe)
    at = (clock.now() + dt.timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    sent = {"kind": "assembly", "title": "Assemblée", "starts_at": at, "length": "60", "is_public": "on"}
    client.post(page(territory, "prevoir/"), sent)
    meeting = territory.meetings.get()
    assert meeting.is_public
    client.post(page(territory, f"{meeting.pk}/modifier/"), {name: value for name, value in sent.items() if name != "is_public"})
    meeting.refresh_from_db()
    assert not meeting.is_public
