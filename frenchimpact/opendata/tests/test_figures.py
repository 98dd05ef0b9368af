"""What territories measured and the figures of the country, as files, by the API and on the page of territories."""

import csv
import datetime as dt
import io
import json
from decimal import Decimal

import pytest
from django.test import Client

from frenchimpact.core import clock
from frenchimpact.geo.tests.factories import make_place
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.observatory.actions import take_round
from frenchimpact.observatory.queries import Value
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
    take_round()
    found = [row for row in rows(client, "chiffres") if row["origine"] == "territoires"]
    names = ("indicateur", "annee", "valeur", "territoires_declarants", "territoires_suivis")
    assert [tuple(row[name] for name in names) for row in found] == [
        ("dechets-evites", "2025", "262.5000", "1", "1"),
        ("dechets-evites", "2024", "205.0000", "1", "1"),
    ]
    assert found[0]["definition"] == "Pesés ou estimés."
    told = client.get("/api/v1/figures?parts=true").json()["results"]
    told += client.get("/api/v1/figures?parts=true&level=region").json()["results"]
    assert {row["identifiant"] for row in rows(client, "chiffres")} >= {one["id"] for one in told} > set()
    lines = json.loads(client.get("/donnees/chiffres.json").getvalue())["results"]
    assert len([row for row in lines if row["origine"] == "territoires"]) == 2
    assert {row["indicateur"]: row["valeur"] for row in lines if row["coupe"] == "pays" and not row["part"]}["projets-publies"] == 0


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
    of_project = make_measure(make_followed("emplois_etp"), 3, place=make_place())
    read: list[str] = []
    address = "/api/v1/measurements?limit=1"
    while address:
        page = client.get(address).json()
        read, address = [*read, *(one["id"] for one in page["results"])], page["next"]
    assert read == [*(one["id"] for one in first["results"]), read[1], f"p{of_project.pk}"]
    assert client.get("/api/v1/measurements").json()["total"] == 3
    assert client.get("/api/v1/measurements?common=autre").json()["results"] == []
    assert client.get("/api/v1/measurements/999999").status_code == 404


def test_figures_by_the_api(client: Client, indicator: Indicator) -> None:
    take_round()
    found = client.get("/api/v1/figures?year=2025&origin=territories").json()
    assert [(one["id"], one["value"], one["declared_by"]) for one in found["results"]] == [("dechets-evites-2025", "262.5000", 1)]
    assert client.get("/api/v1/figures/dechets-evites-2024").json()["value"] == "205.0000"
    assert client.get("/api/v1/figures/dechets-evites-1999").status_code == 404
    assert client.get("/api/v1/figures?indicator=emplois").json()["total"] == 0
    whole = client.get("/api/v1/figures").json()["results"]
    first = client.get("/api/v1/figures?limit=1").json()
    second = client.get(first["next"].split("testserver")[-1]).json()
    assert [*first["results"], *second["results"]] == whole[:2]
    assert (first["total"], second["total"]) == (len(whole), None)


def test_a_figure_is_asked_as_it_was_known(client: Client) -> None:
    first = dt.datetime(2026, 1, 15, 10, tzinfo=dt.UTC)
    for days, count in ((0, 12), (60, 15)):
        with clock.stopped(first + dt.timedelta(days=days)):
            region = Value("projets-publies", count - 9, level="region", code="84")
            take_round(values=[Value("projets-publies", count), region, Value("projets-publies", 2, "idee")])
    listed = "/api/v1/figures?indicator=projets-publies"
    assert [one["value"] for one in client.get(listed).json()["results"]] == ["15.0000"]
    then = client.get(f"{listed}&au=2026-02-01").json()["results"][0]
    assert (then["value"], then["year"], then["origin"], then["as_of"]) == ("12.0000", None, "observatory", "2026-02-01")
    assert then["known_until"] == "2026-03-16T10:00:00Z"
    assert client.get("/api/v1/figures/projets-publies?au=2026-01-15T10:00:00Z").json()["value"] == "12.0000"
    assert client.get("/api/v1/figures/projets-publies?au=2026-01-01").status_code == 404
    around = client.get(f"{listed}&level=region&code=84").json()["results"][0]
    assert (around["id"], around["value"]) == ("projets-publies--region-84", "6.0000")
    assert client.get(f"/api/v1/figures/{around['id']}").json() == around
    parts = client.get(f"{listed}&parts=true").json()["results"]
    assert [(one["id"], one["part"]) for one in parts] == [("projets-publies", None), ("projets-publies--idee", "idee")]
    assert client.get("/api/v1/figures/projets-publies--idee").json() == parts[1]
    rows = list(csv.DictReader(io.StringIO(client.get("/donnees/chiffres.csv?au=2026-02-01").getvalue().decode())))
    assert [(row["valeur"], row["arrete_le"]) for row in rows if row["coupe"] == "pays" and not row["part"]] == [("12.0000", "2026-02-01")]
    assert client.get("/donnees/chiffres.json?au=hier")["Content-Type"] == "application/problem+json"
    refused = client.get(f"{listed}&au=hier")
    assert refused.status_code == 422
    assert "hier" in refused.json()["detail"]


def test_figures_on_the_page_of_territories(client: Client, indicator: Indicator) -> None:
    page = client.get("/territoires/").text
    block = page[page.index('id="chiffres"') :]
    told = ("Déchets évités", "Pesés ou estimés.", "262,5", "déclaré par 1 territoire sur 1", "2025", "Source")
    assert [words for words in told if words not in block] == []
    Indicator.objects.update(counts_nationally=False)
    assert 'id="chiffres"' not in client.get("/territoires/").text
