"""What the page of the API shows to send is taken as it stands, by the program that it gives."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from frenchimpact.geo.tests.factories import make_places
from frenchimpact.impact.tests.factories import make_followed
from frenchimpact.machines.models import Scope
from frenchimpact.machines.tests.factories import make_admin, make_token
from frenchimpact.methods.tests.factories import make_method
from frenchimpact.opendata.samples import samples
from frenchimpact.opendata.trying import collections
from frenchimpact.opendata.views.api import follow_script
from frenchimpact.organisations.models import Organisation
from frenchimpact.organisations.tests.factories import make_organisation
from frenchimpact.projects.models import TeamMember
from frenchimpact.projects.tests.factories import make_published_project

pytestmark = pytest.mark.django_db


def _sent() -> list[Any]:
    return [one for operations in collections().values() for one in operations if one.verb == "POST"]


def test_everything_that_one_sends_has_a_sample_and_its_fields(client: Client) -> None:
    assert {one.path for one in _sent()} == set(samples())
    for one in _sent():
        names = [name for name, *_rest in one.fields]
        assert one.sample is not None
        assert set(one.sample) <= set(names), one.path
        # Whatever must be there is in the sample.
        assert {name for name, is_needed, *_rest in one.fields if is_needed} <= set(one.sample), one.path
    page = client.get("/en/api/v1/docs/events").text
    assert "What is sent" in page
    assert "On the clock of the place." in page


@pytest.mark.parametrize("path", samples())
def test_a_sample_is_taken_as_it_stands(client: Client, path: str) -> None:
    places = make_places()
    admin = make_admin(kinds=[Organisation.Kind.FUNDER])
    headers = {"authorization": f"Bearer {make_token(admin, *Scope.values)[1]}"}
    if path.endswith("/measurements"):
        project = make_published_project(organisation=admin.organisation)
        TeamMember.objects.create(project=project, user=admin.user, role=TeamMember.Role.EDITOR)
        make_followed(project=project, places={places["commune:73065"]: 100})
        path += f"?project={project.reference}"
    if "{id}" in path:
        make_method("sroi")
    sent = json.dumps(samples()[path.partition("?")[0]])
    answer = client.post(path.replace("{id}", "sroi"), sent, content_type="application/json", headers=headers)
    assert answer.status_code == 200, answer.content.decode()


def test_the_pages_of_the_api_are_in_both_languages(client: Client) -> None:
    french, english = client.get("/api/v1/docs").text, client.get("/en/api/v1/docs").text
    assert "Ce qui vaut partout" in french
    assert "Ce qui vaut partout" not in english
    assert re.search(r'<html[^>]* lang="en"', english)
    assert 'href="/en/api/v1/docs/organisations"' in english
    assert client.get("/en/api/v1/docs/organisations").status_code == 200
    assert client.get("/api/rien")["Content-Type"] == "application/problem+json"


def test_the_program_of_the_page_follows_what_changes(
    live_server: Any, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BASE_URL = live_server.url
    # What was answered a moment ago is answered again for some seconds: here, each time is a later one.
    monkeypatch.setattr("frenchimpact.opendata.prints.SECONDS", 0)
    text = follow_script().replace("limit=1000", "limit=2")
    program: dict[str, Any] = {"__name__": "program"}
    exec(compile(text, "follow_changes.py", "exec"), program)
    rows = [make_organisation(name=f"Atelier {number}") for number in range(5)]
    collection, held = f"{live_server.url}/api/v1/organisations", tmp_path / "held.json"

    def run() -> list[tuple[str, str]]:
        return list(program["follow"](collection, held))

    assert sorted(run()) == sorted(("new", row.slug) for row in rows)
    assert run() == []
    # While pages are read, a row goes, one changes, one comes: none is skipped, none comes twice.
    turns, ask = iter(range(9)), program["ask"]

    def ask_while_rows_change(address: str, known: Any) -> Any:
        found = ask(address, known)
        if next(turns) == 0:
            Organisation.objects.filter(pk=rows[1].pk).update(is_published=False)
            Organisation.objects.filter(pk=rows[3].pk).update(description="Autre chose")
            rows.append(make_organisation(name="Atelier 5"))
        return found

    program["ask"] = ask_while_rows_change
    assert sorted(run()) == sorted([("changed", rows[3].slug), ("new", rows[5].slug)])
    assert run() == [("gone", rows[1].slug)]
    pages = json.loads(held.read_text("utf-8")).values()
    read = [one["id"] for page in pages for one in page["page"]["results"]]
    assert sorted(read) == sorted({row.slug for row in rows} - {rows[1].slug})
