"""The API says what is public, page by page, and explains what it refuses."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from frenchimpact.geo.tests.factories import make_place, make_places
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.models import SectionAudience
from frenchimpact.projects.tests.factories import make_project, make_published_project
from frenchimpact.vocabularies.tests.factories import make_terms

pytestmark = pytest.mark.django_db


def get(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.json()


def test_organisations_are_public_ones_with_their_place(client: Client) -> None:
    shown = make_organisation(name="Atelier", commune=make_place("commune:73065"), themes=[])
    make_organisation(name="Cachée", is_published=False)
    ceased = make_organisation(name="Cessée", closed_on=dt.date(2026, 3, 1))
    assert get(client, f"/api/v1/organisations/{ceased.slug}")["closed_on"] == "2026-03-01"
    answer = get(client, "/api/v1/organisations")
    assert [one["id"] for one in answer["results"]] == [shown.slug]
    assert answer["results"][0]["commune"] == {"id": "commune:73065", "name": "Chambéry"}
    assert answer["results"][0]["region"] == {"id": "region:84", "name": "Auvergne-Rhône-Alpes"}
    assert (answer["next"], answer["total"]) == (None, 1)


def test_mail_and_phone_never_leave(client: Client) -> None:
    make_organisation(email="personne@example.org", phone="0102030405")
    content = client.get("/api/v1/organisations").content.decode()
    assert "personne@example.org" not in content
    assert "0102030405" not in content


def test_a_demonstration_row_says_so(client: Client) -> None:
    made = make_organisation(source=Organisation.Source.DEMO)
    assert get(client, f"/api/v1/organisations/{made.slug}")["demo"] is True


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("commune=73065", 1),
        ("epci=200069110", 1),
        ("departement=73", 2),
        ("region=84", 2),
        ("region=11", 0),
        ("departement=73&q=velo", 1),
        ("q=VÉLO", 1),
        ("q=%25", 2),
        ("theme=culture_sport", 1),
    ],
)
def test_filters_bear_official_codes(client: Client, query: str, count: int) -> None:
    make_terms()
    make_places()
    make_organisation(name="Vélo pour tous", commune=make_place("commune:73065"), themes=["culture_sport"])
    make_organisation(name="Le lac", commune=make_place("commune:73008"), themes=[])
    assert get(client, f"/api/v1/organisations?{query}")["total"] == count


def test_following_next_reads_everything_once(client: Client) -> None:
    made = {make_organisation(name=f"Atelier {number}").slug for number in range(5)}
    address, seen = "/api/v1/organisations?limit=2&q=atelier", []
    while address:
        answer = get(client, address)
        seen += [one["id"] for one in answer["results"]]
        address = answer["next"]
    assert len(seen) == 5
    assert set(seen) == made


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_number_of_queries(client: Client, django_assert_num_queries: Any, rows: int) -> None:
    for number in range(rows):
        make_published_project(name=f"Projet {number}")
    with django_assert_num_queries(4):
        get(client, "/api/v1/projects")


def test_projects_are_published_ones(client: Client) -> None:
    project = make_published_project()
    make_project(name="Pas encore lu")
    answer = get(client, "/api/v1/projects")
    assert [one["id"] for one in answer["results"]] == [project.reference]
    assert get(client, f"/api/v1/projects/{project.reference}")["publics"] == project.publics


def test_a_section_kept_for_some_is_left_out_everywhere(client: Client) -> None:
    project = make_published_project()
    for section in ("publics", "structure"):
        SectionAudience.objects.update_or_create(project=project, section=section, defaults={"audience": "private"})
    shown = get(client, f"/api/v1/projects/{project.reference}")
    assert (shown["publics"], shown["sdgs"], shown["organisation"]) == (None, None, None)
    lines = client.get("/donnees/projets.json").getvalue()
    assert b'"publics":""' in lines
    assert b'"organisation":""' in lines


def test_places_are_searched_and_read(client: Client) -> None:
    make_places()
    assert get(client, "/api/v1/places/commune:73065")["department"] == {"id": "departement:73", "name": "Savoie"}
    assert get(client, "/api/v1/places?q=73065")["results"][0]["name"] == "Chambéry"
    assert get(client, "/api/v1/places?level=region&limit=2")["total"] == 3


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/organisations?limit=0", 422),
        ("/api/v1/organisations?limit=1001", 422),
        ("/api/v1/organisations?limit=dix", 422),
        ("/api/v1/organisations?commune=99999", 404),
        ("/api/v1/organisations?theme=astrologie", 404),
        ("/api/v1/organisations?q=%00", 400),
        ("/api/v1/organisations/absente", 404),
        ("/api/v1/projects/P-2026-9999", 404),
        ("/api/v1/places/commune:00000", 404),
        ("/api/v1/rien", 404),
        ("/api/", 404),
    ],
)
def test_a_refusal_is_a_problem_with_words(client: Client, address: str, status: int) -> None:
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["status"] == status
    assert response.json()["detail"]


def test_a_refusal_speaks_one_language() -> None:
    french = Client().get("/api/v1/organisations?limit=1001").json()
    assert (french["title"], french["errors"]) == ("Demande à corriger", ["limit : un nombre inférieur ou égal à 1000 est attendu"])
    asked = Client().get("/api/v1/organisations?limit=1001", headers={"accept-language": "en-GB,en;q=0.9"})
    english = asked.json()
    assert (english["title"], english["errors"]) == ("Request to correct", ["limit: a number less than or equal to 1000 is expected"])
    assert english["detail"] == "A value of the request does not fit."
    assert (asked["Content-Language"], "Accept-Language" in asked["Vary"]) == ("en", True)
    missing = Client().get("/api/v1/rien", headers={"accept-language": "en"}).json()
    assert missing["title"] == "Not found"
    assert missing["detail"].startswith("Nothing is at this address.")


@pytest.mark.parametrize("query", ["level=village", "limit=dix", "limit=0", "q=" + "a" * 3000])
def test_every_check_has_words(client: Client, query: str) -> None:
    (line,) = client.get(f"/api/v1/places?{query}").json()["errors"]
    assert "attendu" in line


def test_writing_is_refused(client: Client) -> None:
    response = client.post("/api/v1/organisations")
    assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in response["Allow"]


def test_any_site_may_read_and_caches_may_ask_again(client: Client) -> None:
    first = client.get("/api/v1/organisations")
    assert first["Access-Control-Allow-Origin"] == "*"
    again = client.get("/api/v1/organisations", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "set-cookie" not in {name.lower() for name in first.headers}
    preflight = client.options("/api/v1/organisations")
    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize("name", ["organisations", "aids", "commitments", "figures", "places", "precedents"])
def test_a_list_refuses_the_names_that_it_does_not_know(client: Client, name: str) -> None:
    response = client.get(f"/api/v1/{name}?limit=2&regoin=84&format=csv")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    told = response.json()
    assert told["errors"] == ["format : ce paramètre n’existe pas", "regoin : ce paramètre n’existe pas"]
    assert "Elle connaît : limit, after" in told["detail"]
