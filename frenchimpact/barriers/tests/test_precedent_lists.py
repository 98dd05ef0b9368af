"""The list of published answers on /freins/: filters, files in the same order, bad addresses said, the same number of queries."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frenchimpact.barriers.models import PrecedentPlace
from frenchimpact.barriers.tests.factories import make_published
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def references(client: Client, query: str) -> list[str]:
    text = client.get(f"/freins/?format=json&{query}").getvalue().decode()
    return [row["reference"] for row in json.loads(text)["results"]]


def test_the_list_is_narrowed_by_words_theme_outcome_and_place(client: Client) -> None:
    make_terms()
    places = make_places()
    one = make_published("Composter les biodéchets", themes=["insertion_emploi"])
    two = make_published("Donner des repas", outcome="refused")
    PrecedentPlace.objects.create(precedent=one, place=places["departement:73"])
    old = make_published("Composter, périmée", state="expired")
    make_published("Un brouillon", state="draft")
    assert references(client, "") == [two.reference, one.reference]
    assert references(client, "q=composter des biodéchets") == [one.reference]
    assert references(client, "theme=insertion_emploi") == [one.reference]
    assert references(client, "issue=refused") == [two.reference]
    assert references(client, "etat=toutes&q=composter") == [one.reference, old.reference]
    # Said for a department, it is found from its region and from its communes; said for everywhere, from anywhere.
    for query in ("region=84", "commune=73065", "departement=73"):
        assert references(client, query) == [two.reference, one.reference]
    other = next(place for place in places.values() if place.level == "departement" and place.code != "73")
    assert references(client, f"departement={other.code}") == [two.reference]


def test_files_hold_the_rows_of_the_page_in_its_order(client: Client) -> None:
    for n in range(3):
        make_published(f"=Réponse {n}")
    page = client.get("/freins/").content.decode()
    rows = list(csv.DictReader(io.StringIO(client.get("/freins/?format=csv").getvalue().decode())))
    assert [row["reference"] for row in rows] == references(client, "")
    assert rows[0]["titre"] == "'=Réponse 2"
    assert page.index("Réponse 2") < page.index("Réponse 1") < page.index("Réponse 0")
    feed = client.get("/freins/?format=atom").content.decode()
    assert feed.count("<entry>") == 3


def test_what_means_nothing_is_said_and_left_out(client: Client) -> None:
    page = client.get("/freins/?theme=rien&issue=x&region=999&page=²").content.decode()
    assert "theme = rien" in page
    assert "region = 999" in page
    assert client.get("/freins/?format=exe").status_code == 200


def test_past_the_last_page_is_the_last(client: Client) -> None:
    one = make_published("Composter les biodéchets")
    assert references(client, "page=99") == [one.reference]


def test_htmx_gets_the_rows_alone(client: Client) -> None:
    make_published("Composter les biodéchets")
    rows = client.get("/freins/?q=composter", headers={"HX-Request": "true"})
    assert "Composter les biodéchets" in rows.content.decode()
    assert "<html" not in rows.content.decode()
    assert "HX-Request" in rows["Vary"]


def test_one_row_and_three_cost_the_same(client: Client) -> None:
    counts = []
    make_published()
    client.get("/freins/")
    for _ in range(2):
        make_published()
        with CaptureQueriesContext(connection) as asked:
            client.get("/freins/")
        counts.append(len(asked))
        make_published()
    assert counts[0] == counts[1]
