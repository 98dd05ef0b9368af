"""The page of the service: what failed is told and tried again, what is late is seen, what is slow is kept without its values."""

import time
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from frenchimpact.accounts.models import User
from frenchimpact.core import queue, queue_state, slow
from frenchimpact.core.errors import Refusal
from frenchimpact.organisations.models import Assignment

pytestmark = pytest.mark.django_db
PATH = "frenchimpact.mail.tasks.send"


@pytest.fixture
def admin() -> User:
    person = User.objects.create(email="admin@exemple.fr", full_name="Admin")
    Assignment.objects.create(user=person, role=Assignment.Role.ADMIN)
    return person


def job(status: str = "failed", *, lock: str | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, queueing_lock, attempts) VALUES"
            " ('default', %s, jsonb_build_object('path', %s::text, 'args', jsonb_build_array(), 'kwargs', jsonb_build_object()),"
            " %s::procrastinate_job_status, %s, 8) RETURNING id",
            [queue.RUNNER, PATH, status, lock],
        )
        return int(cursor.fetchone()[0])


def status_of(number: int) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs WHERE id = %s", [number])
        return str(cursor.fetchone()[0])


def test_what_failed_is_told_with_its_reason_and_tried_again(client: Client, admin: User) -> None:
    number = job()
    queue.note_failure(PATH, ValueError("awa@exemple.fr refused\nwith a second line"))
    client.force_login(admin)
    page = client.get("/mon-espace/programme/service/").text
    assert "mail.tasks.send" in page
    assert "ValueError" in page
    assert "awa@exemple.fr" not in page
    assert client.post(f"/mon-espace/programme/service/taches/{number}/rejouer/").status_code == 302
    assert status_of(number) == "todo"


def test_only_what_failed_is_tried_again_and_once(admin: User) -> None:
    waiting = job("todo", lock="one")
    with pytest.raises(Refusal):
        queue_state.replay(waiting, by=admin.pk)
    with pytest.raises(Refusal):
        queue_state.replay(0, by=admin.pk)
    twin = job(lock="one")
    with pytest.raises(Refusal):
        queue_state.replay(twin, by=admin.pk)
    assert status_of(twin) == "failed"


def test_a_failure_of_a_job_keeps_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(queue, "note_failure", lambda path, error: told.append((path, str(error))))
    with pytest.raises(ImportError):
        queue.run.func("frenchimpact.nowhere.task", [], {})
    assert [path for path, _error in told] == ["frenchimpact.nowhere.task"]


def test_a_regular_task_that_did_not_start_is_late() -> None:
    now = time.time()
    path, cron = "frenchimpact.core.tasks.retake_jobs", queue.REGULAR["frenchimpact.core.tasks.retake_jobs"]
    assert cron == "* * * * *"
    daily = next(one for one in queue_state.regular(now) if one.path == "frenchimpact.privacy.tasks.end_what_is_over")
    assert daily.is_late == (now - daily.due_at.timestamp() > queue_state.LATE_AFTER)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp) VALUES (%s, %s)",
            [f"every:{daily.path}", int(daily.due_at.timestamp())],
        )
    again = next(one for one in queue_state.regular(now) if one.path == daily.path)
    assert (again.is_late, again.last_at) == (False, daily.due_at)
    assert path in {one.path for one in queue_state.regular(now)}
    new = next(one for one in queue_state.regular(now) if one.path == "frenchimpact.accounts.tasks.tidy")
    is_late = new.due_at >= daily.due_at and now - new.due_at.timestamp() > queue_state.LATE_AFTER
    assert (new.last_at, new.is_late) == (None, is_late)


def test_slow_pages_are_kept_by_their_address_alone(settings: LazySettings, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    slow.note_slow("financements/<slug:slug>/", 1500)
    slow.note_slow("financements/<slug:slug>/", 4200)
    ((route, count, worst, _at),) = queue_state.slow_routes()
    assert (route, count, worst) == ("financements/<slug:slug>/", 2, 4200)


def test_the_file_of_slow_pages_is_put_aside_when_it_is_long(
    settings: LazySettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(slow, "MOST_BYTES", 10)
    for _turn in range(3):
        slow.note_slow("projets/", 2000)
    assert len(slow.slow_lines()) == 1
    assert len(list(tmp_path.iterdir())) == 2


def test_the_page_is_for_those_who_run_the_service(client: Client, admin: User) -> None:
    client.force_login(User.objects.create(email="awa@exemple.fr"))
    assert client.get("/mon-espace/programme/service/").status_code == 403
    assert client.post("/mon-espace/programme/service/taches/1/rejouer/").status_code == 403
    operator = User.objects.create(email="gaelle@exemple.fr")
    Assignment.objects.create(user=operator, role=Assignment.Role.OPERATOR)
    client.force_login(operator)
    page = client.get("/mon-espace/programme/service/").text
    assert "/mon-espace/structures/doublons/" in page
    assert "/mon-espace/programme/donnees/" in page


def test_every_tool_named_exists() -> None:
    from frenchimpact.design.navigation import address
    from frenchimpact.desk.service import TOOLS

    assert [path for _words, path in TOOLS if not address(path)] == []
