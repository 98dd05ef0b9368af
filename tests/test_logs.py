"""The log: one line an entry, each with its request, and nobody's name in it."""

import io
import json
import logging
import re
from collections.abc import Callable, Iterator

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from config import urls
from frenchimpact.accounts.models import User
from frenchimpact.core import logs
from frenchimpact.core.doors import open_door
from frenchimpact.core.middleware import FollowRequests
from frenchimpact.design import incidents

SECRET = "Zm9yLXlvdXItZXllcy1vbmx5"


@open_door
def breaks(request: HttpRequest, key: str) -> HttpResponse:
    raise IntegrityError('duplicate key value\nDETAIL:  Key (email)=(awa@exemple.fr) already exists.\nfor "chloe@exemple.fr"')


@open_door
def refuses(request: HttpRequest, key: str) -> HttpResponse:
    raise PermissionDenied("no")


# Beside all others, which pages go on naming.
urlpatterns = [*urls.urlpatterns, path("breaks/<str:key>/", breaks), path("refuses/<str:key>/", refuses)]
handler500 = incidents.broken


@pytest.fixture(params=[logs.Json, logs.Line])
def written(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """All that the service logs, as it would be read."""
    stream, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    handler.addFilter(logs.KeepRoutes())
    requests = logging.getLogger("frenchimpact.requests")
    before = requests.level
    root.addHandler(handler)
    requests.setLevel(logging.INFO)
    yield stream.getvalue
    root.removeHandler(handler)
    requests.setLevel(before)


@pytest.mark.parametrize(
    ("given", "is_taken"), [("from-the-proxy-0001", True), ("short", False), ("a b c d e f g h", False), ("a" * 65, False)]
)
def test_a_sane_name_is_taken_and_given_back(given: str, is_taken: bool) -> None:
    answer = FollowRequests(lambda request: HttpResponse(logs.CURRENT.get()))(RequestFactory().get("/", headers={"x-request-id": given}))
    assert isinstance(answer, HttpResponse)
    name = answer["X-Request-ID"]
    assert (name == given) is is_taken
    assert re.fullmatch(r"[A-Za-z0-9._-]{8,64}", name)
    assert answer.content.decode() == name
    assert logs.CURRENT.get() == ""


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.test_logs")
def test_an_incident_bears_the_name_of_its_request_and_tells_no_secret(written: Callable[[], str]) -> None:
    client = Client(raise_request_exception=False)
    answer = client.get(f"/breaks/{SECRET}/?email=awa@exemple.fr", headers={"x-request-id": "watched-request-1", "user-agent": "Agent/9"})
    assert answer.status_code == 500
    assert '<strong class="ref">watched-request-1</strong>' in answer.content.decode()
    assert answer["X-Request-ID"] == "watched-request-1"
    text = written()
    assert text.count("watched-request-1") >= 3
    assert "breaks/<str:key>/" in text
    assert "IntegrityError" in text
    for kept_out in (SECRET, "exemple.fr", "email=", "127.0.0.1", "Agent/9"):
        assert kept_out not in text
        assert kept_out == SECRET or kept_out not in answer.content.decode().split('class="ref"')[1].split("</p>")[0]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF="tests.test_logs")
def test_a_refusal_at_a_door_is_written_with_its_person(written: Callable[[], str]) -> None:
    person = User.objects.create(email="awa@exemple.fr", full_name="Awa Diop")
    client = Client()
    client.force_login(person)
    assert client.get(f"/refuses/{SECRET}/").status_code == 403
    text = written()
    assert "door_refused" in text
    assert re.search(rf'"?person"?[=:] ?{person.pk}\b', text)
    assert SECRET not in text
    assert "Awa" not in text


def test_one_line_of_json_an_entry_with_its_moment_in_utc() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Json())
    log = logging.Logger("a.log")
    log.addHandler(handler)
    log.warning("typed: %s", "one\r\n2026-01-01T00:00:00 INFO forged\u2028line")
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    assert told["message"] == "typed: one\r\n2026-01-01T00:00:00 INFO forged\u2028line"
    assert told["at"].endswith("+00:00")
    assert (told["level"], told["logger"]) == ("WARNING", "a.log")


def test_what_was_typed_makes_no_second_line() -> None:
    record = logging.LogRecord("a.log", logging.INFO, "", 0, "typed: %s", ("one\r\n2026 INFO forged\x1b[2J\u2028",), None)
    assert len(logs.Line().format(record).splitlines()) == 1
    try:
        raise ValueError("one\n2026-01-01T00:00:00 INFO forged")
    except ValueError as error:
        record = logging.LogRecord("a.log", logging.ERROR, "", 0, "failed", (), (ValueError, error, error.__traceback__))
    _head, *further = logs.Line().format(record).splitlines()
    assert further
    assert all(line.startswith("  | ") for line in further)


def test_each_request_is_one_line_of_its_route(written: Callable[[], str], client: Client) -> None:
    client.get("/healthz?token=secret")
    (line,) = [one for one in written().splitlines() if "request" in one and "healthz" in one]
    assert "secret" not in line
    assert "200" in line


def test_a_foreign_host_is_one_line_without_trace(written: Callable[[], str], client: Client) -> None:
    """Anybody may ask: it must fill no log, and is no fault of ours."""
    assert client.get("/connexion/", headers={"host": "evil.example"}).status_code == 400
    lines = [one for one in written().splitlines() if "not ours" in one or "evil.example" in one or "Traceback" in one]
    assert len(lines) == 1
    assert "WARNING" in lines[0]
