"""What becomes of an aid (FI07): opened, asked for, refused and why, beside the others."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from statistics import median

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from frenchimpact.aids.models import Aid, AidDay, Choice, FundingRequest
from frenchimpact.aids.queries.reach import subject_words
from frenchimpact.core import clock

DAYS = 90
MONTH = 30
# Fewer aids would let one guess another's numbers.
ENOUGH = 11


@dataclass(frozen=True)
class Statistics:
    """Numbers of one aid."""

    days: list[tuple[dt.date, int, int]]
    views: int
    clicks: int
    requests: list[tuple[str, int]]
    refusals: list[tuple[str, int]]
    # The medians of views and clicks of published aids over the same month, when there are enough of them.
    medians: tuple[float, float] | None


def statistics_of(aid: Aid) -> Statistics:
    """Six statements."""
    today = clock.today()
    kept = {row.on: row for row in AidDay.objects.filter(aid=aid, on__gt=today - dt.timedelta(days=DAYS))}
    dates = [today - dt.timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    days = [(on, kept[on].views_count, kept[on].clicks_count) if on in kept else (on, 0, 0) for on in dates]
    month = days[-MONTH:]
    states = Counter(aid.requests.exclude(state=FundingRequest.State.DRAFT).values_list("state", flat=True))
    return Statistics(
        days,
        sum(views for _on, views, _clicks in month),
        sum(clicks for _on, _views, clicks in month),
        [(str(FundingRequest.State(state).label), states[state]) for state in FundingRequest.State.values if states[state]],
        _refusals(aid),
        _medians(today),
    )


def _refusals(aid: Aid) -> list[tuple[str, int]]:
    """The conditions that refusals of both sides name, most named first."""
    said = Counter(aid.choices.filter(answer=Choice.Answer.NOT_FOR_US).exclude(subject="").values_list("subject", flat=True))
    said += Counter(aid.requests.filter(state="declined").exclude(decline_subject="").values_list("decline_subject", flat=True))
    return [(str(subject_words(subject)), count) for subject, count in said.most_common()]


def _medians(today: dt.date) -> tuple[float, float] | None:
    recent = Q(days__on__gt=today - dt.timedelta(days=MONTH))
    rows = list(
        Aid.objects.filter(status=Aid.Status.PUBLISHED)
        .order_by()
        .annotate(v=Coalesce(Sum("days__views_count", filter=recent), 0), c=Coalesce(Sum("days__clicks_count", filter=recent), 0))
        .values_list("v", "c")
    )
    return (median(v for v, _c in rows), median(c for _v, c in rows)) if len(rows) >= ENOUGH else None
