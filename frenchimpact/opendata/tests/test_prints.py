"""Who holds an answer or a file asks whether it changed, by its print or by its date, and is answered without reading it again."""

import datetime as dt
import time
from typing import Any

import pytest
from django.test import Client

from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db
PATHS = ("/donnees/organisations.csv", "/donnees/chiffres.json", "/donnees/subventions.scdl.csv", "/donnees/organisations.parquet")


def _dated(client: Client, path: str) -> Any:
    """The answer once its date may be told: a date does not divide the second in which the answer began."""
    while "Last-Modified" not in (response := client.get(path)):
        time.sleep(0.05)
    return response


@pytest.mark.parametrize("path", PATHS)
def test_a_file_that_did_not_change_is_not_sent_again(client: Client, path: str) -> None:
    make_organisation(name="Une")
    first = client.get(path)
    first.getvalue()
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again["ETag"], again["Access-Control-Allow-Origin"]) == (304, first["ETag"], "*")


@pytest.mark.parametrize(
    "path", ["/donnees/catalogue.jsonld", "/donnees/catalogue.ttl", "/donnees/impact.cids.jsonld", "/donnees/schemas/chiffres.json"]
)
def test_a_portal_that_harvests_again_is_not_sent_what_it_holds(client: Client, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])
    assert "max-age=60" in first["Cache-Control"]


def test_a_file_whose_rows_changed_has_another_print(client: Client) -> None:
    path = "/donnees/organisations.csv"
    row = make_organisation(name="Une")
    held = client.get(path)["ETag"]
    row.description = "Autre chose"
    row.save()
    new = client.get(path, headers={"if-none-match": held})
    assert (new.status_code, "Autre chose" in new.getvalue().decode()) == (200, True)
    assert client.get("/donnees/organisations.json")["ETag"] != new["ETag"]


@pytest.mark.parametrize("encoding", ["identity", "gzip, br", ""])
def test_answers_of_the_api_are_dated_as_their_rows_are(client: Client, encoding: str) -> None:
    row, older = make_organisation(name="Une"), make_organisation(name="Deux")
    at = dt.datetime(2026, 2, 4, 10, 30, tzinfo=dt.UTC)
    Organisation.objects.filter(pk=row.pk).update(updated_at=at)
    Organisation.objects.filter(pk=older.pk).update(updated_at=at - dt.timedelta(days=9))
    for path in ("/api/v1/organisations", f"/api/v1/organisations/{row.slug}"):
        answer = client.get(path, headers={"accept-encoding": encoding})
        assert answer["Last-Modified"] == "Wed, 04 Feb 2026 10:30:00 GMT"
        again = client.get(path, headers={"accept-encoding": encoding, "if-none-match": answer["ETag"]})
        assert (again.status_code, again["Last-Modified"]) == (304, answer["Last-Modified"])
    assert "Last-Modified" not in client.get("/api/v1/organisations?fields=name")


def test_a_row_that_is_gone_is_seen_whatever_date_is_asked_with(client: Client) -> None:
    make_organisation(name="Reste")
    gone = make_organisation(name="Part")
    Organisation.objects.update(updated_at=dt.datetime(2026, 2, 4, tzinfo=dt.UTC))
    since = client.get("/api/v1/organisations")["Last-Modified"]
    Organisation.objects.filter(pk=gone.pk).update(is_published=False)
    answer = client.get("/api/v1/organisations", headers={"if-modified-since": since})
    assert [one["name"] for one in answer.json()["results"]] == ["Reste"]


def test_what_changed_since_a_date_is_asked(client: Client) -> None:
    path = "/donnees/organisations.csv"
    row = make_organisation(name="Une")
    since = _dated(client, path)["Last-Modified"]
    same = client.get(path, headers={"if-modified-since": since})
    assert (same.status_code, same["Last-Modified"]) == (304, since)
    row.description = "Autre chose"
    row.save()
    assert client.get(path, headers={"if-modified-since": since}).status_code == 200
