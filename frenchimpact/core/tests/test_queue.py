"""Jobs whose worker was killed are taken up again, whatever their kind."""

import pytest
from django.db import connection
from django.tasks import task

from frenchimpact.core.queue import FIRST, TRIES, retake
from frenchimpact.core.tasks import retake_jobs
from tests.worker import work

pytestmark = pytest.mark.django_db
DONE: list[int] = []


@task
def count(number: int) -> None:
    """Say that it was done."""
    DONE.append(number)


@pytest.fixture(autouse=True)
def nothing_done() -> None:
    DONE.clear()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def in_hand(*, seconds: int, attempts: int = 0) -> None:
    """The jobs that wait are being done by a worker that gave its last sign of life so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) RETURNING id", [seconds]
        )
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s", [cursor.fetchone()[0], attempts])


def states() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status::text FROM procrastinate_jobs ORDER BY id")
        return [state for (state,) in cursor.fetchall()]


def test_what_a_dead_worker_was_doing_is_done_once() -> None:
    count.enqueue(1)
    in_hand(seconds=31)
    assert (retake(), retake()) == (1, 0)
    work()
    assert (DONE, states()) == ([1], ["succeeded"])


def test_a_worker_that_lives_keeps_its_job() -> None:
    count.enqueue(1)
    in_hand(seconds=5)
    assert retake() == 0
    assert states() == ["doing"]


def test_a_job_whose_worker_was_forgotten_already_is_taken_up() -> None:
    count.enqueue(1)
    in_hand(seconds=31)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    assert retake() == 1


def test_what_kills_its_worker_again_and_again_is_given_up() -> None:
    count.enqueue(1)
    in_hand(seconds=31, attempts=TRIES - 1)
    assert retake() == 0
    assert states() == ["failed"]


def test_a_regular_task_that_waits_again_already_is_not_queued_twice() -> None:
    with connection.cursor() as cursor:
        line = "INSERT INTO procrastinate_jobs (queue_name, task_name, queueing_lock, status) VALUES ('default', 'every:x', 'x', %s)"
        cursor.execute(line, ["doing"])
        assert retake() == 1
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute(line, ["todo"])
    assert retake() == 0
    assert states() == ["failed", "todo"]


def test_a_worker_that_starts_looks_at_once_and_again_when_the_last_one_is_surely_dead() -> None:
    count.enqueue(1)
    in_hand(seconds=31)
    for act in FIRST:
        act()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM scheduled_at - now()) BETWEEN 20 AND 32 FROM procrastinate_jobs WHERE args->>'path' = %s",
            [retake_jobs.module_path],
        )
        assert cursor.fetchall() == [(True,)]
    work()
    assert DONE == [1]
