"""The catalogue in DCAT-AP: valid on the shapes that its standard publishes, the same in both forms, and its links lead somewhere."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from pyshacl import validate
from rdflib import DCAT, DCTERMS, RDF, SH, Graph, Literal, URIRef
from rdflib.compare import to_isomorphic

from frenchimpact.opendata.datasets import DATASETS
from frenchimpact.organisations.tests.factories import make_organisation

# The reader of JSON-LD itself uses what its library would leave.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")]
SHAPES = Path(__file__).parent / "data" / "dcat-ap-3.0.1"


def read(client: Client, form: str) -> Graph:
    address, kind, syntax = {"ttl": ("ttl", "text/turtle", "turtle"), "jsonld": ("jsonld", "application/ld+json", "json-ld")}[form]
    response = client.get(f"/donnees/catalogue.{address}")
    assert response.status_code == 200
    assert response["Content-Type"].startswith(kind)
    assert response["Access-Control-Allow-Origin"] == "*"
    return Graph().parse(data=response.content.decode(), format=syntax)


@pytest.mark.parametrize("name", ["shapes", "range", "mdr-vocabularies.shape", "shapes_recommended"])
def test_it_is_valid_on_the_shapes_of_the_standard(client: Client, name: str) -> None:
    make_organisation(name='Le « Vélo », "bleu" \\ n')
    _conforms, report, words = validate(read(client, "ttl"), shacl_graph=Graph().parse(SHAPES / f"{name}.ttl"), inference="none")
    found = {(report.value(one, SH.resultSeverity), report.value(one, SH.resultPath)) for one in report.objects(None, SH.result)}
    assert not [path for severity, path in found if severity == SH.Violation], words
    # Advice left aside: we are no institution of the Union, France is described by others, what is open has no end.
    assert {path for _severity, path in found} <= {DCTERMS.publisher, DCAT.bbox, DCAT.centroid, DCTERMS.temporal}, words


def test_both_forms_say_the_same(client: Client) -> None:
    make_organisation()
    assert to_isomorphic(read(client, "ttl")) == to_isomorphic(read(client, "jsonld"))


def test_every_dataset_and_every_file_is_there_and_its_address_answers(client: Client) -> None:
    graph = read(client, "jsonld")
    assert len(set(graph.subjects(RDF.type, DCAT.Dataset))) == len(DATASETS)
    addresses = {str(value) for name in (DCAT.downloadURL, DCAT.landingPage, DCTERMS.conformsTo) for value in graph.objects(None, name)}
    addresses |= {str(value) for value in graph.objects(None, DCAT.endpointDescription)}
    ours = {one for one in addresses if one.startswith(settings.BASE_URL)}
    assert len(ours) > 60
    for address in ours:
        assert client.head(urlsplit(address).path).status_code == 200, address


def test_a_dataset_says_when_its_rows_changed_last(client: Client) -> None:
    row = make_organisation()
    told = read(client, "ttl").value(URIRef(f"{settings.BASE_URL}/donnees/organisations/"), DCTERMS.modified)
    assert isinstance(told, Literal)
    assert told.toPython() == row.updated_at


def test_the_page_leads_to_it(client: Client) -> None:
    page = client.get("/donnees/").content.decode()
    assert "/donnees/catalogue.jsonld" in page
    assert "/donnees/catalogue.ttl" in page
