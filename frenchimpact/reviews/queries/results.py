"""The published results of a call: who was selected, out of how many, on what. Nobody else is ever named."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.calls.models import Application, Call, Cohort, Criterion
from frenchimpact.design.words import day
from frenchimpact.reviews.models import Batch, Decision, JuryOpinion

# Under so many files, a figure would tell about one of them.
SECRECY = 5


@dataclass(frozen=True)
class OnCriterion:
    """One line of the grid: the mean of the selected files, and how many refusals cite it; None where too few files would be told."""

    criterion: Criterion
    selected_mean: Decimal | None
    refusal_count: int | None


@dataclass(frozen=True)
class Wave:
    """The results of one cohort."""

    cohort: Cohort
    published_on: dt.datetime
    selected: list[Application]
    # How many files were handed in, admissible, judged, selected, on the waiting list.
    counts: dict[str, int]
    signers: list[str]
    criteria: list[OnCriterion]


def results_of(call: Call) -> list[Wave]:
    """Every cohort that has published results, the latest first."""
    waves = []
    for cohort in call.cohorts.order_by("-number"):
        last = Batch.objects.filter(cohort=cohort, state=Batch.State.PUBLISHED).aggregate(at=Max("published_at"))["at"]
        if last is not None:
            waves.append(_wave(cohort, last))
    return waves


def _wave(cohort: Cohort, published_on: dt.datetime) -> Wave:
    published = Decision.objects.filter(
        application__cohort=cohort, application__is_test=False, batch__state=Batch.State.PUBLISHED
    ).select_related("application__organisation__commune__department", "application__project")
    decisions = list(published.order_by("application_id", "-number").distinct("application_id"))
    by_outcome = Counter(one.outcome for one in decisions)
    files = Application.objects.filter(cohort=cohort, is_test=False, submitted_at__isnull=False)
    counts = files.aggregate(handed=Count("pk"), judged=Count("jury_opinion"))
    counts["admissible"] = files.filter(steps__state=Application.State.ADMISSIBLE).distinct().count()
    counts |= {"selected": by_outcome["granted"], "waiting": by_outcome["waiting_list"]}
    granted = [one for one in decisions if one.outcome == Decision.Outcome.GRANTED]
    return Wave(
        cohort,
        published_on,
        sorted((one.application for one in granted), key=lambda one: one.organisation.name_fold),
        counts,
        sorted({f"{one.signed_name}, {one.signed_quality}" for one in decisions}),
        _on_criteria(cohort, granted, [one for one in decisions if one.outcome == Decision.Outcome.REFUSED]),
    )


def _on_criteria(cohort: Cohort, granted: list[Decision], refused: list[Decision]) -> list[OnCriterion]:
    opinions = JuryOpinion.objects.filter(application__in=[one.application_id for one in granted])
    marks: dict[str, list[Decimal]] = {}
    for opinion in opinions:
        for code, line in opinion.criteria.items():
            if line.get("mean"):
                marks.setdefault(code, []).append(Decimal(str(line["mean"])))
    cited = Counter(title for one in refused for title in {str(reason.get("criterion", "")) for reason in one.reasons})
    return [
        OnCriterion(
            one,
            mean(marks[one.code]) if len(marks.get(one.code, [])) >= SECRECY else None,
            cited[one.title] if len(refused) >= SECRECY else None,
        )
        for one in Criterion.objects.filter(call=cohort.call_id)
    ]


def published_results(calls: Iterable[Call]) -> dict[int, tuple[str, str]]:
    """Of these calls, those that have results: when they were last published, in words, and their page."""
    found = Batch.objects.filter(cohort__call__in=list(calls), state=Batch.State.PUBLISHED)
    rows = found.order_by().values_list("cohort__call", "cohort__call__slug").annotate(at=Max("published_at"))
    return {
        call_id: (_("Résultats publiés le %(on)s") % {"on": day(at)}, reverse("reviews:results", args=[slug])) for call_id, slug, at in rows
    }
