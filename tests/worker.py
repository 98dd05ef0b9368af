"""Background work done at once, in the test's own thread: the jobs that a worker would take, by the function that it would call."""

import json

from django.db import connection

from frenchimpact.core.queue import run

TAKE = """
    UPDATE procrastinate_jobs SET status = 'doing'
    WHERE id = (SELECT id FROM procrastinate_jobs
                WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) ORDER BY id LIMIT 1)
    RETURNING id, args->>'path', args->'args', args->'kwargs'
"""


def work() -> int:
    """Do every job that is due, those they queue included. Returns how many. Raises what a job raises."""
    done = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(TAKE)
            job = cursor.fetchone()
        if job is None:
            return done
        number, path, arguments, keywords = job
        run.func(path, json.loads(arguments), json.loads(keywords))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [number])
        done += 1
