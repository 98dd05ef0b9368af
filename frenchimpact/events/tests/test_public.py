"""What everyone sees of events: the list, its views and files, the calendar that follows it, one event, the Tour."""

import datetime as dt
import json
from typing import Any

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from frenchimpact.core import clock
from frenchimpact.events.actions.events import cancel_event, change_event, postpone_event, prepare_event
from frenchimpact.events.actions.programme import write_session
from frenchimpact.events.models import Event, Tour
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.methods.tests.factories import make_operator
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def at(days: int, hour: int = 9) -> dt.datetime:
    return (clock.now() + dt.timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


@pytest.fixture(autouse=True)
def terms() -> None:
    make_terms()


def spread() -> dict[str, Event]:
    """A workshop in Savoie, a webinar, a stop in Mayotte that is cancelled, one that is over."""
    day = dt.timedelta(hours=3)
    found = {
        "workshop": make_event(),
        "webinar": make_event(title="Parler budget", kind="webinar", way="remote", place=None, starts_at=at(20), ends_at=at(20) + day),
        "stop": make_event(
            title="Étape à Mamoudzou", kind="tour_stop", place=make_place("commune:97611"), starts_at=at(30), ends_at=at(30) + day
        ),
        "over": make_event(title="Ancien"),
    }
    cancel_event(event=found["stop"], reason="Alerte cyclonique", by=None)
    Event.objects.filter(pk=found["over"].pk).update(starts_at=at(-20), ends_at=at(-20) + day)
    prepare_event(by=None, kind="workshop", title="Brouillon", summary="x", starts_at=at(3), ends_at=at(3) + day, place=make_place())
    return found


def titles(client: Client, query: str) -> list[str]:
    rows = json.loads(client.get(f"/evenements/?format=json&{query}").getvalue())["results"]
    return [row["titre"] for row in rows]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Atelier réparation", "Parler budget", "Étape à Mamoudzou"]),
        ("genre=webinar", ["Parler budget"]),
        ("region=84", ["Atelier réparation", "Parler budget"]),
        ("commune=97611", ["Parler budget", "Étape à Mamoudzou"]),
        ("modalite=onsite", ["Atelier réparation", "Étape à Mamoudzou"]),
        ("periode=passes", ["Ancien"]),
        ("periode=tous&q=ateli", ["Atelier réparation"]),
        ("q=etape", ["Étape à Mamoudzou"]),
        ("theme=mobilite_douce_partagee", []),
    ],
)
def test_filters_narrow_the_page_its_files_and_its_calendar_alike(client: Client, query: str, expected: list[str]) -> None:
    spread()
    assert titles(client, query) == expected
    page = client.get(f"/evenements/?{query}").content.decode()
    for title in ("Atelier réparation", "Parler budget", "Étape à Mamoudzou", "Ancien", "Brouillon"):
        assert (f"{title}</" in page) is (title in expected), title
    calendar = icalendar.Calendar.from_ical(client.get(f"/evenements/calendrier.ics?{query}").content)
    assert [str(one["SUMMARY"]).removeprefix("Annulé : ") for one in calendar.walk("VEVENT")] == expected


def test_what_means_nothing_is_left_out_and_said(client: Client) -> None:
    make_event()
    page = client.get("/evenements/?genre=bal&region=999&du=hier&mois=2026-13&tour=rien&page=-1&vue=3d").content.decode()
    for part in ("genre = bal", "region = 999", "du = hier", "mois = 2026-13", "tour = rien", "vue = 3d"):
        assert part in page
    assert "Atelier réparation" in page


