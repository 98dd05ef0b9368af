"""What a call costs those who answer it, as observed: time, documents, delays. Never a promise."""

from dataclasses import dataclass

from django.db import connection

from frenchimpact.calls.models import Call

# Under so many files a median says nothing about the next one.
ENOUGH = 5
# Nobody writes a file in less: shorter ones were brought in at once.
LEAST_MINUTES = 10
# A pause longer than that is not work.
PAUSE_MINUTES = 20


@dataclass(frozen=True)
class Burden:
    """Median of the active minutes and of the documents, over so many files."""

    minutes: int
    documents: int
    count: int

    @property
    def hours(self) -> int:
        """In whole hours, one at least."""
        return max(1, round(self.minutes / 60))


def burden_of(call: Call) -> Burden | None:
    """The median over the files handed in; None while there are too few.

    Time is the sum of the moments between two changes of a file, without pauses of more than twenty minutes.
    """
    statement = """
    WITH files AS (
      SELECT id FROM calls_application WHERE call_id = %s AND submitted_at IS NOT NULL AND NOT is_test
    ), changes AS (
      SELECT a.application_id, v.at - lag(v.at) OVER (PARTITION BY a.application_id ORDER BY v.at) AS since
      FROM calls_answerversion v JOIN calls_answer a ON a.id = v.answer_id JOIN files f ON f.id = a.application_id
    ), worked AS (
      SELECT application_id, extract(epoch FROM sum(since) FILTER (WHERE since < make_interval(mins => %s))) / 60 AS minutes
      FROM changes GROUP BY application_id
    ), given AS (
      SELECT f.id, count(s.id) AS documents FROM files f
      LEFT JOIN files_storedfile s ON s.owner_model = 'calls.Application' AND s.owner_id = f.id GROUP BY f.id
    )
    SELECT count(*), percentile_disc(0.5) WITHIN GROUP (ORDER BY coalesce(w.minutes, 0)),
           percentile_disc(0.5) WITHIN GROUP (ORDER BY g.documents)
    FROM given g LEFT JOIN worked w ON w.application_id = g.id
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [call.pk, PAUSE_MINUTES])
        count, minutes, documents = cursor.fetchone()
    return Burden(round(minutes), documents, count) if count >= ENOUGH and minutes and minutes >= LEAST_MINUTES else None


def observed_days(call: Call) -> tuple[int, int, int] | None:
    """Between which numbers of days eight files in ten were decided, and over how many files; None while there are too few."""
    statement = """
    SELECT count(*), percentile_disc(0.1) WITHIN GROUP (ORDER BY days), percentile_disc(0.9) WITHIN GROUP (ORDER BY days) FROM (
      SELECT extract(day FROM min(s.at) - a.submitted_at)::int AS days FROM calls_application a
      JOIN calls_step s ON s.application_id = a.id AND s.state IN ('granted', 'refused') AND s.at >= a.submitted_at
      WHERE a.call_id = %s AND NOT a.is_test GROUP BY a.id
    ) AS decided
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [call.pk])
        count, low, high = cursor.fetchone()
    return (low, high, count) if count >= ENOUGH else None
