"""Background work: Django's own tasks, kept in PostgreSQL by procrastinate.

A task is queued on the connection of the caller: in its transaction or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import Task, TaskResult, TaskResultStatus
from django.tasks.signals import task_enqueued
from django.utils import timezone
from django.utils.json import normalize_json
from django.utils.module_loading import import_string
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from frenchimpact.core import clock, logs

RUNNER = "frenchimpact.core.queue.run"


# How long the last failure of a kind of task is told, in seconds.
FAILURES_FOR = 30 * 24 * 3600
# How often a job is tried, failures and workers killed together.
TRIES = 8


@app.task(name=RUNNER, retry=RetryStrategy(max_attempts=TRIES, exponential_wait=4))
def run(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """Run one task of ours; procrastinate tries again, later and later, when it fails."""
    with clock.running():
        try:
            import_string(path).call(*args, **kwargs)
        except Exception as error:
            note_failure(path, error)
            raise


def failure_key(path: str) -> str:
    """Where the last failure of a kind of task is kept."""
    return f"core.failure:{path}"


def note_failure(path: str, error: BaseException) -> None:
    """Keep what was last said of that kind of task, without values nor addresses, for the page of those who run the service."""
    words = logs.cleaned(f"{type(error).__name__}: {error}".splitlines()[0])[:300]
    with suppress(DatabaseError):
        cache.set(failure_key(path), words, FAILURES_FOR)


# Path of each regular task, and when it runs. The demonstration runs them all when its clock moves forward.
REGULAR: dict[str, str] = {}


def every(cron: str) -> Callable[[Task[Any, Any]], Task[Any, Any]]:
    """Run a task of ours regularly; it takes no argument. Declared in a room's `tasks.py`, above `@task`."""

    def register(task: Task[Any, Any]) -> Task[Any, Any]:
        REGULAR[task.module_path] = cron

        @app.periodic(cron=cron)
        @app.task(name=f"every:{task.module_path}", queueing_lock=task.module_path)
        def tick(timestamp: int) -> None:
            run.func(task.module_path, [], {})

        return task

    return register


# What a worker does before its first job: take up what another left when it was killed.
FIRST: list[Callable[[], object]] = []
# Without a sign of life for so many seconds, a worker is dead: the workers themselves forget it then.
SILENT_FOR = 30
CARRIED = """
    SELECT (job.args->'args'->>0)::bigint FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status IN ('todo', 'doing') AND job.args->>'path' = %s
        AND (job.status = 'todo' OR NOT %s AND worker.last_heartbeat > now() - make_interval(secs => %s))
"""


def at_start[Act: Callable[[], object]](act: Act) -> Act:
    """Do this when a worker starts, before any job. Declared in a room's `tasks.py`; doing it twice must be as doing it once."""
    FIRST.append(act)
    return act


def carried(task: Task[Any, Any], *, is_start: bool = False) -> set[int]:
    """The things, each the first argument of that task, that a job waits to do, or that a living worker is doing.

    When a worker starts, nobody can tell yet whether the others live: only what waits counts.
    """
    with connection.cursor() as cursor:
        cursor.execute(CARRIED, [task.module_path, is_start, SILENT_FOR])
        return {key for (key,) in cursor.fetchall()}


# What a dead worker was doing, whatever the kind. A regular task that waits already is not to be done twice over; nor is what has
# killed its worker as often as a job may fail.
_LEFT = """
    SELECT job.id, job.attempts + 1 >= %s OR EXISTS (
        SELECT FROM procrastinate_jobs other WHERE other.queueing_lock = job.queueing_lock AND other.status = 'todo')
    FROM procrastinate_jobs job LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing' AND (worker.last_heartbeat > now() - make_interval(secs => %s)) IS NOT TRUE
    ORDER BY job.id FOR UPDATE OF job SKIP LOCKED
"""


def retake() -> int:
    """Queue again every job that a dead worker was doing; what it had not committed never happened. Gives how many.

    A job may so be done a second time, as one that failed is: each does nothing for what is done.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LEFT, [TRIES, SILENT_FOR])
        rows = cursor.fetchall()
        for job, is_over in rows:
            if is_over:
                cursor.execute("SELECT procrastinate_finish_job_v1(%s, 'failed', false)", [job])
            else:
                cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [job])
    return sum(not is_over for _job, is_over in rows)


class ProcrastinateBackend(BaseTaskBackend):
    """Queues Django tasks as procrastinate jobs."""

    supports_defer = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any, Any]:
        """Queue the task on the current connection."""
        self.validate_task(task)
        payload: Any = normalize_json({"args": list(args), "kwargs": kwargs})
        # The queue lives in real time: a task for tomorrow is for tomorrow of the demonstration's clock.
        at = task.run_after - clock.offset() if task.run_after else None
        deferrer = app.configure_task(RUNNER, queue=task.queue_name, priority=task.priority, schedule_at=at)
        job_id = deferrer.defer(path=task.module_path, args=payload["args"], kwargs=payload["kwargs"])
        result: TaskResult[Any, Any] = TaskResult(
            task=task,
            id=str(job_id),
            status=TaskResultStatus.READY,
            enqueued_at=timezone.now(),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=payload["args"],
            kwargs=payload["kwargs"],
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        task_enqueued.send(type(self), task_result=result)
        return result
