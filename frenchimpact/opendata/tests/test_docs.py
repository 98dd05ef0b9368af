"""The API's pages: they lead everywhere, their examples run, any read is tried from the page."""

import html
import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from frenchimpact.opendata.trying import collections
from frenchimpact.organisations.tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def page(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return html.unescape(response.content.decode())


def test_the_first_page_leads_to_every_collection(client: Client) -> None:
    found = page(client, "/api/v1/docs")
    for name in collections():
        assert f'href="/api/v1/docs/{name}"' in found
    assert "/api/v1/openapi.json" in found


def test_examples_of_every_collection_run(client: Client) -> None:
    make_organisation()
    ran = 0
    for name, operations in collections().items():
        found = page(client, f"/api/v1/docs/{name}")
        for address in re.findall(r"curl '([^']+)'", found):
            parts = urlsplit(address)
            status = client.get(f"{parts.path}?{parts.query}").status_code
            # Where there is nothing yet, the example of one thing finds none.
            assert status == 200 or (status in (404, 422) and parts.path.endswith("%E2%80%A6")), address
            ran += 1
        assert all(one.path in found for one in operations)
    assert ran > 25


def test_the_loop_of_the_page_reads_everything(client: Client, live_server: Any, settings: Any, capsys: pytest.CaptureFixture[str]) -> None:
    settings.BASE_URL = live_server.url
    made = {make_organisation(name=f"Atelier {number}").slug for number in range(3)}
    script = re.search(r"import json, urllib.request\n\naddress.*?(?=</textarea>)", page(client, "/api/v1/docs"), re.DOTALL)
    assert script is not None
    exec(script.group(0).replace("limit=1000", "limit=2"), {})
    assert {line.split()[0] for line in capsys.readouterr().out.splitlines()} == made


def test_a_read_is_tried_from_the_page(client: Client) -> None:
    row = make_organisation(name="Le « Toit » <b>")
    found = page(client, "/api/v1/docs/organisations?essai=organisations&q=toit&fields=name&limit=")
    assert "Réponse 200" in found
    assert f'"id": "{row.slug}"' in found
    assert "/api/v1/organisations?" in found
    refused = page(client, "/api/v1/docs/organisations?essai=organisations&limit=0")
    assert "Réponse 422" in refused
    assert "un nombre supérieur ou égal à 1 est attendu" in refused


@pytest.mark.parametrize("query", ["essai=organisation-id&id=absente", "essai=organisation-id", "essai=rien&q=a"])
def test_anything_typed_has_an_answer(client: Client, query: str) -> None:
    assert client.get(f"/api/v1/docs/organisations?{query}").status_code == 200


def test_a_collection_that_is_not_there_has_no_page_and_pages_are_kept_by_no_one_else(client: Client) -> None:
    assert client.get("/api/v1/docs/rien").status_code == 404
    assert "public" not in client.get("/api/v1/docs").get("Cache-Control", "")


def test_a_parameter_says_what_it_takes(client: Client) -> None:
    found = page(client, "/api/v1/docs/events")
    assert "tour_stop, workshop" in found
    assert "At most so many results." in found
