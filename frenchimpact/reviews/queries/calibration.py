"""The trial reading: how members scored the same file. And, after sessions, the answers that opinions rest on."""

from collections import Counter
from dataclasses import dataclass

from django.db import connection

from frenchimpact.calls.models import Application, Call, Criterion
from frenchimpact.reviews import rules
from frenchimpact.reviews.models import Jury, Review
from frenchimpact.reviews.queries.sessions import Spread, spread_of


@dataclass(frozen=True)
class Scored:
    """One criterion of a trial: how many members gave each mark, how far apart they are, and one's own mark."""

    criterion: Criterion
    counts: list[tuple[int, int]]
    spread: Spread
    mine: int | None


@dataclass(frozen=True)
class Trialled:
    """A trial file and what came of it."""

    application: Application
    sent_count: int
    criteria: list[Scored]


def trials_of(jury: Jury, juror_id: int | None = None) -> list[Trialled]:
    """The trials of a jury with the marks of those who sent theirs; with a member, their own marks beside."""
    criteria = list(Criterion.objects.filter(call=jury.cohort.call_id))
    found = []
    for application in rules.trial_files(jury).select_related("organisation").order_by("pk"):
        reviews = list(Review.objects.filter(jury=jury, application=application, sent_at__isnull=False).prefetch_related("scores"))
        marks = {one.juror_id: {each.criterion_id: each.value for each in one.scores.all()} for one in reviews}
        lines = []
        for criterion in criteria:
            given = [row.get(criterion.pk) for row in marks.values()]
            counts = Counter(mark for mark in given if mark is not None)
            mine = marks.get(juror_id, {}).get(criterion.pk) if juror_id is not None else None
            lines.append(Scored(criterion, [(mark, counts[mark]) for mark in range(criterion.scale + 1)], spread_of(given), mine))
        found.append(Trialled(application, len(reviews), lines))
    return found


def answers_used(call: Call) -> dict[str, tuple[int, int]]:
    """By key of question, how many opinions of closed juries rest on its answer, out of those that say what they rest on."""
    sql = """
WITH told AS (
  SELECT r.id, r.used FROM reviews_review r JOIN reviews_jury j ON j.id = r.jury_id JOIN calls_cohort c ON c.id = j.cohort_id
  JOIN calls_application a ON a.id = r.application_id
  WHERE c.call_id = %s AND j.state = 'closed' AND r.sent_at IS NOT NULL AND NOT a.is_test AND r.used <> '{}'
)
SELECT key, count(*), (SELECT count(*) FROM told) FROM told, unnest(used) AS key GROUP BY key
"""
    with connection.cursor() as cursor:
        cursor.execute(sql, [call.pk])
        rows = cursor.fetchall()
    if not rows:
        return {}
    total = rows[0][2]
    used = {key: count for key, count, _total in rows}
    form = call.forms.filter(published_at__isnull=False).order_by("-number").first()
    asked = form.questions.filter(audience="jury").values_list("key", flat=True) if form else []
    return {key: (used.get(key, 0), total) for key in [*asked, *used]}
