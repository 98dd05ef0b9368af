"""The database is away for a moment: who asks is told to come back, in their form and language; it looks like a fault of nobody."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, InternalError, OperationalError, connection
from django.test import Client
from psycopg import errors

from frenchimpact.core.outages import is_away

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def away() -> Iterator[None]:
    """The connection leads where no server is."""
    kept = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.pop("PGDATA", None)
    connection.settings_dict["HOST"] = "/nowhere"
    yield
    connection.close()
    connection.settings_dict.update(kept)


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(("start", "words"), [("", "Le service redémarre"), ("/en", "The service is restarting")])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_says_to_come_back(start: str, words: str, method: str, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "a" * 32
    answer = client.generic(method, f"{start}/connexion/", "email=awa%40exemple.fr", content_type="application/x-www-form-urlencoded")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert words in answer.content.decode()
    assert [one.levelname for one in caplog.records if "database is away" in one.getMessage()] == ["WARNING"]
    assert not [one for one in caplog.records if one.levelname == "ERROR"], "one line, without a trace"


@pytest.mark.usefixtures("away")
@pytest.mark.parametrize(("language", "title"), [("fr", "Service indisponible"), ("en", "Service unavailable")])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_program_is_told_by_a_problem(language: str, title: str, method: str) -> None:
    client = Client(raise_request_exception=False, headers={"accept-language": language, "authorization": "Bearer fi_x"})
    answer = client.generic(method, "/api/v1/projects", "{}", content_type="application/json")
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, "application/problem+json", "10")
    assert (answer.json()["title"], answer["Content-Language"]) == (title, language)
    assert "lecture seule" not in answer.json()["detail"]


@pytest.mark.parametrize(
    ("kind", "cause", "expected"),
    [
        (OperationalError, errors.AdminShutdown(), True),
        (OperationalError, errors.CrashShutdown(), True),
        (OperationalError, errors.ConnectionFailure(), True),
        (OperationalError, errors.TooManyConnections(), True),
        (InternalError, errors.ReadOnlySqlTransaction(), True),
        (OperationalError, errors.DeadlockDetected(), False),
        (OperationalError, errors.QueryCanceled(), False),
        (OperationalError, errors.DiskFull(), False),
        (InternalError, errors.InFailedSqlTransaction(), False),
        (IntegrityError, errors.UniqueViolation(), False),
    ],
)
def test_what_is_away_and_what_is_wrong(kind: type[Exception], cause: Exception, expected: bool) -> None:
    error = kind("x")
    error.__cause__ = cause
    assert is_away(error) is expected
