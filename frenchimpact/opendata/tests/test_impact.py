"""What projects measured and the figures of the country that come of it, as files and by the API: nobody few in any of them."""

import csv
import datetime as dt
import io
import random
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.proofs import Looker, verify
from frenchimpact.impact.queries import hidden_measures
from frenchimpact.impact.suppression import hidden_parts
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.methods.tests.factories import make_method, make_operator
from frenchimpact.observatory.actions import take_round
from frenchimpact.vocabularies.actions import load_vocabularies

pytestmark = pytest.mark.django_db


@pytest.fixture
def chambery() -> Place:
    load_vocabularies()
    return make_places()["commune:73065"]


def rows(client: Client, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/donnees/{name}.csv").getvalue().decode())))


def test_values_of_projects_as_files(client: Client, chambery: Place) -> None:
    jobs = make_followed("emplois_etp")
    make_measure(jobs, 3, place=chambery)
    make_measure(jobs, 9, 2026, place=chambery, state="draft")
    make_measure(make_followed("beneficiaires_directs", project=jobs.project), 7, place=chambery)
    make_measure(make_followed("emplois_etp", is_counted=False), 5, place=chambery)
    found = {row["indicateur"]: row for row in rows(client, "mesures")}
    reference = jobs.project.reference
    assert set(found) == {f"{reference}/emplois_etp", f"{reference}/beneficiaires_directs"}
    told = found[f"{reference}/emplois_etp"]
    assert (told["valeur"], told["lieu"], told["methode"], told["etat"]) == ("3.0000", "commune:73065", "", "submitted")
    hidden = found[f"{reference}/beneficiaires_directs"]
    assert (hidden["valeur"], hidden["secret"]) == ("", "oui")


def test_figures_of_projects_as_files(client: Client, chambery: Place) -> None:
    make_measure(make_followed("emplois_etp", theme="insertion_emploi"), 3, place=chambery)
    make_measure(make_followed("beneficiaires_directs"), 7, place=chambery)
    take_round()
    found = {(row["indicateur"], row["annee"], row["coupe"], row["code"]): row for row in rows(client, "chiffres")}
    assert found[("emplois_etp", "2025", "pays", "FR")]["valeur"] == "3.0000"
    assert found[("emplois_etp", "2025", "theme", "insertion_emploi")]["projets_declarants"] == "1"
    assert found[("emplois_etp", "2025", "region", "84")]["origine"] == "projets"
    secret = found[("beneficiaires_directs", "2025", "odd", "10")]
    assert (secret["valeur"], secret["projets_non_comptes"]) == ("", "1")


@pytest.mark.parametrize("seed", range(6))
def test_the_database_hides_the_same_values_as_the_rule(chambery: Place, seed: int) -> None:
    chance = random.Random(seed)
    make_method("tronc-commun")
    make_method("emploi-insertion")
    for _turn in range(6):
        followed = make_followed("sorties_insertion")
        values = [Decimal(chance.choice((0, 1, 1, 4, 10, 11, 30))) for _month in range(chance.randint(1, 5))]
        measures = [
            make_measure(followed, value, starts_on=dt.date(2025, month, 1), ends_on=dt.date(2025, month, 28), place=chambery)
            for month, value in enumerate(values, start=1)
        ]
        assert hidden_measures([followed.pk]) == {measures[number].pk for number in hidden_parts(values)}


def test_values_and_figures_by_the_api(client: Client, chambery: Place) -> None:
    jobs = make_followed("emplois_etp")
    make_measure(jobs, 3, place=chambery)
    make_measure(make_followed("beneficiaires_directs", project=jobs.project), 7, place=chambery)
    found = client.get(f"/api/v1/measurements?origin=projects&project={jobs.project.reference}").json()["results"]
    assert [(one["common"], one["value"], one["withheld"]) for one in found] == [
        ("emplois_etp@1", "3.0000", False),
        ("beneficiaires_directs@1", None, True),
    ]
    assert client.get(f"/api/v1/measurements/{found[1]['id']}").json() == found[1]
    assert client.get("/api/v1/measurements/p999999").status_code == 404
    assert client.get("/api/v1/measurements?origin=territories").json()["results"] == []
    take_round()
    told = client.get("/api/v1/figures?year=2025&origin=projects").json()["results"]
    assert [(one["id"], one["value"], one["declared_by"], one["left_out"]) for one in told] == [
        ("beneficiaires_directs-v1-2025", None, 1, 1),
        ("emplois_etp-v1-2025", "3.0000", 1, 0),
    ]
    assert client.get("/api/v1/figures/emplois_etp-v1-2025").json() == told[1]


def test_a_value_by_the_api_says_how_it_was_measured_and_who_looked(client: Client, chambery: Place) -> None:
    followed = make_followed("emplois_etp", evidence=3, evidence_until=dt.date(2100, 1, 1))
    how: dict[str, Any] = {"sample_size": 10, "population": 40, "sample_note": "au hasard", "counterfactual": "Deux, sans le projet."}
    measure = make_measure(followed, 12, place=chambery, method_version=followed.method_version, **how)
    verify(measure=measure, version=1, looker=Looker("operator", by=make_operator()), verdict="confirmed")
    few = make_measure(make_followed("beneficiaires_directs", project=followed.project), 7, place=chambery, sample_size=7, population=7)
    told = client.get(f"/api/v1/measurements/p{measure.pk}").json()
    assert {key: told[key] for key in how} == how
    assert (told["evidence"], told["method"], told["places"]) == (3, "tronc-commun@1.0.0", ["commune:73065"])
    assert (told["verified_by"], told["verified_at"] is not None) == ("L’équipe du programme", True)
    hidden = client.get(f"/api/v1/measurements/p{few.pk}").json()
    assert (hidden["value"], hidden["sample_size"], hidden["population"]) == (None, None, None)


def test_a_figure_says_how_many_of_its_projects_are_proven_and_verified_everywhere(client: Client, chambery: Place) -> None:
    far = dt.date(2100, 1, 1)
    proven = make_measure(make_followed("emplois_etp", evidence=2, evidence_until=far), 12, place=chambery)
    make_measure(make_followed("emplois_etp", evidence=1, evidence_until=far), 9, place=chambery)
    verify(measure=proven, version=1, looker=Looker("operator", by=make_operator()), verdict="confirmed")
    quarter: dict[str, Any] = {"starts_on": dt.date(2025, 1, 1), "ends_on": dt.date(2025, 3, 31)}
    make_measure(make_followed("beneficiaires_directs", started_on=dt.date(2023, 1, 1)), 60, place=chambery, **quarter)
    take_round()
    partly = client.get("/api/v1/figures/beneficiaires_directs-v1-2025").json()
    assert (partly["declared_by"], partly["partial_by"]) == (1, 1)
    assert "n’a donné de valeurs que pour une partie" in client.get("/observatoire/mesures-projets-beneficiaires_directs/").text
    assert "n’a donné de valeurs que pour une partie de 2025" in client.get("/impact/beneficiaires_directs/").text
    told = client.get("/api/v1/figures/emplois_etp-v1-2025").json()
    assert (told["declared_by"], told["verified_by"], told["proven_by"], told["partial_by"]) == (2, 1, 1, 0)
    region = client.get("/api/v1/figures?level=region&indicator=emplois_etp&year=2025").json()["results"][0]
    assert (region["declared_by"], region["proven_by"]) == (2, 1)
    in_file = {(one["indicateur"], one["annee"], one["coupe"]): one for one in rows(client, "chiffres")}
    assert in_file[("emplois_etp", "2025", "pays")]["projets_preuve_2_ou_plus"] == "1"
    assert "dont 1 au niveau de preuve 2 ou plus" in client.get("/observatoire/mesures-projets-emplois_etp/").text


def test_the_project_asked_for_is_never_left_aside(client: Client, chambery: Place) -> None:
    measure = make_measure(make_followed("emplois_etp"), 12, place=chambery)
    make_measure(make_followed("emplois_etp"), 9, place=chambery)
    asked = f"/api/v1/measurements?project={measure.followed.project.reference}"
    assert [one["id"] for one in client.get(asked).json()["results"]] == [f"p{measure.pk}"]
    assert client.get("/api/v1/measurements?project=NOPE").json()["results"] == []
    for more in ("&origin=territories", "&territory=T-1"):
        assert client.get(asked + more).status_code == 422
    assert client.get("/api/v1/measurements?territory=T-1&origin=projects").status_code == 422
