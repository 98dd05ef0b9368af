"""The calendar of five thousand events, from the request to the last byte, beside the library that writes what is already built."""

import datetime as dt
from collections.abc import Iterator

import icalendar
from django.db import connection
from django.test import Client

from bench import database
from bench.measure import Result, pairs

EVENTS, TARGET = 5_000, 2.0
FEED = "/evenements/calendrier.ics?periode=tous"
_ROWS = """
INSERT INTO events_event (reference, slug, uid, sequence, kind, state, state_reason, title, summary, description, themes, publics,
  starts_at, ends_at, time_zone, way, place_id, venue, address, access_note, remote_url, has_registration, reserved, taken,
  asks_needs, asks_photo, report, replay_url, published_at, changed_at, created_at, is_demo)
SELECT 'EV-2026-' || lpad(n::text, 4, '0'), 'rencontre-2026-' || n, gen_random_uuid(), n %% 4,
  (ARRAY['workshop','webinar','tour_stop'])[1 + n %% 3],
  CASE WHEN n %% 20 = 0 THEN 'cancelled' ELSE 'published' END, CASE WHEN n %% 20 = 0 THEN 'Alerte' ELSE '' END,
  'Rencontre à thème, numéro ' || n, 'Ce que l’on y fait ; avec qui, où, et pour quoi : ' || repeat('mots ', 12), '', '{}', '{}',
  now() + make_interval(hours => n), now() + make_interval(hours => n + 3),
  (ARRAY['Europe/Paris','Indian/Reunion','America/Martinique'])[1 + n %% 3], 'onsite',
  (SELECT id FROM geo_place WHERE level = 'commune' ORDER BY id OFFSET n %% 500 LIMIT 1), 'Salle ' || n %% 90, 'Rue des Essais', '', '',
  true, 0, 0, true, false, '', '', now(), now(), now(), false
FROM generate_series(1, %s) n
"""


def _bare() -> icalendar.Calendar:
    """The same events as objects of the library, ready to be written."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//bench//FR")
    calendar.add("version", "2.0")
    start = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    for number in range(EVENTS):
        event = icalendar.Event()
        event.add("uid", f"{number}@bench.example")
        event.add("dtstamp", start)
        event.add("sequence", number % 4)
        event.add("dtstart", start + dt.timedelta(hours=number))
        event.add("dtend", start + dt.timedelta(hours=number + 3))
        event.add("summary", f"Rencontre à thème, numéro {number}")
        event.add("description", "Ce que l’on y fait ; avec qui, où, et pour quoi : " + "mots " * 12)
        event.add("location", f"Salle {number % 90}, Rue des Essais")
        event.add("status", "CONFIRMED")
        calendar.add_component(event)
    return calendar


def calendar_feed() -> Iterator[Result]:
    """A calendar of five thousand events: rows read, written, marked by what they are; beside the library writing its own objects."""
    database.clone(database.ground(), "events")
    database.use("events")
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [EVENTS])
    client, bare = Client(headers={"host": "127.0.0.1"}), _bare()

    def ours(_given: object) -> object:
        response = client.get(FEED)
        assert response.content.count(b"BEGIN:VEVENT") == EVENTS, response.status_code
        return response

    yield pairs("calendar_feed", lambda _given: bare.to_ical(), ours, [None], rounds=12, target=TARGET, note="the whole request")
