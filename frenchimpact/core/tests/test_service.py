"""The addresses for those who watch the service."""

import gc

import pytest
from django.test import Client
from pytest_django import Settings


def test_the_process_answers(client: Client) -> None:
    assert client.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_the_database_and_the_queue_answer(client: Client) -> None:
    told = client.get("/readyz").json()
    assert (told["database"], told["queue"], told["jobs_waiting"]) == ("ok", "ok", 0)


@pytest.mark.django_db
@pytest.mark.parametrize("given", ["", "Bearer wrong", "Bearer ", "Bearer é"])
def test_figures_do_not_exist_without_the_token(client: Client, settings: Settings, given: str) -> None:
    settings.METRICS_TOKEN = "secret"
    assert client.get("/metrics", headers={"authorization": given}).status_code == 404
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"authorization": given}).status_code == 404


@pytest.mark.django_db
def test_figures_for_who_holds_the_token(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = "secret"
    text = client.get("/metrics", headers={"authorization": "Bearer secret"}).content.decode()
    assert "frenchimpact_up 1\n" in text
    assert 'frenchimpact_jobs{status="todo"} 0\n' in text


def test_the_collector_leaves_what_is_loaded_alone() -> None:
    """Commands and the worker too, which read files of thousands of lines."""
    assert gc.get_freeze_count() > 50_000
