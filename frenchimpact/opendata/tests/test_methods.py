"""Open methods by the API and as a dataset; a method computed by a program without an account."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from frenchimpact.methods.actions import publish_folder
from frenchimpact.methods.tests.factories import make_method, next_version
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _words() -> None:
    make_terms()


def run(client: Client, body: Any, id: str = "sroi", status: int = 200) -> Any:
    response = client.post(f"/api/v1/methods/{id}/run", json.dumps(body), content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


def test_the_list_one_and_one_version(client: Client) -> None:
    version = make_method()
    found = client.get("/api/v1/methods").json()
    assert (found["total"], found["next"], found["results"][0]["id"]) == (1, None, "sroi")
    assert client.get("/api/v1/methods/sroi").json()["swhid"] == version.swhid
    publish_folder(files=next_version("1.1.0"), by=None)
    assert client.get("/api/v1/methods/sroi").json()["version"] == "1.1.0"
    assert client.get("/api/v1/methods/sroi@1.0.0").json()["version"] == "1.0.0"
    assert client.get("/api/v1/methods?limit=1").json()["total"] == 1
    for path in ("/api/v1/methods/zut", "/api/v1/methods/sroi@9.9.9"):
        assert client.get(path).status_code == 404


def test_a_run_gives_exact_decimals_as_text_with_their_range(client: Client) -> None:
    make_method()
    found = run(client, {})
    assert found["results"]["valeur_actuelle"]["rounded"] == "211728.41"
    assert found["results"]["ratio"]["value"].startswith("2.1172841401605435467521437768")
    assert found["results"]["net"]["values"][0].rstrip("0").rstrip(".") == "75816"
    assert found["range"]["result"] == found["headline"] == "ratio"
    assert float(found["range"]["low"]) < 2.1172 < float(found["range"]["high"])
    assert run(client, {"sensitivity": False})["range"]["influences"] == []


@pytest.mark.parametrize("rate", [3.2, "3.2", {"value": "0.032", "unit": "1"}, {"value": 3.2, "unit": "%"}])
def test_a_number_comes_as_a_number_as_text_or_with_its_unit(client: Client, rate: Any) -> None:
    make_method()
    assert run(client, {"assumptions": {"taux": rate}})["results"]["valeur_actuelle"]["rounded"] == "212799.80"


def test_rows_are_given_by_name(client: Client) -> None:
    make_method()
    rows = [{"name": "Un", "quantite": 10, "valeur": {"value": 1, "unit": "kEUR"}, "duree": {"value": 24, "unit": "mois"}}]
    found = run(client, {"tables": {"effets": rows, "moyens": [{"montant": "1000.50"}]}, "assumptions": {"taux": 0}})
    assert found["results"]["valeur_actuelle"]["rounded"] == "20000.00"
    assert found["results"]["cout"]["rounded"] == "1000.50"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"assumptions": {"zut": 1}}, "assumptions/zut : La méthode n’a pas de valeur de ce nom."),
        ({"assumptions": {"taux": "beaucoup"}}, "assumptions/taux : Il faut un nombre"),
        (
            {"assumptions": {"taux": True}},
            "Reçu : true.",
        ),
        ({"assumptions": {"taux": None}}, "assumptions/taux : Il faut un nombre"),
        ({"tables": {"effets": [{"duree": [1]}]}}, "tables/effets/1/duree : Il faut un nombre"),
        ({"assumptions": {"taux": {"value": 1}}}, "assumptions/taux : Un nombre avec son unité s’écrit"),
        ({"assumptions": {"taux": 1e30}}, "Reçu : « 1000000000000000000000000000000 »"),
        ({"assumptions": {"taux": "NaN"}}, "Il faut un nombre"),
        ({"assumptions": {"taux": "1e9"}}, "Il faut un nombre"),
        ({"assumptions": {"taux": 150}}, "150 % ne se peut pas"),
        ({"assumptions": {"taux": {"value": 1, "unit": "t"}}}, "ne se convertit pas"),
        ({"assumptions": {"taux": {"value": 1, "unit": "zut"}}}, "n’existe pas"),
        ({"tables": {"zut": []}}, "tables/zut"),
        ({"tables": {"effets": []}}, "au moins 1 ligne"),
        ({"tables": {"effets": [{"quantite": -1}]}}, "tables/effets/1/quantite"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(client: Client, body: Any, told: str) -> None:
    make_method()
    errors = " ".join(run(client, body, status=422)["errors"]).replace("\u00a0", " ").replace("\u202f", " ")
    assert told in errors


@pytest.mark.parametrize("body", [{"zut": 1}, {"sensitivity": "yes"}, {"on": "hier"}, [], {"inputs": 3}])
def test_what_is_not_of_the_form_is_refused(client: Client, body: Any) -> None:
    make_method()
    run(client, body, status=422)


def test_a_result_that_does_not_exist_is_null_with_its_reason(client: Client) -> None:
    make_method()
    found = run(client, {"tables": {"moyens": [{"montant": 0}]}})
    assert (found["results"]["ratio"]["value"], found["range"]) == (None, None)
    assert "divise par zéro" in found["results"]["ratio"]["problem"]
    assert found["results"]["valeur_actuelle"]["rounded"] == "211728.41"


def test_a_number_of_json_keeps_every_digit(client: Client) -> None:
    make_method()
    body = '{"tables": {"moyens": [{"montant": 1234567890.123456789012}]}}'
    response = client.post("/api/v1/methods/sroi/run", body, content_type="application/json")
    assert response.json()["results"]["cout"]["value"] == "1234567890.123456789012"
    assert client.post("/api/v1/methods/sroi/run", '{"inputs": {"a": NaN}}', content_type="application/json").status_code == 400


def test_names_are_told_in_the_language_of_who_asks(client: Client) -> None:
    make_method()

    def told(path: str, **headers: str) -> tuple[str, str, str]:
        response = client.post(path, "{}", content_type="application/json", headers=headers)
        found = response.json()
        return response["Content-Language"], found["results"]["cout"]["name"], found["range"]["influences"][0]["name"]

    path = "/api/v1/methods/sroi/run"
    assert told(path)[:2] == ("fr", "Ce que l’action coûte")
    assert told(path, **{"accept-language": "en"})[:2] == ("en", "What the action costs")
    assert told(path + "?lang=en")[:2] == ("en", "What the action costs")
    assert client.post(path + "?lang=zz", "{}", content_type="application/json").status_code == 422


def test_a_value_is_not_applied_before_its_first_day_and_the_day_is_told(client: Client) -> None:
    make_method()
    found = run(client, {"on": "2003-04-01"})
    assert (found["on"], found["in_force"]) == ("2003-04-01", {"taux": "2003-04-01"})
    errors = run(client, {"on": "2003-03-31"}, status=422)["errors"]
    assert errors[0].startswith("assumptions/taux : Taux d’actualisation : aucune valeur n’est en vigueur ce jour-là")
    given = run(client, {"on": "2003-03-31", "assumptions": {"taux": 3}})
    assert (given["in_force"], given["assumptions"]["taux"]) == ({}, "3")


def test_what_is_left_out_is_told(client: Client) -> None:
    make_method()
    rows = [{"name": "Un", "quantite": 10, "valeur": 1, "duree": 1, "sans_action": 0, "deplace": 0, "baisse": 0}]
    found = run(client, {"tables": {"effets": rows}, "assumptions": {"taux": 0}})
    assert found["left_out"] == ["tables/moyens", "tables/effets/1/par_autres"]


def test_an_estimate_that_is_given_moves_the_range(client: Client) -> None:
    for name in ("tronc-commun", "inclusion-numerique"):
        make_method(name)
    found = run(client, {"inputs": {"testees": 120, "devenues": 118}}, id="inclusion-numerique")
    (moved,) = [one for one in found["range"]["influences"] if one["key"] == "inputs/devenues"]
    # A tenth less; more than all those who were tested is not possible.
    assert (float(moved["low"]), float(moved["high"])) == (106.2, 120)


def test_the_dataset_holds_the_version_in_force(client: Client) -> None:
    make_method()
    publish_folder(files=next_version("1.10.0"), by=None)
    publish_folder(files=next_version("1.9.0"), by=None)
    text = b"".join(client.get("/donnees/methodes.csv")).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["methode"], row["version"]) for row in rows] == [("sroi", "1.10.0")]