def test_a_list_of_three_costs_what_a_list_of_one_does(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_event()
    client.get("/evenements/")
    with CaptureQueriesContext(connection) as one:
        client.get("/evenements/")
    for title in ("Deux", "Trois"):
        make_event(title=title)
    with django_assert_num_queries(len(one)):
        client.get("/evenements/")


def test_a_calendar_follows_what_moves(client: Client) -> None:
    event, operator = make_event(), make_operator()

    def read() -> Any:
        (found,) = icalendar.Calendar.from_ical(client.get("/evenements/calendrier.ics").content).walk("VEVENT")
        return found

    first = read()
    assert (first["SEQUENCE"], str(first["STATUS"]), first["DTSTART"].params["TZID"]) == (0, "CONFIRMED", "Europe/Paris")
    event = change_event(event=event, by=operator, starts_at=event.starts_at + dt.timedelta(hours=1))
    moved = read()
    assert (str(moved["UID"]), moved["SEQUENCE"]) == (str(first["UID"]), 1)
    assert moved.decoded("DTSTART") == event.starts_at
    event = postpone_event(event=event, reason="Salle inondée", by=operator)
    assert (str(read()["STATUS"]), str(read()["SUMMARY"])) == ("CANCELLED", "Reporté : Atelier réparation")
    cancel_event(event=event, reason="Pas de salle", by=operator)
    last = read()
    assert (str(last["UID"]), str(last["STATUS"]), last["SEQUENCE"]) == (str(first["UID"]), "CANCELLED", 3)


def test_who_holds_the_calendar_is_told_that_it_did_not_move(client: Client) -> None:
    event = make_event()
    whole = client.get("/evenements/calendrier.ics")
    assert client.get("/evenements/calendrier.ics", headers={"If-None-Match": whole["ETag"]}).status_code == 304
    for headers in ({"If-None-Match": "??"}, {"If-Modified-Since": "un jour"}, {"Accept": "text/html;q=zz"}, {"Range": "octets=1"}):
        assert client.get("/evenements/calendrier.ics", headers=headers).status_code == 200
    change_event(event=event, by=make_operator(), venue="Salle B")
    assert client.get("/evenements/calendrier.ics", headers={"If-None-Match": whole["ETag"]}).status_code == 200


def test_days_count_on_the_clock_of_the_place(client: Client) -> None:
    """Midnight and a half in Mayotte is still the day before in Paris: the list of a day goes by the place."""
    starts = dt.datetime(2027, 1, 9, 21, 30, tzinfo=dt.UTC)
    event = make_event(title="Nuit", place=make_place("commune:97611"), starts_at=starts, ends_at=starts + dt.timedelta(hours=1))
    assert titles(client, "du=2027-01-10&au=2027-01-10") == ["Nuit"]
    assert titles(client, "du=2027-01-09&au=2027-01-09") == []
    page = client.get(f"/evenements/{event.slug}/").content.decode()
    assert "dimanche 10 janvier 2027, 0 h 30 – 1 h 30" in page
    assert "à Paris : samedi 9 janvier 2027, 22 h 30 – 23 h 30" in page.replace("\u00a0", " ")


def test_the_month_and_the_year_lead_to_the_events(client: Client) -> None:
    starts = dt.datetime(2027, 3, 30, 7, 0, tzinfo=dt.UTC)
    event = make_event(title="Deux jours", starts_at=starts, ends_at=starts + dt.timedelta(days=1))
    month = client.get("/evenements/?vue=mois&mois=2027-03").content.decode()
    assert (month.count(f"/evenements/{event.slug}/"), "Mars 2027" in month, "mois=2027-04" in month) == (2, True, True)
    assert "Rien ce mois-ci" in client.get("/evenements/?vue=mois&mois=2027-05").content.decode()
    year = client.get("/evenements/?vue=chaleur&semaines=2027-01-06").content.decode()
    assert "du=2027-03-29&amp;au=2027-04-04" in year
    assert "1 événement, Atelier, semaine du 29 mars 2027" in year
    assert titles(client, "genre=workshop&du=2027-03-29&au=2027-04-04") == ["Deux jours"]


def test_one_event_says_everything(client: Client) -> None:
    tour = Tour.objects.create(slug="tour-2026", name="Tour 2026", year=2026, is_public=True)
    event = make_event(kind="tour_stop", tour=tour, themes=["mobilite_douce_partagee"], access_note="Ascenseur", venue="La Halle")
    write_session(
        event=event,
        by=None,
        title="Ouverture",
        starts_at=event.starts_at,
        ends_at=event.starts_at + dt.timedelta(hours=1),
        speakers=[("Léa Morin", "hôte")],
    )
    page = client.get(f"/evenements/{event.slug}/").content.decode()
    for words in ("Ascenseur", "La Halle", "Ouverture", "Léa Morin", "10 places libres sur 10", "/tour/tour-2026/", "M’inscrire"):
        assert words in page, words
    structured = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])["@graph"][0]
    assert (structured["@type"], structured["remainingAttendeeCapacity"]) == ("Event", 10)
    (read,) = icalendar.Calendar.from_ical(client.get(f"/evenements/{event.slug}.ics").content).walk("VEVENT")
    assert str(read["LOCATION"]) == "La Halle, Chambéry"


def test_what_is_cancelled_stays_struck_out_with_its_reason(client: Client) -> None:
    event = cancel_event(event=make_event(), reason="Arrêté préfectoral", by=None)
    page = client.get(f"/evenements/{event.slug}/")
    assert page.status_code == 200
    assert "<s>Atelier réparation</s>" in page.content.decode()
    assert "Arrêté préfectoral" in page.content.decode()
    assert "M’inscrire" not in page.content.decode()
    assert "<s>Atelier réparation</s>" in client.get("/evenements/").content.decode()


def test_a_draft_is_nobody_s_but_its_team_s(client: Client) -> None:
    event = make_event()
    Event.objects.filter(pk=event.pk).update(state="draft", published_at=None)
    assert client.get(f"/evenements/{event.slug}/").status_code == 404
    client.force_login(make_operator())
    assert client.get(f"/evenements/{event.slug}/").status_code == 200


def test_a_tour_is_found_by_its_name_or_its_year(client: Client) -> None:
    tour = Tour.objects.create(slug="tour-2026", name="Tour 2026", year=2026, is_public=True)
    make_event(kind="tour_stop", tour=tour, title="Étape à Chambéry")
    Tour.objects.create(slug="secret", name="Secret", year=2027)
    for address in ("/tour/tour-2026/", "/tour/2026/"):
        assert "Étape à Chambéry" in client.get(address).content.decode()
    page = client.get("/tour/").content.decode()
    assert "Tour 2026" in page
    assert "la prochaine le" in page
    Event.objects.update(state="cancelled", state_reason="Alerte aux vents")
    assert "la prochaine le" not in client.get("/tour/").content.decode()
    assert [client.get(path).status_code for path in ("/tour/secret/", "/tour/2027/", "/tour/rien/")] == [404, 404, 404]


def test_the_feed_and_the_table_say_the_same_rows(client: Client) -> None:
    spread()
    table = client.get("/evenements/?format=csv").getvalue().decode().splitlines()
    assert (len(table), table[0].startswith("reference,titre")) == (4, True)
    feed = client.get("/evenements/?format=atom").getvalue().decode()
    assert feed.count("<entry>") == 3
    assert "Alerte cyclonique" in feed


def test_the_map_counts_by_region_and_says_what_has_no_place(client: Client) -> None:
    make_event(title="Atelier", place=make_place("commune:73065"))
    make_event(title="Webinaire", place=None, way="remote", remote_url="https://exemple.test/salle")
    page = client.get("/evenements/?vue=carte&genre=").content.decode()
    assert 'href="/evenements/?region=84"' in page
    assert "1 événement à distance" in page
    assert "Atelier" in client.get("/evenements/?region=84").content.decode()
