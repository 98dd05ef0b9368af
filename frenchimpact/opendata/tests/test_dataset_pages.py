"""What is said of each dataset: a page, a schema that its files keep to, forms that hold the same rows."""

import csv
import datetime as dt
import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pyarrow.parquet
import pytest
from django.test import Client

from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.barriers.tests.factories import make_experiment, make_published
from frenchimpact.commitments.tests.factories import make_commitment
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.labels.tests.factories import make_label
from frenchimpact.offers.tests.factories import make_offer
from frenchimpact.opendata.datasets import DATASETS, Dataset
from frenchimpact.opendata.datasets.files import columns_of
from frenchimpact.opendata.datasets.schemas import state_of
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.solutions.tests.factories import make_launched, make_solution
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
CONTRACT = (
    "organisations",
    "projets",
    "territoires",
    "actions",
    "labels",
    "aides",
    "engagements",
    "offres",
    "evenements",
    "precedents",
    "experimentations",
    "methodes",
    "mesures",
    "chiffres",
    "solutions",
)
OURS = [one for one in DATASETS.values() if one.standard is None]


@pytest.fixture
def world() -> None:
    """One thing of most sorts."""
    make_places()
    make_terms()
    make_organisation(name="Le Toit", commune=make_place("commune:73065"))
    make_organisation(name="=1+1", commune=None)
    make_published_project()
    make_label()
    make_aid()
    make_commitment()
    make_experiment()
    make_offer()
    make_published()
    make_launched(make_solution(project=make_published_project(name="D’où vient la solution"), surroundings=["town", "rural"]))


def content(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.getvalue() if response.streaming else response.content


def test_every_dataset_of_the_contract_is_there_in_all_its_forms() -> None:
    for code in CONTRACT:
        forms = set(DATASETS[code].forms)
        assert {"csv", "json", "parquet"} <= forms
        assert ("geojson" in forms) == ("longitude" in {one.name for one in columns_of(DATASETS[code])}), code


@pytest.mark.parametrize("code", CONTRACT)
def test_every_column_is_described_and_no_other(client: Client, code: str) -> None:
    dataset = DATASETS[code]
    columns = {one.name for one in columns_of(dataset)}
    schema = json.loads(content(client, f"/donnees/schemas/{code}.json"))
    assert {one["name"] for one in schema["fields"]} == columns
    assert all(len(one["description"]) > 3 for one in schema["fields"])
    assert set(dataset.columns) | set(dataset.codes) | set(dataset.key) <= columns
    assert json.loads(content(client, f"/donnees/schemas/{code}.json?lang=en"))["fields"] != schema["fields"]


def cast(kind: str, text: str) -> Any:
    """A cell as its type says; raises when it is not one."""
    if text == "":
        return None
    read: dict[str, Callable[[str], Any]] = {
        "integer": int,
        "number": Decimal,
        "date": dt.date.fromisoformat,
        "datetime": dt.datetime.fromisoformat,
        "string": str,
    }
    return read[kind](text)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("code", CONTRACT)
def test_files_keep_to_their_schema_and_hold_the_same_rows(client: Client, code: str) -> None:
    schema = json.loads(content(client, f"/donnees/schemas/{code}.json"))
    rows = list(csv.DictReader(io.StringIO(content(client, f"/donnees/{code}.csv").decode())))
    told = json.loads(content(client, f"/donnees/{code}.json"))["results"]
    table = pyarrow.parquet.read_table(io.BytesIO(content(client, f"/donnees/{code}.parquet"))).to_pylist()
    assert set(schema.get("primaryKey", [])) <= {one["name"] for one in schema["fields"]}
    keys = []
    for row, line, flat in zip(rows, told, table, strict=True):
        assert list(row) == list(line) == list(flat) == [one["name"] for one in schema["fields"]]
        for field in schema["fields"]:
            name = field["name"]
            value = cast(field["type"], row[name])
            assert value is None or value in field.get("constraints", {}).get("enum", [value]), name
            assert (flat[name] in (None, "")) == (line[name] in (None, "")) == (value is None), name
            if field["type"] in ("integer", "number") and value is not None:
                assert float(flat[name]) == float(line[name]) == float(value), name
        keys.append(tuple(row[name] for name in schema.get("primaryKey", ["adresse_fiche"])))
    assert len(set(keys)) == len(keys)
    # A key of the schema is required: it is never empty.
    assert all(all(key) for key in keys)
    assert rows or code in ("territoires", "actions", "evenements", "methodes", "mesures", "chiffres")


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("dataset", OURS, ids=lambda one: one.code)
def test_the_count_of_the_page_is_that_of_the_file(client: Client, dataset: Dataset) -> None:
    rows = json.loads(content(client, f"/donnees/{dataset.code}.json"))["results"]
    count, changed = state_of(dataset)
    assert count == len(rows)
    assert changed is None or changed.tzinfo is not None


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("start", ["", "/en"])
@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda one: one.code)
def test_the_page_of_a_dataset_leads_to_its_files_and_its_schema(client: Client, dataset: Dataset, start: str) -> None:
    page = content(client, f"{start}/donnees/{dataset.slug}/").decode()
    for kind in dataset.forms:
        assert f'"/donnees/{dataset.code}.{kind}"' in page
    assert dataset.standard.url in page if dataset.standard else f"/donnees/schemas/{dataset.code}.json" in page


def test_a_cell_of_parquet_is_what_was_written(client: Client) -> None:
    make_organisation(name="=1+1 « é »")
    (row,) = pyarrow.parquet.read_table(io.BytesIO(content(client, "/donnees/organisations.parquet"))).to_pylist()
    assert row["nom"] == "=1+1 « é »"
    assert row["mis_a_jour"] == dt.date.fromisoformat(str(row["mis_a_jour"]))


@pytest.mark.parametrize("address", ["/donnees/personnes/", "/donnees/schemas/personnes.json", "/donnees/schemas/subventions.json"])
def test_anything_else_has_no_page(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_file_says_where_its_schema_is(client: Client) -> None:
    response = client.get("/donnees/projets.csv")
    assert "/donnees/schemas/projets.json>; rel=" in response["Link"]
    assert response["Access-Control-Allow-Origin"] == "*"
