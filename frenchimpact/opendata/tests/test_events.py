"""Events as open data: the API, the files, the site map; never who comes."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.events.actions.events import cancel_event, prepare_event
from frenchimpact.events.actions.registrations import register
from frenchimpact.events.models import Event, Tour
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> dict[str, Event]:
    tour = Tour.objects.create(slug="tour-2026", name="Tour 2026", year=2026, is_public=True)
    found = {
        "workshop": make_event(),
        "stop": make_event(title="Étape à Mamoudzou", kind="tour_stop", tour=tour, place=make_place("commune:97611")),
        "webinar": make_event(title="Parler budget", kind="webinar", way="remote", place=None, remote_url="https://visio.exemple.test/a"),
    }
    register(event=found["workshop"], name="Léo Petit", email="leo@exemple.test")
    cancel_event(event=found["stop"], reason="Alerte cyclonique", by=None)
    starts = clock.now() + dt.timedelta(days=2)
    hours: dict[str, Any] = {"starts_at": starts, "ends_at": starts + dt.timedelta(hours=1)}
    prepare_event(by=None, kind="workshop", title="Brouillon", summary="x", place=make_place(), **hours)
    return found


def test_events_in_the_api(client: Client, world: dict[str, Event]) -> None:
    whole = client.get("/api/v1/events")
    assert [row["title"] for row in whole.json()["results"]] == ["Atelier réparation", "Étape à Mamoudzou", "Parler budget"]
    for query, titles in {
        "kind=webinar": ["Parler budget"],
        "region=84": ["Atelier réparation", "Parler budget"],
        "period=past": [],
        "tour=tour-2026": ["Étape à Mamoudzou"],
        "q=etape": ["Étape à Mamoudzou"],
    }.items():
        assert [row["title"] for row in client.get(f"/api/v1/events?{query}").json()["results"]] == titles, query
    assert [client.get(f"/api/v1/events?{query}").status_code for query in ("region=99", "kind=bal", "theme=rien")] == [404, 422, 404]
    one = client.get(f"/api/v1/events/{world['workshop'].reference}").json()
    assert (one["seats_left"], one["uid"], one["place"]["id"]) == (9, str(world["workshop"].uid), "commune:73065")
    stop = client.get(f"/api/v1/events/{world['stop'].reference}").json()
    assert (stop["state"], stop["reason"], stop["starts_at"][-6:]) == ("cancelled", "Alerte cyclonique", "+03:00")
    assert client.get("/api/v1/events/EV-2026-9999").status_code == 404
    for hidden in ("leo@", "Léo Petit", "visio.exemple.test"):
        assert hidden not in whole.content.decode()


def test_events_in_files_and_in_the_site_map(client: Client, world: dict[str, Event]) -> None:
    text = client.get("/donnees/evenements.json").getvalue().decode()
    rows = json.loads(text)["results"]
    assert [(row["titre"], row["etat"], row["places_libres"]) for row in rows] == [
        ("Atelier réparation", "published", 9),
        ("Étape à Mamoudzou", "cancelled", 10),
        ("Parler budget", "published", 10),
    ]
    for hidden in ("leo@", "Léo Petit", "visio.exemple.test", "Brouillon"):
        assert hidden not in text
    sitemap = b"".join(client.get("/sitemap-evenements.xml")).decode()
    for path in (f"/evenements/{world['workshop'].slug}/", "/tour/tour-2026/"):
        assert path in sitemap
