"""Open datasets: whole files with public rows only, and the pages that lead to them."""

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from django.test import Client

from frenchimpact.geo.tests.factories import make_place
from frenchimpact.organisations.imports.run import import_file
from frenchimpact.organisations.queries import EXPORT_COLUMNS
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_project, make_published_project

pytestmark = pytest.mark.django_db


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.getvalue().decode()


def test_organisations_as_csv(client: Client) -> None:
    make_organisation(name='Le « Vélo », "bleu"', commune=make_place("commune:73065"))
    make_organisation(name="Cachée", is_published=False)
    make_organisation(name="Cessée", closed_on=dt.date(2026, 3, 1))
    rows = list(csv.DictReader(io.StringIO(read(client, "/donnees/organisations.csv"))))
    assert [(row["nom"], row["commune"], row["departement"]) for row in rows] == [('Le « Vélo », "bleu"', "73065", "73")]


def test_the_file_of_organisations_may_come_back_by_the_import(client: Client, tmp_path: Path) -> None:
    make_organisation(name="Le Toit", address="3 rue Haute", email="toit@exemple.test", website="https://toit.exemple.test")
    make_organisation(name="La Main", source_name="autre", source_key="9")
    path = tmp_path / "organisations.csv"
    path.write_text(read(client, "/donnees/organisations.csv"), encoding="utf-8")
    header = path.read_text(encoding="utf-8").split("\n")[0].strip().split(",")
    # What the file leaves out is what all of its lines share: they are published.
    assert [name for name in EXPORT_COLUMNS if name not in header] == ["publication"]
    outcome = import_file(path)
    assert (outcome.refused, outcome.created, outcome.unchanged) == (0, 0, 2)


def test_a_cell_that_a_spreadsheet_would_run_is_made_harmless(client: Client) -> None:
    make_organisation(name="=HYPERLINK(1)", description="-2+3", commune=make_place("commune:73065"))
    (row,) = csv.DictReader(io.StringIO(read(client, "/donnees/organisations.csv")))
    assert (row["nom"], row["description"], row["siren"]) == ("'=HYPERLINK(1)", "'-2+3", "")
    assert float(row["longitude"]) == 5.90203


def test_organisations_as_json_survive_any_text(client: Client) -> None:
    hard = 'Ligne 1\nLigne 2\t"guillemets" \\ antislash 🦄'
    make_organisation(name="A", description=hard)
    make_organisation(name="B")
    rows = json.loads(read(client, "/donnees/organisations.json"))["results"]
    assert [row["description"] for row in rows][:1] == [hard]
    assert len(rows) == 2


def test_positions_make_a_map(client: Client) -> None:
    make_organisation(name="A", commune=make_place("commune:73065"))
    make_organisation(name="Sans lieu", commune=None)
    features = json.loads(read(client, "/donnees/organisations.geojson"))["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [5.90203, 45.58082]}
    assert features[1]["geometry"] is None


def test_projects_are_published_ones(client: Client) -> None:
    project = make_published_project()
    make_project(name="Pas encore lu")
    rows = json.loads(read(client, "/donnees/projets.json"))["results"]
    assert [row["reference"] for row in rows] == [project.reference]
    assert rows[0]["lieux"] == "|".join(one.place.key for one in project.project_places.all())


def test_an_empty_dataset_is_still_a_file(client: Client) -> None:
    assert json.loads(read(client, "/donnees/projets.json")) == {"results": []}
    assert read(client, "/donnees/projets.csv").startswith("reference,nom,")


@pytest.mark.parametrize("address", ["/donnees/personnes.csv", "/donnees/projets.exe", "/donnees/.csv"])
def test_anything_else_is_not_found(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("start", ["", "/en"])
def test_the_page_leads_to_every_file(client: Client, start: str) -> None:
    content = client.get(f"{start}/donnees/").content.decode()
    for name in ("organisations", "projets"):
        for kind in ("csv", "json", "geojson"):
            assert f"/donnees/{name}.{kind}" in content
    assert "/api/v1/docs" in content


def test_the_documentation_names_every_address(client: Client) -> None:
    content = client.get("/api/v1/docs").content.decode()
    for name in ("organisations", "projects", "places"):
        assert f"/api/v1/{name}" in content
    assert "/api/v1/openapi.json" in content
