"""Events of the demonstration: a Tour with a stop held, one cancelled, one overseas, one full; all told as invented."""

import pytest
from pytest_django import Settings

from frenchimpact.demo import seed
from frenchimpact.demo.seed.organisations import LINES
from frenchimpact.events.models import Card, Event, Registration, Tour
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def test_a_tour_shows_every_state_of_an_event(settings: Settings) -> None:
    settings.DEMO_MODE = True
    make_terms()
    make_places()
    make_place("departement:69")
    region = make_place("region:04", name="La Réunion", kind="drom")
    make_place("commune:97411", name="Saint-Denis", region=region)
    for code in {"13055", "29019", "97209", *(line["commune"] for line in LINES)}:
        make_place(f"commune:{code}")
    for name in ("people", "events", "events"):
        assert seed.load(name)

    stops = {one.title: one for one in Event.objects.filter(tour=Tour.objects.get())}
    assert all(one.is_demo for one in Event.objects.all())
    assert {title: one.state for title, one in stops.items()} == {
        "Étape à Chambéry": "published",
        "Étape à Marseille": "cancelled",
        "Étape à Saint-Denis de La Réunion": "published",
        "Étape à Brest": "published",
        "Étape à Fort-de-France": "published",
    }
    held, full = stops["Étape à Chambéry"], stops["Étape à Brest"]
    assert (held.is_over, bool(held.report), held.registrations.filter(state="attended").count()) == (True, True, 2)
    assert (full.left, full.registrations.filter(state=Registration.State.WAITLISTED).count()) == (0, 1)
    kinds = [one.capture.kind for one in Card.objects.filter(capture__event=held).select_related("capture").order_by("pk")]
    assert kinds == ["project", "need", "need", "offer", "barrier", "introduction"]
    assert stops["Étape à Saint-Denis de La Réunion"].time_zone == "Indian/Reunion"
