"""A filter that a public list has is a parameter of its collection, under the same name: what is read is asked the same way."""

import datetime as dt
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from frenchimpact.aids.tests.factories import make_aid
from frenchimpact.commitments.tests.factories import make_commitment
from frenchimpact.events.tests.factories import make_event
from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.labels.tests.factories import make_label
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.models import SectionAudience, Stage
from frenchimpact.projects.tests.factories import make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db
# The public lists that the API has a collection of.
LISTS = {
    "/annuaire/": "organisations",
    "/projets/": "projects",
    "/territoires/": "territories",
    "/labels/": "labels",
    "/financements/": "aids",
    "/financements/engagements/": "commitments",
    "/offres/": "offers",
    "/evenements/": "events",
    "/freins/": "precedents",
    "/experimentations/": "experiments",
    "/methodes/": "methods",
    "/solutions/": "solutions",
    "/observatoire/": "figures",
}
# How rows are shown, and what a place typed in words becomes: an official code, which is a filter.
SHOWING = {"page", "tri", "vue", "taille", "format", "bom", "mois", "semaines", "lieu", "lieu_cle", "lieu_avant"}


def _asked_by(page: str, path: str) -> set[str]:
    """The parameters of the forms and of the links of a page that lead to itself."""
    found: set[str] = set()
    for form in re.findall(r"<form\b.*?</form>", page, re.DOTALL):
        action = re.search(r'\baction="([^"]*)"', form)
        if 'method="post"' not in form and (not action or urlsplit(action[1]).path in ("", path)):
            found |= set(re.findall(r'\bname="([^"]*)"', form))
    for link in re.findall(r'href="([^"]*)"', page):
        address = urlsplit(unescape(link))
        if address.path in ("", path):
            found |= {name for name, _value in parse_qsl(address.query, keep_blank_values=True)}
    return found - SHOWING


@pytest.mark.parametrize(("path", "collection"), LISTS.items())
def test_the_filters_of_a_page_are_those_of_its_collection(client: Client, path: str, collection: str) -> None:
    make_terms()
    page = client.get(path).content.decode()
    names = _asked_by(page, path)
    assert names, path
    schema: Any = client.get("/api/v1/openapi.json").json()
    known = {one["name"] for one in schema["paths"][f"/api/v1/{collection}"]["get"]["parameters"]}
    assert names - known == set()


def test_every_list_of_the_site_map_that_has_a_collection_is_compared(client: Client) -> None:
    schema: Any = client.get("/api/v1/openapi.json").json()
    collections = {path.rsplit("/", 1)[-1] for path, verbs in schema["paths"].items() if path.count("/") == 3 and "get" in verbs}
    # Places and measurements have no list of their own among the pages.
    assert collections - set(LISTS.values()) == {"places", "measurements"}


@pytest.mark.parametrize("collection", [*LISTS.values(), "places", "measurements"])
def test_a_parameter_that_does_not_exist_is_told(client: Client, collection: str) -> None:
    answer = client.get(f"/api/v1/{collection}", {"couleur": "rouge", "lang": "en"})
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"] == ["couleur: this parameter does not exist"]


def _references(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return [one["id"] for one in answer.json()["results"]]


def test_organisations_by_kind_support_and_label(client: Client) -> None:
    make_terms()
    one = make_organisation(name="Une", kinds=["association"])
    two = make_organisation(name="Deux", kinds=["financeur"])
    label = make_label(organisation=two)
    assert _references(client, "/api/v1/organisations?type=association") == [one.slug]
    assert _references(client, "/api/v1/organisations?type=association&type=financeur") == [one.slug, two.slug]
    assert _references(client, f"/api/v1/organisations?label={label.kind.code}") == [two.slug]
    assert client.get("/api/v1/organisations?label=licorne").status_code == 404
    first: Any = client.get("/api/v1/organisations?type=association&type=financeur&limit=1").json()
    assert _references(client, first["next"]) == [two.slug]


def test_projects_by_stage_and_people_never_tell_what_their_team_keeps(client: Client) -> None:
    make_terms()
    shown = make_published_project(stage=Stage.IDEA, publics=["jeunes"])
    kept = make_published_project(stage=Stage.IDEA, publics=["jeunes"])
    SectionAudience.objects.create(project=kept, section="publics", audience="private")
    assert _references(client, f"/api/v1/projects?etape={Stage.IDEA}") == [shown.reference, kept.reference]
    assert _references(client, "/api/v1/projects?public=jeunes") == [shown.reference]


def test_events_by_days_and_under_the_names_of_before(client: Client) -> None:
    make_terms()
    day = dt.datetime(2027, 3, 10, 9, tzinfo=dt.UTC)
    event = make_event(starts_at=day, ends_at=day + dt.timedelta(hours=2))
    assert _references(client, "/api/v1/events?du=2027-03-10&au=2027-03-10") == [event.reference]
    assert _references(client, "/api/v1/events?du=2027-03-11") == []
    for query in (f"genre={event.kind}", f"kind={event.kind}"):
        assert _references(client, f"/api/v1/events?{query}") == [event.reference]


def test_commitments_by_piece_form_and_what_nobody_said(client: Client) -> None:
    make_terms()
    make_places()
    row = make_commitment(region=make_place("region:84"))
    other = make_commitment(region=None)
    assert _references(client, f"/api/v1/commitments?compte=mobilise&forme={row.instrument}&origine={row.origin}") == [
        row.reference,
        other.reference,
    ]
    assert _references(client, "/api/v1/commitments?region=non-precise") == [other.reference]
    assert _references(client, "/api/v1/commitments?fonds=seed_fund") == []


def test_aids_that_what_is_said_of_the_project_leaves_out(client: Client) -> None:
    make_terms()
    wide, narrow = make_aid(), make_aid(rules=[{"subject": "stage", "values": ["idee"]}])
    assert _references(client, "/api/v1/aids?etape=idee") == [wide.reference, narrow.reference]
    assert _references(client, "/api/v1/aids?etape=essaimage") == [wide.reference]
    assert client.get("/api/v1/aids?public=licornes").status_code == 404
