"""The list of territories: its filters, the same rows as files, distinct projects, the map, search and site map."""

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.labels.models import Label
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.territories.models import Territory
from frenchimpact.territories.tests.factories import make_challenge, make_territory
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def make(name: str, *keys: str) -> Territory:
    return make_territory(name, lead=make_organisation(name=f"Porteur de {name}"), places=[make_place(key) for key in keys])


@pytest.fixture
def three() -> list[Territory]:
    make_places()
    make_terms()
    found = [make("Cluse", "epci:200069110"), make("Savoie", "departement:73"), make("Montreuil", "commune:93048")]
    make_challenge(found[0], title="Réemploi", kinds=["environmental"], themes=["economie_circulaire_reemploi"])
    make_challenge(found[2], title="Mobilité", kinds=["social", "citizen"], themes=["mobilite_douce_partagee"])
    return found


def named(client: Client, query: str = "") -> list[str]:
    return [row["nom"] for row in json.loads(client.get(f"/territoires/?format=json{query}").content)["results"]]


def test_everything_by_name(client: Client, three: list[Territory]) -> None:
    assert named(client) == ["Cluse", "Montreuil", "Savoie"]
    page = client.get("/territoires/").content.decode()
    assert "3 territoires" in page
    for territory in three:
        assert f'href="/territoires/{territory.slug}/"' in page


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("&q=montr", ["Montreuil"]),
        ("&q=inconnu", []),
        # A place by its name, as people type it.
        ("&q=Savoie", ["Cluse", "Savoie"]),
        ("&theme=economie_circulaire_reemploi", ["Cluse"]),
        ("&nature=citizen", ["Montreuil"]),
        ("&statut=active", ["Cluse", "Montreuil", "Savoie"]),
        ("&statut=suspended", []),
        ("&region=84", ["Cluse", "Savoie"]),
        ("&departement=93", ["Montreuil"]),
        ("&epci=200069110", ["Cluse", "Savoie"]),
        ("&epci=200068674", ["Savoie"]),
        ("&commune=73065", ["Cluse", "Savoie"]),
        ("&commune=97611", []),
        ("&region=84&nature=environmental", ["Cluse"]),
    ],
)
def test_filters(client: Client, three: list[Territory], query: str, wanted: list[str]) -> None:
    assert named(client, query) == wanted


def test_what_means_nothing_is_said(client: Client, three: list[Territory]) -> None:
    page = client.get("/territoires/?theme=rien&region=999").content.decode()
    assert "theme = rien, region = 999" in page
    assert "3 territoires" in page


def test_projects_are_counted_once_never_summed(client: Client, three: list[Territory]) -> None:
    make_published_project(places=[make_place("commune:73065")])
    assert "1 projet distinct y agit." in client.get("/territoires/").content.decode()


def test_the_same_rows_as_files(client: Client, three: list[Territory]) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/territoires/?format=csv").content.decode())))
    assert [row["nom"] for row in rows] == named(client)
    assert (rows[0]["porte_par"], rows[0]["lieux"], rows[0]["themes"]) == (
        "Porteur de Cluse",
        "epci:200069110",
        "economie_circulaire_reemploi",
    )
    feed = client.get("/territoires/?format=atom").content.decode()
    assert re.findall(r"<entry><title>(.*?)</title>", feed) == named(client)


def test_the_map_counts_a_territory_in_each_region_it_touches(client: Client, three: list[Territory]) -> None:
    page = client.get("/territoires/").content.decode()
    assert re.search(r'href="/territoires/\?region=84" aria-label="Auvergne-Rhône-Alpes\s*: 2 territoires labellisés"', page)
    assert re.search(r'href="/territoires/\?region=11" aria-label="Île-de-France\s*: 1 territoire labellisé"', page)


def test_one_or_three_rows_take_the_same_queries(client: Client) -> None:
    make_places()
    make("Un", "commune:73065")
    client.get("/territoires/")
    with CaptureQueriesContext(connection) as one:
        client.get("/territoires/")
    for name in ("Deux", "Trois"):
        make_challenge(make(name, "commune:93048"))
    with CaptureQueriesContext(connection) as more:
        client.get("/territoires/")
    assert len(more) == len(one)


def test_no_territory_says_so(client: Client) -> None:
    assert "Aucun territoire n’est encore labellisé" in client.get("/territoires/").content.decode()


def test_search_and_the_site_map_know_them(client: Client, three: list[Territory]) -> None:
    page = client.get("/recherche/?q=Montreuil").content.decode()
    assert f"/territoires/{three[2].slug}/" in page
    assert f"/territoires/{three[2].slug}/" in client.get("/recherche/", {"q": three[2].reference}).content.decode()
    assert "sitemap-territoires.xml" in client.get("/sitemap.xml").content.decode()
    # Unchecked: the answer is streamed.
    written = b"".join(client.get("/sitemap-territoires.xml").streaming_content).decode()  # type: ignore[attr-defined]
    assert f"/territoires/{three[0].slug}/</loc>" in written
    assert f"/territoires/{three[2].slug}/defis/1/</loc>" in written


def test_a_suspended_label_is_seen(client: Client, three: list[Territory]) -> None:
    Label.objects.filter(territory_link__territory=three[0]).update(status="suspended")
    assert named(client, "&statut=suspended") == ["Cluse"]
    assert "Suspendu" in client.get("/territoires/").content.decode()


def test_territories_are_suggested_while_one_types_by_any_word_of_their_name(client: Client) -> None:
    first, second, third = make_territory("Vallées solidaires"), make_territory("Le pays des vallées"), make_territory("Hautes vallées")
    make_territory("Ailleurs")

    def proposed(text: str, start: str = "") -> list[tuple[str, str]]:
        options = json.loads(client.get(f"{start}/recherche/suggestions/", {"q": text}).content)["options"]
        return [(line["words"], line["href"]) for line in options if line["group"] in ("Territoires labellisés", "Labelled territories")]

    # Those that begin so first, two at most.
    assert [words for words, _href in proposed("vallees")] == [first.name, third.name]
    assert proposed("pays des") == [(second.name, f"/territoires/{second.slug}/")]
    assert proposed("pays des", "/en") == [(second.name, f"/en/territoires/{second.slug}/")]
    assert proposed("va") == []
    assert proposed("100 %") == []
