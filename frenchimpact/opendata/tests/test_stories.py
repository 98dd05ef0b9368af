"""Open data as those who take it do: a journalist who cites a figure, a portal that harvests all there is."""

import csv
import datetime as dt
import io
import json
import re
from html import unescape
from typing import Any
from urllib.parse import urlsplit

import pyarrow.parquet
import pytest
from django.conf import settings
from django.test import Client
from rdflib import DCAT, DCTERMS, RDF, Graph

from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.commitments.tests.factories import make_commitment
from frenchimpact.core import clock
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.labels.tests.factories import make_label
from frenchimpact.observatory.actions import take_round
from frenchimpact.opendata.datasets import DATASETS
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

# The reader of JSON-LD itself uses what its library would leave.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")]


def _read(client: Client, address: str) -> Any:
    """What stands at a whole address of ours."""
    parts = urlsplit(address)
    response = client.get(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    assert response.status_code == 200, address
    return response


def _values(client: Client, cited: str) -> list[str]:
    """What the file of a cited page tells of the whole country."""
    rows = csv.DictReader(io.StringIO(_read(client, cited + "&format=csv").getvalue().decode()))
    return [row["valeur"] for row in rows if row["niveau"] == "pays" and not row["part"]]


def test_a_journalist_finds_a_cited_figure_unchanged_a_year_later(client: Client) -> None:
    day = dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)
    with clock.stopped(day):
        for number in range(3):
            make_published_project(name=f"Projet {number}")
        take_round()
        page = client.get("/observatoire/projets-publies/").text
        cited = next(address for address in map(unescape, re.findall(r"https?://[^\s<\"]+", page)) if "projets-publies/?au=" in address)
        told = client.get("/api/v1/figures/projets-publies").json()
        then = _values(client, cited)
    assert told["value"] == "3.0000"
    with clock.stopped(day + dt.timedelta(days=365)):
        for number in range(3, 8):
            make_published_project(name=f"Projet {number}")
        take_round()
        assert client.get("/api/v1/figures/projets-publies").json()["value"] == "8.0000"
        found = client.get("/api/v1/figures/projets-publies", {"au": cited.partition("?au=")[2]}).json()
        assert {name: found[name] for name in ("value", "known_from", "id")} == {name: told[name] for name in ("value", "known_from", "id")}
        assert _values(client, cited) == then == ["3"]
        assert re.search(r">\s*3\s*<", _read(client, cited).text)
        rows = csv.DictReader(io.StringIO(client.get("/donnees/chiffres.csv?au=2026-03-03").getvalue().decode()))
        kept = [row["valeur"] for row in rows if (row["indicateur"], row["coupe"], row["part"]) == ("projets-publies", "pays", "")]
        assert kept == ["3.0000"]


def test_a_portal_harvests_the_catalogue_and_every_file_keeps_to_what_is_said_of_it(client: Client) -> None:
    make_terms()
    make_places()
    make_organisation(name="Le Toit", commune=make_place("commune:73065"))
    make_published_project()
    make_label()
    make_aid()
    make_commitment()
    make_event()
    take_round()
    graph = Graph().parse(data=client.get("/donnees/catalogue.jsonld").content.decode(), format="json-ld")
    read = 0
    for dataset in graph.subjects(RDF.type, DCAT.Dataset):
        assert str(dataset).startswith(f"{settings.BASE_URL}/donnees/")
        assert (dataset, DCTERMS.title, None) in graph
        for file in graph.objects(dataset, DCAT.distribution):
            address, media = graph.value(file, DCAT.downloadURL), str(graph.value(file, DCAT.mediaType)).rpartition("media-types/")[2]
            response = _read(client, str(address))
            assert response["Content-Type"].partition(";")[0] == media, address
            schema = next((str(one) for one in graph.objects(file, DCTERMS.conformsTo) if str(one).startswith(settings.BASE_URL)), "")
            names = [one["name"] for one in _read(client, schema).json()["fields"]] if schema else None
            _keeps_to(str(address), response.getvalue(), names)
            read += 1
    assert read == sum(len(one.forms) for one in DATASETS.values())


def _keeps_to(address: str, content: bytes, names: list[str] | None) -> None:
    """A file is what its form says, with the columns of its schema."""
    kind = address.rpartition(".")[2]
    if kind == "csv":
        reader = csv.DictReader(io.StringIO(content.decode()), strict=True)
        assert names is None or reader.fieldnames == names, address
        assert all(None not in row and None not in row.values() for row in reader), address
    elif kind == "parquet":
        assert names is None or pyarrow.parquet.read_table(io.BytesIO(content)).column_names == names, address
    else:
        whole = json.loads(content)
        if names and kind == "json":
            assert all(list(row) == names for row in whole["results"]), address
        if kind == "geojson":
            assert whole["type"] == "FeatureCollection"
            assert all(one["geometry"] is None or one["geometry"]["type"] == "Point" for one in whole["features"]), address
