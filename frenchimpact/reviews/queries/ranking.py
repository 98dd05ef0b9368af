"""The ranking of a cohort in one statement. `scores.py` is the reference: a property test holds the two together."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from frenchimpact.calls.models import Cohort, Criterion
from frenchimpact.reviews.models import Jury
from frenchimpact.reviews.scores import Measure, Offer, Scale, Verdict

# Totals are compared at 13 decimals: averages carry 16, and two different totals of a jury differ by more.
SQL = """
WITH grid AS MATERIALIZED (
  SELECT id, weight::numeric / scale AS gain, eliminatory_below AS floor, is_independent FROM calls_criterion WHERE call_id = %(call)s
), read AS MATERIALIZED (
  SELECT r.id, r.application_id FROM reviews_review r
  WHERE r.jury_id = %(jury)s AND r.sent_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM reviews_recusal c WHERE c.juror_id = r.juror_id AND c.lifted_at IS NULL
      AND (c.application_id IS NULL OR c.application_id = r.application_id))
), sums AS (
  SELECT r.application_id, s.criterion_id, sum(coalesce(s.revised, s.value)) AS total, count(*) AS n
  FROM read r JOIN reviews_score s ON s.review_id = r.id WHERE coalesce(s.revised, s.value) IS NOT NULL
  GROUP BY r.application_id, s.criterion_id
), means AS (
  SELECT application_id, criterion_id, total::numeric / n AS mean, n FROM sums
), readers AS (
  SELECT r.application_id, count(*) AS n FROM read r
  WHERE EXISTS (SELECT FROM reviews_score s WHERE s.review_id = r.id AND coalesce(s.revised, s.value) IS NOT NULL)
  GROUP BY r.application_id
), totals AS (
  SELECT m.application_id,
    sum(g.gain * m.mean) FILTER (WHERE NOT g.is_independent) / %(weights)s * 100 AS total,
    count(*) FILTER (WHERE NOT g.is_independent AND m.n >= %(min_scores)s) AS complete,
    coalesce(array_agg(m.criterion_id ORDER BY m.criterion_id) FILTER (WHERE NOT g.is_independent AND m.mean < g.floor), '{}') AS under
  FROM means m JOIN grid g ON g.id = m.criterion_id GROUP BY m.application_id
), files AS (
  SELECT a.id, a.reference, a.state, o.name, coalesce(r.n, 0) AS readers, coalesce(t.under, '{}') AS under,
    CASE WHEN r.n >= %(min_reviewers)s AND t.complete = %(criteria)s THEN round(t.total, 13) END AS total
  FROM calls_application a JOIN organisations_organisation o ON o.id = a.organisation_id
  LEFT JOIN totals t ON t.application_id = a.id LEFT JOIN readers r ON r.application_id = a.id
  WHERE a.cohort_id = %(cohort)s AND NOT a.is_test AND a.state = ANY(%(states)s)
), ranked AS (
  SELECT *, CASE WHEN total IS NOT NULL AND under = '{}'
    THEN rank() OVER (PARTITION BY total IS NOT NULL AND under = '{}' ORDER BY total DESC) END AS rank FROM files
)
SELECT id, reference, state, name, readers, under, total, rank,
  CASE WHEN rank IS NOT NULL THEN count(*) OVER (PARTITION BY rank) ELSE 0 END AS equal_count, count(*) OVER () AS file_count
