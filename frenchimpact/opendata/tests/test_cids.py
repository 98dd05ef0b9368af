"""The impact of projects in the Common Impact Data Standard: valid on the shapes of its basic tier, and what it never tells."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pyshacl import validate
from rdflib import Graph

from frenchimpact.geo.models import Place
from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.actions.changes import publish_change, write_part
from frenchimpact.impact.models import Kind, Measure
from frenchimpact.impact.tests.factories import make_followed, make_measure
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.models import Project
from frenchimpact.projects.tests.factories import lead_of

# The reader of JSON-LD itself uses what its library would leave.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")]
SHAPES = Path(__file__).parent / "data" / "cids.basictier.shacl.ttl"
ADDRESS = "/donnees/impact.cids.jsonld"


@pytest.fixture
def place() -> Place:
    return make_places()["commune:73065"]


def read(client: Client) -> str:
    response = client.get(ADDRESS)
    assert response["Content-Type"] == "application/ld+json"
    return response.getvalue().decode()


def nodes(text: str, kind: str) -> list[dict[str, Any]]:
    return [one for one in json.loads(text)["@graph"] if one["@type"] == f"cids:{kind}"]


def troubles(text: str) -> tuple[bool, str]:
    """Whether the file holds to the shapes, warnings and remarks included; and what they say."""
    graph = Graph().parse(data=text, format="json-ld")
    conforms, _report, words = validate(graph, shacl_graph=Graph().parse(SHAPES), inference="none")
    return bool(conforms), str(words)


def test_the_file_is_valid_and_says_who_measured_what_and_how_far_it_is_proven(client: Client, place: Place) -> None:
    jobs = make_followed(places={place: 100}, evidence=0)
    Project.objects.filter(pk=jobs.project_id).update(organisation=make_organisation(name="La Recyclerie", siren="123456782"))
    people = make_followed("beneficiaires_directs", project=jobs.project, sdgs_concerned=[10])
    write_part(holder=jobs.project, kind=Kind.NEED, text="On jette", by=lead_of(jobs.project))
    write_part(holder=jobs.project, kind=Kind.ACTIVITY, text="Réparer", by=lead_of(jobs.project))
    counted: dict[str, Any] = {"stakeholder": "habitants", "indicator": people.indicator}
    write_part(holder=jobs.project, kind=Kind.OUTCOME, text="On répare", by=lead_of(jobs.project), **counted)
    publish_change(holder=jobs.project, by=lead_of(jobs.project))
    make_measure(jobs, 12, place=place, state="verified")
    make_measure(people, 340, place=place)
    text = read(client)
    conforms, words = troubles(text)
    assert conforms, words
    reports = nodes(text, "IndicatorReport")
    assert [one["value"]["hasNumericalValue"] for one in reports] == ["12", "340"]
    assert reports[0]["hasComment"][0] == "Vérifiée"
    assert (reports[0]["startedAtTime"], reports[0]["endedAtTime"]) == ("2025-01-01T00:00:00Z", "2025-12-31T23:59:59Z")
    assert nodes(text, "Organization")[0]["hasLegalName"] == "La Recyclerie"
    (effect,) = nodes(text, "Outcome")
    assert effect["hasName"] == "On répare"
    # What counts an effect leads to it.
    assert [one["forOutcome"] for one in nodes(text, "Indicator")] == [[], [effect["@id"]]]
    assert "http://metadata.un.org/sdg/10" in nodes(text, "Indicator")[1]["forTheme"]
    assert len(nodes(text, "Theme")) == 17


def test_an_empty_file_is_valid(client: Client) -> None:
    assert troubles(read(client))[0]


def test_the_check_sees_what_is_wrong(client: Client, place: Place) -> None:
    make_measure(make_followed(places={place: 100}), 12, place=place)
    found = json.loads(read(client))
    for name in ("forOrganization", "forIndicator", "value", "startedAtTime", "hasName"):
        graph = [
            {key: value for key, value in one.items() if key != name or one["@type"] != "cids:IndicatorReport"} for one in found["@graph"]
        ]
        assert not troubles(json.dumps({**found, "@graph": graph}))[0], name


def test_what_is_not_public_is_not_told(client: Client, place: Place) -> None:
    few = make_followed("beneficiaires_directs", places={place: 100})
    make_measure(few, 4, place=place)
    hidden = make_followed(is_counted=False)
    make_measure(hidden, 12, place=place)
    jobs = make_followed("emplois_etp", places={place: 100})
    for year, state in ((2024, "draft"), (2025, "disputed")):
        make_measure(jobs, 77, year, place=place, state=state)
    make_measure(jobs, None, 2026, place=place)
    text = read(client)
    assert nodes(text, "IndicatorReport") == []
    assert Measure.objects.count() == 5
    assert troubles(text)[0]
