"""The departments of a region, drawn by their borders, each with what the list counts there."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
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


def test_a_department_chosen_keeps_its_region_in_sight(client: Client) -> None:
    make_project(make_places()["commune:73065"])
    page = client.get("/projets/?vue=carte&departement=73").content.decode()
    drawn = re.search(r'<svg class="outline".*?</svg>', page, re.DOTALL)
    assert drawn
    assert "is-here" in drawn[0]
    assert re.search(r'<a href="[^"]*departement=73[^"]*" aria-current="true">Savoie \(1\)</a>', page)
    # Nothing to see elsewhere: no link that leads to an empty list.
    assert "departement=38" not in drawn[0]


def test_every_department_of_the_country(client: Client) -> None:
    places = make_places()
    make_project(places["commune:73065"])
    make_project(places["commune:97611"])
    page = client.get("/projets/?vue=departements&q=projet").content.decode()
    assert re.search(r'<a class="q1" href="[^"]*departement=73[^"]*" tabindex="-1"><use href="[^"]*#d73"/></a>', page)
    assert re.search(r'<a href="/projets/\?q=projet&amp;departement=73&amp;vue=carte">Savoie \(1\)</a>', page)
    assert re.search(r'<a href="/projets/\?q=projet&amp;departement=976&amp;vue=carte">Mayotte \(1\)</a>', page)
    # A place that is chosen does not empty the map of the others.
    elsewhere = client.get("/projets/?vue=departements&departement=976").content.decode()
    assert re.search(r">Savoie \(1\)</a>", elsewhere)


def test_nothing_in_any_department_says_what_to_do(client: Client) -> None:
    make_project(make_places()["commune:73065"])
    page = client.get("/projets/?vue=departements&q=introuvablissime").content.decode()
    assert '<svg class="outline' not in page
    assert "Rien avec ces critères" in page


def test_levels_and_views_lead_to_one_another(client: Client) -> None:
    make_project(make_places()["commune:73065"])
    page = client.get("/projets/?vue=departements&theme=&region=84&page=3").content.decode()
    assert '<a href="/projets/?vue=carte"><span>Régions' in page
    assert '<a href="/projets/?vue=departements" aria-current="true"><span>Départements' in page
    region = client.get("/projets/?vue=carte&region=84").content.decode()
    assert 'vue=departements"><span>Départements' in region
    assert 'aria-current="true"><span>Auvergne' in region
    # Fewer results beside a map; the size that was chosen for a list stays with lists.
    assert '<a href="/projets/?vue=carte"' in client.get("/projets/?taille=50&vue=tableau").content.decode()
    assert "Ces critères ne sont pas connus" in client.get("/projets/?vue=carte&taille=100").content.decode()


def test_the_drawing_holds_every_department() -> None:
    drawn = Path(finders.find("geo/departements.svg") or "").read_text("utf-8")
    assert set(re.findall(r'id="d(\w+)"', drawn)) == set(outlines("departement"))
    assert set(re.findall(r'id="z(\w+)"', drawn)) == {"75", "92", "93", "94"}
    assert len(gzip.compress(drawn.encode())) < 30_000


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
