"""The departments of a region, drawn by their borders, each with what the list counts there."""

import re

import pytest
from django.test import Client

from frenchimpact.atlas.tests.factories import make_commune, make_project
from frenchimpact.geo.queries import outlines
from frenchimpact.geo.tests.factories import make_places

pytestmark = pytest.mark.django_db


def test_departments_of_the_region_are_drawn_with_their_count(client: Client) -> None:
    places = make_places()
    make_project(places["commune:73065"])
    page = client.get("/projets/?vue=carte&region=84").content.decode()
    drawn = re.search(r'<svg class="outline".*?</svg>', page, re.DOTALL)
    assert drawn
    savoie = re.search(r'<a class="q(\d)[^>]*departement=73[^>]*>.*?</a>', drawn[0], re.DOTALL)
    assert savoie
    assert savoie[1] != "0"
    assert "<text" in savoie[0]
    assert outlines("departement")["73"].path in savoie[0]


def test_no_region_no_drawing(client: Client) -> None:
    make_project(make_commune())
    assert '<svg class="outline"' not in client.get("/projets/?vue=carte").content.decode()


def test_every_box_holds_its_label() -> None:
    for level in ("departement", "region"):
        for code, one in outlines(level).items():
            left, top, right, bottom = one.box
            assert left < right, code
            assert left - 1 <= one.x <= right + 1, code
            assert top - 1 <= one.y <= bottom + 1, code