FROM ranked ORDER BY rank NULLS LAST, id
"""


@dataclass(frozen=True)
class Line:
    """One file of the ranking."""

    application_id: int
    reference: str
    state: str
    name: str
    readers: int
    verdict: Verdict
    total: Decimal | None
    rank: int | None
    # Files that share this rank, this one included.
    equal_count: int
    eliminated_by: tuple[int, ...] = ()

    @property
    def is_tied(self) -> bool:
        """Whether others have exactly the same total."""
        return self.equal_count > 1

    def settled(self, position: int | None) -> int | None:
        """The place that the jury chose between equals, when it is one of theirs."""
        return (
            position
            if position is not None and self.is_tied and self.rank and self.rank <= position < self.rank + self.equal_count
            else None
        )

    def offer(self, places: int | None, position: int | None = None) -> Offer:
        """What the ranking leads to when places are limited. Files over the pass mark come first, so that ranks count them.

        `position` is the place that the jury chose between equals.
        """
        if self.verdict is not Verdict.FAVOURABLE or self.rank is None:
            return Offer.NOT_SELECTED
        if places is not None and (chosen := self.settled(position)) is not None:
            return Offer.SELECTED if chosen <= places else Offer.WAITING
        if places is None or self.rank + self.equal_count - 1 <= places:
            return Offer.SELECTED
        return Offer.TO_SETTLE if self.rank <= places else Offer.WAITING


@dataclass(frozen=True)
class Ranking:
    """The files of a cohort, best first; those without rank last."""

    lines: list[Line]
    file_count: int
    criteria: Mapping[int, Criterion] = field(default_factory=dict)


def scale_of(cohort: Cohort, criteria: Iterable[Criterion] | None = None) -> Scale[int]:
    """The rules of the cohort, as the reference arithmetic reads them; `criteria` are those of its call when they were read already."""
    known = Criterion.objects.filter(call=cohort.call_id) if criteria is None else criteria
    measures = {one.pk: Measure(one.weight, one.eliminatory_below, one.scale, one.is_independent) for one in known}
    return Scale(measures, cohort.pass_mark, cohort.reserve_mark, cohort.min_reviewers, cohort.min_scores_per_criterion)


def ranking_of(jury: Jury, *, limit: int | None = None, offset: int = 0, without: Collection[int] = ()) -> Ranking:
    """The ranking as the scores stand, sent ones alone, recused ones left out. `limit` keeps one page of it.

    The files of `without` keep their ranks, and are not shown.
    """
    from frenchimpact.reviews.rules import BEFORE_JURY

    criteria = {one.pk: one for one in Criterion.objects.filter(call=jury.cohort.call_id)}
    counting = [one for one in criteria.values() if not one.is_independent]
    values: dict[str, Any] = {
        "call": jury.cohort.call_id,
        "jury": jury.pk,
        "cohort": jury.cohort_id,
        "states": list(BEFORE_JURY),
        "weights": sum(one.weight for one in counting) or 1,
        "criteria": len(counting),
        "min_scores": max(jury.cohort.min_scores_per_criterion, 1),
        "min_reviewers": jury.cohort.min_reviewers,
    }
    page = "" if limit is None else f" LIMIT {int(limit)} OFFSET {int(offset)}"
    shown = f"SELECT * FROM ({SQL}) AS shown WHERE id <> ALL(%(without)s)" if without else SQL  # noqa: S608 - both are ours
    with connection.cursor() as cursor:
        cursor.execute(shown + page, {**values, "without": list(without)} if without else values)
        rows = cursor.fetchall()
    lines = [_line(row, jury.cohort) for row in rows]
    return Ranking(lines, rows[0][9] if rows else 0, criteria)


def _line(row: Any, cohort: Cohort) -> Line:
    pk, reference, state, name, readers, under, total, rank, equal_count, _count = row
    return Line(
        pk,
        reference,
        state,
        name,
        readers,
        _verdict(total, under, cohort),
        total,
        rank,
        equal_count,
        tuple(under) if total is not None else (),
    )


def _verdict(total: Decimal | None, under: list[int], cohort: Cohort) -> Verdict:
    if total is None:
        return Verdict.NO_QUORUM
    if under:
        return Verdict.ELIMINATED
    if total >= cohort.pass_mark:
        return Verdict.FAVOURABLE
    return Verdict.RESERVED if total >= cohort.reserve_mark else Verdict.UNFAVOURABLE
