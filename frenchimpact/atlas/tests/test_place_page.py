"""The page of a place: what is there, over it and around it."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.atlas.tests.factories import make_organisation, make_project
from frenchimpact.geo.models import FormerCode
from frenchimpact.geo.tests.factories import make_place, make_places

pytestmark = pytest.mark.django_db
CHAMBERY = "/lieux/commune/73065/"


@pytest.fixture(autouse=True)
def _world() -> None:
    places = make_places()
    make_organisation(name="La Ressource", commune=places["commune:73065"])
    make_organisation(name="Le Lac", commune=places["commune:73008"])
    make_organisation(name="Le Phare", commune=places["commune:97611"])
    make_project(places["commune:73065"], name="Le Fournil")
    make_project(places["epci:200069110"], name="Le Réseau de l’agglomération")
    make_project(places["departement:73"], name="Les Navettes de Savoie")
    make_project(places["departement:93"], name="Ailleurs")


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def section(text: str, id: str) -> list[str]:
    """The names in a part of the page, in order."""
    part = text.split(f'id="{id}" aria-labelledby')[1].split("</section>")[0] if f'id="{id}" aria-labelledby' in text else ""
    return re.findall(r'<h3><a href="[^"]+">([^<]+)</a>', part)


def test_a_commune_shows_what_is_there_over_it_and_around_it(client: Client) -> None:
    text = text_of(client, CHAMBERY)
    assert section(text, "organisations") == ["La Ressource"]
    assert section(text, "projets") == ["Le Fournil"]
    # The closest ground first; nothing of another department.
    assert section(text, "plus-large") == ["Le Réseau de l’agglomération", "Les Navettes de Savoie"]
    # Aix-les-Bains is thirteen kilometres away as the crow flies.
    assert section(text, "autour")[-1] == "Le Lac"
    assert "à 13 km" in text
    assert "Le Lac" not in section(text_of(client, f"{CHAMBERY}?rayon=10"), "autour")
    assert "Ailleurs" not in text
    assert "Le Phare" not in text


@pytest.mark.parametrize("radius", ["", "0", "-1", "9999999999", "abc", "20;"])
def test_an_unknown_distance_is_the_usual_one(client: Client, radius: str) -> None:
    assert "moins de 20 km" in text_of(client, f"{CHAMBERY}?rayon={radius}")


def test_a_department_shows_what_is_in_it(client: Client) -> None:
    text = text_of(client, "/lieux/departement/73/")
    assert section(text, "organisations") == ["Le Lac", "La Ressource"]
    assert set(section(text, "projets")) == {"Le Fournil", "Les Navettes de Savoie", "Le Réseau de l’agglomération"}
    assert 'id="autour"' not in text
    assert "/annuaire/?departement=73" in text


@pytest.mark.parametrize("path", ["/lieux/region/84/", "/lieux/epci/200069110/", "/lieux/ept/200057875/", "/en/lieux/commune/73065/"])
def test_every_level_has_its_page(client: Client, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/lieux/commune/99999/", "/lieux/pays/FR/", "/lieux/planete/1/", f"/lieux/commune/{'1' * 300}/"])
def test_what_is_no_place_is_not_found(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_commune_of_before_leads_to_the_one_of_today(client: Client) -> None:
    FormerCode.objects.create(code="73999", name="Ancienne", place=make_place("commune:73065"))
    response = client.get("/lieux/commune/73999/")
    assert (response.status_code, response["Location"]) == (301, CHAMBERY)
    assert "Ancienne" in text_of(client, CHAMBERY)


def test_a_place_without_anything_says_what_to_do_and_is_not_kept_by_robots(client: Client) -> None:
    text = text_of(client, "/lieux/commune/93048/")
    assert "Rien n’est encore publié ici" in text
    assert 'content="noindex, follow"' in text
    assert 'content="noindex' not in text_of(client, CHAMBERY)


def test_machines_read_it(client: Client) -> None:
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', text_of(client, CHAMBERY))
    assert found
    city: dict[str, Any] = json.loads(found[1])["@graph"][0]
    assert (city["@type"], city["name"], city["identifier"]["value"]) == ("City", "Chambéry", "73065")
    assert [one["name"] for one in city["containedInPlace"]] == ["CA du Grand Chambéry", "Savoie", "Auvergne-Rhône-Alpes"]
    listed = client.get("/sitemap-lieux.xml").getvalue().decode()
    assert CHAMBERY in listed
    assert "/lieux/region/84/" in listed
    assert "/lieux/commune/93048/" not in listed


def test_as_many_statements_whatever_the_rows(client: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            client.get(CHAMBERY)
        return len(asked)

    count()
    few = count()
    for _number in range(3):
        make_organisation(commune=make_place("commune:73065"))
        make_organisation(commune=make_place("commune:73008"))
        make_project(make_place("commune:73065"))
        make_project(make_place("departement:73"))
    assert count() == few <= 14
