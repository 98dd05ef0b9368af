"""What every read of the API does alike: pages that neither skip nor repeat, chosen fields, languages, prints, endings announced."""

import datetime as dt
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from frenchimpact.opendata import prints
from frenchimpact.opendata.api.retirement import Retirement
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def get(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, response.content
    return response.json()


def test_rows_that_change_while_one_reads_are_neither_skipped_nor_repeated(client: Client) -> None:
    stay = [make_organisation(name=f"Reste {number}").slug for number in range(0, 12, 2)]
    gone = make_organisation(name="Reste parti")
    stay += [make_organisation(name=f"Reste {number}").slug for number in range(1, 12, 2)]
    address, seen, turn = "/api/v1/organisations?limit=3&q=reste", [], 0
    while address:
        answer = get(client, address)
        seen += [one["id"] for one in answer["results"]]
        address, turn = answer["next"], turn + 1
        # Meanwhile: rows come, one goes, those that were read and those that were not are renamed.
        make_organisation(name=f"Arrivée {turn}") if turn < 4 else None
        Organisation.objects.filter(pk=gone.pk).update(is_published=False)
        for row in Organisation.objects.filter(name__startswith="Reste").exclude(pk=gone.pk):
            Organisation.objects.filter(pk=row.pk).update(name=f"Reste {100 - row.pk} {turn}")
    assert len(seen) == len(set(seen))
    assert set(stay) <= set(seen)
    assert turn > 3


def test_only_the_fields_that_are_asked_come_with_their_identifier(client: Client) -> None:
    row = make_organisation(name="Atelier")
    make_organisation(name="Autre")
    answer = get(client, "/api/v1/organisations?fields=name,url&limit=1")
    assert answer["results"] == [{"id": row.slug, "name": "Atelier", "url": answer["results"][0]["url"]}]
    assert answer["total"] == 2
    assert "fields=name%2Curl" in answer["next"]
    assert [set(one) for one in get(client, answer["next"])["results"]] == [{"id", "name", "url"}]
    assert get(client, f"/api/v1/organisations/{row.slug}?fields=siren") == {"id": row.slug, "siren": ""}


@pytest.mark.parametrize("address", ["/api/v1/organisations?fields=nom,email", "/api/v1/places/commune:73065?fields=nom"])
def test_a_field_that_results_do_not_have_is_refused_with_those_that_they_have(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 422
    assert "fields : « nom » n’existe pas" in response.json()["errors"]
    assert "id" in response.json()["detail"]
    assert client.get("/api/v1/organisations?fields=Nom;").status_code == 422


@pytest.mark.parametrize(
    "address", ["/api/v1/organisations?limit=0&lang=en", "/api/v1/rien?lang=en", "/api/v1/organisations/absente?lang=en"]
)
def test_errors_are_said_in_the_language_that_is_asked(client: Client, address: str) -> None:
    response = client.get(f"/api/v1/{address}", headers={"accept-language": "fr"})
    assert response["Content-Language"] == "en"
    assert response.json()["title"] in ("Request to correct", "Not found")
    assert client.get("/api/v1/organisations?lang=de").status_code == 422


def test_an_ending_is_announced_a_year_before() -> None:
    response = HttpResponse()
    Retirement(dt.date(2027, 1, 1), dt.date(2028, 1, 2), "/api/v2/labels").say(response)
    assert response["Deprecation"] == "@1798761600"
    assert response["Sunset"] == "Sun, 02 Jan 2028 00:00:00 GMT"
    assert '/api/v2/labels>; rel="successor-version"' in response["Link"]
    with pytest.raises(ValueError, match="365 days"):
        Retirement(dt.date(2027, 1, 1), dt.date(2027, 6, 1), "/api/v2/labels")


def test_a_read_that_ends_says_so_in_its_answers_and_in_the_description(client: Client) -> None:
    from ninja import Schema

    from frenchimpact.opendata.api.interface import Documented

    class Out(Schema):
        id: str

    ending = Documented(urls_namespace="ending")

    @ending.get("/old", response={200: Out}, retirement=Retirement(dt.date(2027, 1, 1), dt.date(2028, 1, 2), "/api/v2/new"))
    def old(request: Any) -> Out:
        return Out(id="a")

    (bound,) = ending._routers[0][1].path_operations["/old"].operations
    response = bound.view_func(client.get("/api/v1/places").wsgi_request)
    assert (response.content, response["Deprecation"]) == (b'{"id":"a"}', "@1798761600")
    assert ending.get_openapi_schema()["paths"]["/api/v1/old"]["get"]["deprecated"] is True


def test_whoever_asks_whether_an_answer_changed_is_answered_without_reading_it_again(
    client: Client, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = make_organisation(name="Avant")
    address = f"/api/v1/organisations/{row.slug}"
    first = client.get(address)
    asked = {"if-none-match": first["ETag"]}
    with django_assert_num_queries(0):
        again = client.get(address, headers=asked)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Access-Control-Allow-Origin"] == "*"
    Organisation.objects.filter(pk=row.pk).update(name="Après")
    assert client.get(address).json()["name"] == "Après"
    # What was read since is known: the old print no longer is.
    assert client.get(address, headers=asked).status_code == 200
    # A few seconds later the row is read again, whatever was known.
    Organisation.objects.filter(pk=row.pk).update(name="Encore")
    last = client.get(f"{address}?fields=name")
    monkeypatch.setattr(prints, "SECONDS", 0)
    Organisation.objects.filter(pk=row.pk).update(name="Enfin")
    assert client.get(f"{address}?fields=name", headers={"if-none-match": last["ETag"]}).json()["name"] == "Enfin"


def test_another_print_is_never_said_unchanged(client: Client) -> None:
    row = make_organisation()
    assert client.get(f"/api/v1/organisations/{row.slug}").status_code == 200
    for other in ('"autre"', "", "*x"):
        assert client.get(f"/api/v1/organisations/{row.slug}", headers={"if-none-match": other}).status_code == 200
