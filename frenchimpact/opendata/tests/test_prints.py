"""Who holds an answer or a file asks whether it changed, by its print or by its date, and is answered without reading it again."""

import time
from typing import Any

import pytest
from django.test import Client

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


def test_a_file_whose_rows_changed_has_another_print(client: Client) -> None:
    path = "/donnees/organisations.csv"
    row = make_organisation(name="Une")
    held = client.get(path)["ETag"]
    row.description = "Autre chose"
    row.save()
    new = client.get(path, headers={"if-none-match": held})
    assert (new.status_code, "Autre chose" in new.getvalue().decode()) == (200, True)
    assert client.get("/donnees/organisations.json")["ETag"] != new["ETag"]


@pytest.mark.parametrize("path", ["/api/v1/organisations", "/donnees/organisations.csv"])
def test_what_changed_since_a_date_is_asked(client: Client, path: str) -> None:
    row = make_organisation(name="Une")
    since = _dated(client, path)["Last-Modified"]
    same = client.get(path, headers={"if-modified-since": since})
    assert (same.status_code, same["Last-Modified"]) == (304, since)
    row.description = "Autre chose"
    row.save()
    assert client.get(path, headers={"if-modified-since": since}).status_code == 200
