"""What territories measured and the figures of the country, as files, by the API and on the page of territories."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from django.test import Client

from frenchimpact.geo.tests.factories import make_place
from frenchimpact.territories.models import Indicator, Measurement, Territory
from frenchimpact.territories.tests.factories import make_challenge, make_common, make_indicator, make_territory

pytestmark = pytest.mark.django_db
SECRET = "Vu avec Mme Ferrand"


@pytest.fixture
def territory() -> Territory:
    return make_territory(places=[make_place("epci:200069110")])


@pytest.fixture
def indicator(territory: Territory) -> Indicator:
    common = make_common("dechets-evites", definition_fr="Pesés ou estimés.", fr="Déchets évités")
    found = make_indicator(make_challenge(territory), common=common, counts_nationally=True, source="Registre")
    for year, value in ((2024, "205"), (2025, "262.5")):
        give(found, year, value)
    Measurement.objects.create(indicator=found, starts_on=dt.date(2023, 1, 1), ends_on=dt.date(2023, 12, 31), value=None)
    return found


def give(indicator: Indicator, year: int, value: str) -> None:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    Measurement.objects.create(indicator=indicator, starts_on=first, ends_on=last, value=Decimal(value), note=SECRET)
    Indicator.objects.filter(pk=indicator.pk).update(last_on=last, last_value=Decimal(value))


def rows(client: Client, name: str) -> list[dict[str, str]]:
    text = client.get(f"/donnees/{name}.csv").getvalue().decode()
    assert SECRET not in text
    return list(csv.DictReader(io.StringIO(text)))


def test_measurements_as_files(client: Client, indicator: Indicator, territory: Territory) -> None:
    found = rows(client, "mesures")
    assert [(row["indicateur"], row["debut"], row["fin"], row["lieu"], row["valeur"]) for row in found] == [
        (f"{territory.reference}/1", "2024-01-01", "2024-12-31", "epci:200069110", "205.0000"),
        (f"{territory.reference}/1", "2025-01-01", "2025-12-31", "epci:200069110", "262.5000"),
    ]
    assert (found[0]["preuve"], found[0]["source"], found[0]["indicateur_national"]) == ("", "Registre", "dechets-evites")
    for kind in ("json", "geojson"):
        assert SECRET not in client.get(f"/donnees/mesures.{kind}").getvalue().decode()


def test_figures_as_files(client: Client, indicator: Indicator) -> None:
    found = rows(client, "chiffres")
    names = ("indicateur", "annee", "valeur", "territoires_declarants", "territoires_suivis")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("dechets-evites", "2025", "262.5000", "1", "1"),
        ("dechets-evites", "2024", "205.0000", "1", "1"),
    ]
    assert found[0]["definition"] == "Pesés ou estimés."
    assert len(json.loads(client.get("/donnees/chiffres.json").getvalue())["results"]) == 2


def test_measurements_by_the_api(client: Client, indicator: Indicator, territory: Territory) -> None:
    found = client.get(f"/api/v1/measurements?territory={territory.reference}&since=2025-01-01").json()
    assert [(one["indicator"], one["value"], one["unit"]) for one in found["results"]] == [
        (f"{territory.reference}/1", "262.5000", "tonnes")
    ]
    one = client.get(f"/api/v1/measurements/{found['results'][0]['id']}")
    assert one.json() == found["results"][0]
    assert SECRET not in one.text
    first = client.get("/api/v1/measurements?limit=1").json()
    assert len(client.get(first["next"]).json()["results"]) == 1
    assert client.get("/api/v1/measurements?common=autre").json()["results"] == []
    assert client.get("/api/v1/measurements/999999").status_code == 404


def test_figures_by_the_api(client: Client, indicator: Indicator) -> None:
    found = client.get("/api/v1/figures?year=2025").json()
    assert [(one["id"], one["value"], one["declared_by"]) for one in found["results"]] == [("dechets-evites-2025", "262.5000", 1)]
    assert client.get("/api/v1/figures/dechets-evites-2024").json()["value"] == "205.0000"
    assert client.get("/api/v1/figures/dechets-evites-1999").status_code == 404
    assert client.get("/api/v1/figures?indicator=emplois").json()["total"] == 0
    whole = client.get("/api/v1/figures").json()["results"]
    first = client.get("/api/v1/figures?limit=1").json()
    second = client.get(first["next"].split("testserver")[-1]).json()
    assert [*first["results"], *second["results"]] == whole[:2]
    assert (first["total"], second["total"]) == (len(whole), None)


def test_figures_on_the_page_of_territories(client: Client, indicator: Indicator) -> None:
    page = client.get("/territoires/").text
    block = page[page.index('id="chiffres"') :]
    told = ("Déchets évités", "Pesés ou estimés.", "262,5", "déclaré par 1 territoire sur 1", "2025", "Source")
    assert [words for words in told if words not in block] == []
    Indicator.objects.update(counts_nationally=False)
    assert 'id="chiffres"' not in client.get("/territoires/").text
