"""The next event near a place: the closest department, then the region, then what comes first."""

import datetime as dt

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.events.queries.near import ELSEWHERE, SAME_DEPARTMENT, SAME_REGION, next_event_near
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_places

pytestmark = pytest.mark.django_db


def test_the_closest_comes_before_the_first(client: Client) -> None:
    assert next_event_near(None) is None
    places = make_places()
    savoie, chambery = places["departement:73"], places["commune:73065"]
    soon = clock.now() + dt.timedelta(days=3)
    make_event(title="À distance", way="remote", place=None, starts_at=soon, ends_at=soon + dt.timedelta(hours=1))
    near = next_event_near(chambery)
    assert near is not None
    assert (near.title, near.far) == ("À distance", ELSEWHERE)
    assert savoie.region is not None
    make_event(title="En région", place=savoie.region)
    make_event(title="À Chambéry", place=chambery)
    found = [next_event_near(place) for place in (chambery, savoie, savoie.region, None)]
    assert [(one.title, one.far) for one in found if one] == [
        ("À Chambéry", SAME_DEPARTMENT),
        ("À Chambéry", SAME_DEPARTMENT),
        ("En région", SAME_REGION),
        ("À distance", ELSEWHERE),
    ]
    page = client.get("/pour-moi/?qui=association&ou=73065").content.decode()
    assert "À Chambéry" in page
    assert "Il se tient dans le même département" in page
