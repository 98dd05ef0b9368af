"""Figures on the health of the service, in the text form of Prometheus."""

from collections.abc import Callable, Iterable

from django.db import DatabaseError, connection

_JOBS = """
SELECT status::text, count(*), coalesce(extract(epoch FROM now() - min(coalesce(scheduled_at, now())))::float, 0)
FROM procrastinate_jobs WHERE status <> 'succeeded' GROUP BY status
"""
_DATABASE = """
SELECT pg_database_size(current_database()), (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
  xact_commit, xact_rollback, deadlocks FROM pg_stat_database WHERE datname = current_database()
"""


def as_text(pulses: Iterable[Callable[[], dict[str, object]]]) -> str:
    """Every figure, those of the rooms included. Without a database, only the one that says so."""
    lines = ["# HELP frenchimpact_up Whether the database answers.", "# TYPE frenchimpact_up gauge"]
    try:
        with connection.cursor() as cursor:
            cursor.execute(_JOBS)
            jobs = {status: (count, max(0.0, late)) for status, count, late in cursor.fetchall()}
            cursor.execute(_DATABASE)
            size, connections, commits, rollbacks, deadlocks = cursor.fetchone()
        told = {name: float(value) for pulse in pulses for name, value in pulse().items() if isinstance(value, int | float)}
    except DatabaseError:
        return "\n".join([*lines, "frenchimpact_up 0", ""])
    lines.append("frenchimpact_up 1")
    lines += ["# HELP frenchimpact_jobs Background jobs by state.", "# TYPE frenchimpact_jobs gauge"]
    lines += [f'frenchimpact_jobs{{status="{status}"}} {jobs.get(status, (0, 0))[0]}' for status in ("todo", "doing", "failed", "aborting")]
    single = {
        "frenchimpact_jobs_late_seconds": ("gauge", "How late the oldest planned job is.", f"{jobs.get('todo', (0, 0.0))[1]:.1f}"),
        "frenchimpact_database_bytes": ("gauge", "Size of the database.", size),
        "frenchimpact_database_connections": ("gauge", "Open connections to the database.", connections),
        "frenchimpact_database_commits_total": ("counter", "Transactions committed.", commits),
        "frenchimpact_database_rollbacks_total": ("counter", "Transactions rolled back.", rollbacks),
        "frenchimpact_database_deadlocks_total": ("counter", "Deadlocks found.", deadlocks),
    }
    for name, (kind, words, value) in single.items():
        lines += [f"# HELP {name} {words}", f"# TYPE {name} {kind}", f"{name} {value}"]
    for name, number in told.items():
        lines += [f"# TYPE frenchimpact_{name} gauge", f"frenchimpact_{name} {number:g}"]
    return "\n".join([*lines, ""])
