"""A site that is read only for a while: reading goes on, nothing is written, and it says so."""

from io import StringIO
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from frenchimpact.accounts.models import SignInRequest, User
from frenchimpact.core import logs, read_only

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["setting", "command"])
def closed(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> None:
    """By the variable, or by the command while processes run."""
    settings.DATA_DIR = tmp_path
    if request.param == "setting":
        settings.READ_ONLY = True
    else:
        call_command("read_only", "on", stdout=StringIO())


@pytest.mark.usefixtures("closed")
def test_reading_goes_on_and_every_page_says_it(client: Client) -> None:
    page = client.get("/connexion/")
    assert page.status_code == 200
    assert "Le site est en lecture seule un moment" in page.content.decode()
    assert "The site is read-only for a while" in client.get("/en/connexion/").content.decode()


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_writing_answers_that_it_must_come_back(client: Client, method: str, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.generic(method, "/connexion/", "email=awa%40exemple.fr", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer["Retry-After"]) == (503, "300")
    assert "Rien n’a été enregistré" in answer.content.decode()
    assert not SignInRequest.objects.exists()
    assert logs.route_of(answer.wsgi_request) == "connexion/"
    assert not [one for one in caplog.records if one.levelname == "ERROR"], "meant, and no failure"


@pytest.mark.usefixtures("closed")
def test_machines_are_told_too_and_their_questions_answered(client: Client) -> None:
    answer = client.post("/api/v1/measurements", "{}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, "application/problem+json", "300")
    assert "lecture seule" in answer.json()["detail"]
    assert client.post("/api/v1/matches", "{}", content_type="application/json").status_code != 503


def test_a_session_is_not_written_to(settings: Settings) -> None:
    """The moment at which it was last seen waits; who it belongs to is still looked at."""
    client = Client()
    client.force_login(User.objects.create(email="awa@exemple.fr"))
    session = client.session
    session["seen_at"] -= 20 * 60
    session.save()
    before = list(Session.objects.values_list("session_data", "expire_date"))
    settings.READ_ONLY = True
    assert client.get("/mon-espace/securite/").status_code == 200
    assert list(Session.objects.values_list("session_data", "expire_date")) == before
    settings.READ_ONLY = False
    client.get("/mon-espace/securite/")
    assert list(Session.objects.values_list("session_data", "expire_date")) != before


def test_it_opens_again(client: Client, settings: Settings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    said = StringIO()
    for state in ("on", "state", "off", "state"):
        call_command("read_only", state, stdout=said)
    assert said.getvalue().split() == ["read-only", "read-only", "open", "open"]
    assert not read_only.is_on()
    assert client.post("/connexion/", {"email": "awa@exemple.fr"}).status_code == 302
