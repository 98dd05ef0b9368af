"""Published answers as open data: files and API, with what was validated, those who wrote it, and nobody of a case."""

import csv
import io
import json

import pytest
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.barriers.models import PrecedentAuthor, PrecedentNorm, PrecedentPlace
from frenchimpact.barriers.tests.factories import make_case, make_norm, make_published
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.projects.tests.factories import make_person
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.getvalue().decode()


def test_the_dataset_holds_answers_and_nothing_of_their_cases(client: Client) -> None:
    one = make_published(case=make_case(name="Gaëlle Perrin"), themes=[])
    PrecedentNorm.objects.create(precedent=one, norm=make_norm())
    make_published("Un brouillon", state="draft")
    make_published("Une retirée", state="withdrawn", state_reason="Fausse")
    (row,) = csv.DictReader(io.StringIO(read(client, "/donnees/precedents.csv")))
    assert (row["reference"], row["etat"], row["textes"]) == (one.reference, "valid", "Code des transports, L. 3120-1")
    text = read(client, "/donnees/precedents.json")
    assert "Gaëlle" not in text
    assert "exemple.test" not in text


def test_those_who_wrote_an_answer_are_named_in_order_and_the_forgotten_are_not(client: Client) -> None:
    first, second, forgotten = make_person("Denis Roussel"), make_person("Awa Diarra"), make_person()
    User.objects.filter(pk=forgotten.pk).update(full_name="")
    one = make_published(created_by=first)
    for user in (second, forgotten, first):
        PrecedentAuthor.objects.create(precedent=one, user=user)
    (row,) = csv.DictReader(io.StringIO(read(client, "/donnees/precedents.csv")))
    assert row["auteurs"] == "Denis Roussel|Awa Diarra"
    assert json.loads(read(client, f"/api/v1/precedents/{one.reference}"))["authors"] == ["Denis Roussel", "Awa Diarra"]
    assert '"auteurs": ["Denis Roussel", "Awa Diarra"]' in read(client, "/freins/?format=json")
    assert "Denis Roussel, Awa Diarra" in client.get(f"/freins/{one.slug}/").content.decode()


def test_the_collection_is_searched_by_a_sentence_and_narrowed_by_place(client: Client) -> None:
    places = make_places()
    here, everywhere = make_published("Composter les biodéchets"), make_published("Donner des repas")
    PrecedentPlace.objects.create(precedent=here, place=places["departement:73"])
    expired = make_published("Composter, périmée", state="expired")

    def references(query: str) -> list[str]:
        return [one["reference"] for one in json.loads(read(client, f"/api/v1/precedents?{query}"))["results"]]

    assert references("") == [here.reference, everywhere.reference]
    assert references("q=comment composter des biodéchets") == [here.reference]
    assert references("commune=73065") == [here.reference, everywhere.reference]
    assert references("state=expired") == [expired.reference]
    assert references("outcome=refused") == []
    assert client.get("/api/v1/precedents?outcome=autre").status_code == 422
    assert client.get("/api/v1/precedents?region=999").status_code == 404
    assert client.get("/api/v1/precedents?theme=rien").status_code == 404


def test_one_answer_by_its_reference(client: Client) -> None:
    make_terms()
    new = make_published("Nouvelle")
    old = make_published("Ancienne", state="superseded", superseded_by=new)
    told = json.loads(read(client, f"/api/v1/precedents/{old.reference}"))
    assert (told["status"], told["superseded_by"], told["places"]) == ("superseded", new.reference, [])
    assert client.get("/api/v1/precedents/R-1999-0001").status_code == 404
