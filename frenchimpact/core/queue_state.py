"""What the queue is doing: what waits, what failed and why, what runs regularly and how late it is; and the database's slow work."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from croniter import croniter
from django.core.cache import cache
from django.db import connection, transaction
from django.utils.translation import gettext as _

from frenchimpact.core import logs
from frenchimpact.core.errors import Refusal
from frenchimpact.core.queue import REGULAR, failure_key
from frenchimpact.core.slow import slow_lines

# A statement that runs for longer is shown.
SLOW_SECONDS = 1
# A regular task is late when so many seconds after its hour nobody has queued it.
LATE_AFTER = 120
MOST = 50

_COUNTS = """
SELECT coalesce(args->>'path', task_name), count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'doing'),
  count(*) FILTER (WHERE status = 'failed'),
  coalesce(extract(epoch FROM now() - min(coalesce(scheduled_at, now())) FILTER (WHERE status = 'todo'))::int, 0)
FROM procrastinate_jobs WHERE status IN ('todo', 'doing', 'failed') GROUP BY 1 ORDER BY 4 DESC, 2 DESC, 1
"""
_FAILED = """
SELECT job.id, coalesce(job.args->>'path', job.task_name), job.attempts, max(event.at) FROM procrastinate_jobs job
LEFT JOIN procrastinate_events event ON event.job_id = job.id WHERE job.status = 'failed'
GROUP BY job.id ORDER BY max(event.at) DESC NULLS LAST, job.id DESC LIMIT %s
"""
_LAST = "SELECT task_name, max(defer_timestamp), min(defer_timestamp) FROM procrastinate_periodic_defers GROUP BY task_name"
_RUNNING = """
SELECT pid, extract(epoch FROM now() - query_start)::float, coalesce(wait_event_type, ''),
  left(regexp_replace(query, '\\s+', ' ', 'g'), 400)
FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()
  AND now() - query_start > make_interval(secs => %s) ORDER BY 2 DESC LIMIT 20
"""
_STATEMENTS = """
SELECT calls, total_exec_time / 1000, mean_exec_time, left(regexp_replace(query, '\\s+', ' ', 'g'), 400)
FROM pg_stat_statements WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
ORDER BY total_exec_time DESC LIMIT 20
"""


@dataclass(frozen=True)
class Kind:
    """Jobs of one kind."""

    path: str
    waiting: int
    doing: int
    failed: int
    late_seconds: int


@dataclass(frozen=True)
class Failed:
    """A job that will not be tried again by itself."""

    number: int
    path: str
    attempts: int
    at: datetime | None
    reason: str


@dataclass(frozen=True)
class Regular:
    """A regular task: when it was last queued, and since when it should have been."""

    path: str
    cron: str
    last_at: datetime | None
    is_late: bool
    due_at: datetime


def _rows(statement: str, values: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def kinds() -> list[Kind]:
    """Those that wait, run or failed, by kind."""
    return [Kind(path.removeprefix("every:"), *counts) for path, *counts in _rows(_COUNTS, [])]


def failed() -> list[Failed]:
    """The last ones, with what was last said of their kind."""
    found = []
    for number, path, attempts, at in _rows(_FAILED, [MOST]):
        path = path.removeprefix("every:")
        found.append(Failed(number, path, attempts, at, str(cache.get(failure_key(path)) or "")))
    return found


def regular(now: float | None = None) -> list[Regular]:
    """Every regular task, late ones first. The queue lives in real time, whatever the clock of the demonstration."""
    now = time.time() if now is None else now
    rows = _rows(_LAST, [])
    last, since = {name.removeprefix("every:"): at for name, at, _first in rows}, min((first for _name, _at, first in rows), default=0)
    found = []
    for path, cron in REGULAR.items():
        due, known = croniter(cron, now).get_prev(float), last.get(path)
        # What should have started before anything ever did, on a service that is new, is not late.
        is_late = now - due > LATE_AFTER and due >= since and (known is None or known < due)
        found.append(Regular(path, cron, _moment(known), is_late, datetime.fromtimestamp(due, UTC)))
    return sorted(found, key=lambda one: (not one.is_late, one.path))


def _moment(at: float | None) -> datetime | None:
    return datetime.fromtimestamp(at, UTC) if at is not None else None


def running() -> list[tuple[Any, ...]]:
    """Statements that have run for long, now: process, seconds, what it waits for, the statement without its values."""
    return [(pid, round(seconds, 1), waits, logs.cleaned(text)) for pid, seconds, waits, text in _rows(_RUNNING, [SLOW_SECONDS])]


def statements() -> list[tuple[Any, ...]] | None:
    """What took most of the database's time, where it counts it (pg_stat_statements); None elsewhere."""
    if not _rows("SELECT 1 FROM pg_extension WHERE extname = 'pg_stat_statements'", []):
        return None
    return _rows(_STATEMENTS, [])


def slow_routes() -> list[tuple[str, int, int, datetime]]:
    """Addresses that took more than a second, lately, on this machine: how often, the slowest, the last time."""
    found: dict[str, list[Any]] = {}
    for line in slow_lines():
        at, spent, route = line.split(" ", 2)
        count, worst, _last = found.get(route, (0, 0, 0.0))
        found[route] = [count + 1, max(worst, int(spent)), float(at)]
    rows = [(route, count, worst, datetime.fromtimestamp(at, UTC)) for route, (count, worst, at) in found.items()]
    return sorted(rows, key=lambda row: -row[2])[:MOST]


@transaction.atomic
def replay(number: int, *, by: int) -> None:
    """Queue a failed job again, now. Raises Refusal when it is not one any more, or when its kind waits already."""
    found = _rows("SELECT status::text, queueing_lock FROM procrastinate_jobs WHERE id = %s FOR UPDATE", [number])
    if not found or found[0][0] != "failed":
        raise Refusal(_("Cette tâche n’est plus en échec."))
    lock = found[0][1]
    if lock and _rows("SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'", [lock]):
        raise Refusal(_("La même tâche attend déjà son tour."))
    with connection.cursor() as cursor:
        cursor.execute("SELECT procrastinate_retry_job_v2(%s, now(), NULL, NULL, NULL)", [number])
    logs.note("job_replayed", person=by, job=number)
