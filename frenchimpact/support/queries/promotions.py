"""Promotions: one with its projects, what they measured before and after, what everyone reads of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.calls.models import Call, Cohort
from frenchimpact.core.quantities import quantity
from frenchimpact.impact.models import Followed
from frenchimpact.impact.queries import hidden_measures
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.queries import unit_words
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.support import rules
from frenchimpact.support.models import Participant, ParticipantFigure, ParticipantMove, Promotion, Support

State, Moment = Participant.State, ParticipantFigure.Moment
# A sum over fewer projects would say what one of them measured.
FEWEST_PROJECTS = 3
# What somebody has something to do about, then what is over.
_FIRST = (State.SELECTED, State.CANDIDATE, State.IN_SUPPORT, State.GRADUATED, State.LEFT)
# Values of which a total means something.
_ADDED = (Indicator.Aggregation.SUM, Indicator.Aggregation.LAST, Indicator.Aggregation.DISTINCT)


@dataclass(frozen=True)
class Change:
    """One thing that a project measures: as it came in, as it went out."""

    indicator: Indicator
    entry: ParticipantFigure | None
    exit: ParticipantFigure | None

    def said(self, figure: ParticipantFigure | None) -> str:
        """« 301 t », or nothing."""
        return quantity(figure.value, self.unit) if figure else ""

    @property
    def unit(self) -> str:
        """As it is written beside a number."""
        return unit_words(self.indicator.unit)

    @property
    def difference(self) -> Decimal | None:
        """What changed in between, when both were measured."""
        return self.exit.value - self.entry.value if self.entry and self.exit else None

    @property
    def moved(self) -> str:
        """The same in words, with its sign."""
        found = self.difference
        return "" if found is None else f"{'+' if found > 0 else ''}{quantity(found, self.unit)}"


def whole(rows: QuerySet[Participant]) -> QuerySet[Participant]:
    """The same with everything that a page shows."""
    figures = ParticipantFigure.objects.select_related("indicator").order_by("indicator__name_fr", "indicator", "moment")
    around = ("promotion__cohort__call", "promotion__structure", "project__organisation", "application", "support__structure")
    return rows.select_related(*around).prefetch_related(Prefetch("figures", queryset=figures, to_attr="kept"))


def changes_of(participant: Participant) -> list[Change]:
    """Side by side, by name; of a row that `whole` gave."""
    found: dict[int, dict[str, ParticipantFigure]] = {}
    kept: list[ParticipantFigure] | None = getattr(participant, "kept", None)
    for one in kept or []:
        found.setdefault(one.indicator_id, {})[one.moment] = one
    return [Change(next(iter(both.values())).indicator, both.get(Moment.ENTRY), both.get(Moment.EXIT)) for both in found.values()]


def promotions_for(user: Anyone) -> QuerySet[Promotion]:
    """Those that the person reads, with how many projects stand where."""
    rows = rules.visible_promotions(user).select_related("cohort__call", "structure")
    return rows.annotate(
        **{f"{state}_count": Count("participants", filter=Q(participants__state=state)) for state in State.values},
    ).order_by("-starts_on", "-pk")


def find_promotion(user: Anyone, slug: str, number: int) -> Promotion:
    """One that the person reads, or Http404."""
    found = promotions_for(user).filter(cohort__call__slug=slug, cohort__number=number).first()
    if found is None:
        raise Http404(_("Cette promotion n’existe pas, ou vous n’y avez pas accès."))
    return found


def participants_of(promotion: Promotion, state: str = "") -> QuerySet[Participant]:
    """Its projects, those that wait for something first."""
    rows = promotion.participants.filter(state=state) if state else promotion.participants.all()
    rank = Case(*(When(state=one, then=Value(at)) for at, one in enumerate(_FIRST)), output_field=IntegerField())
    return whole(rows).order_by(rank, "project__name", "pk")


def find_participant(user: Anyone, slug: str, number: int, reference: str) -> Participant:
    """One project of a promotion that the person reads, or Http404."""
    promotion = find_promotion(user, slug, number)
    found = whole(promotion.participants.all()).filter(project__reference=reference).first()
    if found is None:
        raise Http404(_("Ce projet n’est pas dans la promotion."))
    return found


def moves_of(participant: Participant) -> QuerySet[ParticipantMove]:
    """Its history, the latest first."""
    return participant.moves.select_related("by").order_by("-at", "-pk")


def supports_for(participant: Participant) -> QuerySet[Support]:
    """Those that the project has already, and that no promotion reads yet."""
    rows = Support.objects.filter(project=participant.project, state__in=Support.LIVE, participant=None)
    return rows.select_related("structure").order_by("-requested_at", "-pk")


def open_cohorts() -> QuerySet[Cohort]:
    """Waves of calls to which projects apply, that have no promotion yet."""
    rows = Cohort.objects.filter(call__applicant=Call.Applicant.PROJECT, promotion=None).exclude(call__state=Call.State.DRAFT)
    return rows.select_related("call").order_by("-opens_at", "-pk")


def promotions_of_project(project: Project) -> list[Participant]:
    """Where a project takes part, the latest first."""
    rows = project.promotions.select_related("promotion__cohort__call", "promotion__structure", "application")
    return list(rows.order_by("-promotion__starts_on", "-pk"))


# ── What everyone reads ──────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Sum:
    """One thing that several projects measured at both ends."""

    indicator: Indicator
    projects_count: int
    entry: str
    exit: str


@dataclass(frozen=True)
class Outcome:
    """A promotion as everyone reads it."""

    promotion: Promotion
    counts: Counter[str]
    projects: list[Project]
    sums: list[Sum]
    # As many, at least, for a total.
    fewest: int = FEWEST_PROJECTS

    @property
    def selected_count(self) -> int:
        """Those that were chosen, whatever became of them."""
        return self.counts[State.SELECTED] + self.entered_count

    @property
    def entered_count(self) -> int:
        """Those that came in."""
        return self.counts["entered"]


def outcomes_of(call: Call) -> list[Outcome] | None:
    """Promotions of a call in which a project came in; nothing before: those who applied are told first. None when there is none."""
    rows = Participant.objects.filter(promotion__cohort__call=call)
    found: dict[int, list[Participant]] = {}
    for one in whole(rows).order_by("-promotion__starts_on", "promotion", "project__name", "pk"):
        found.setdefault(one.promotion_id, []).append(one)
    told = [_outcome(every) for every in found.values() if any(one.entered_on for one in every)]
    return told or None


def _outcome(every: list[Participant]) -> Outcome:
    entered = [one for one in every if one.entered_on]
    counts = Counter(one.state for one in every) + Counter({"entered": len(entered)})
    projects = [one.project for one in entered if one.state != State.LEFT and one.project.status == Project.Status.PUBLISHED]
    return Outcome(every[0].promotion, counts, projects, _sums(entered))


def _sums(entered: Iterable[Participant]) -> list[Sum]:
    """What enough of them measured at both ends; never a value that is published nowhere."""
    rows = [one for one in entered if one.state == State.GRADUATED]
    projects = [one.project_id for one in rows]
    followed = Followed.objects.filter(project__in=projects, is_counted=True)
    counted = set(followed.values_list("project", "indicator"))
    hidden = set(hidden_measures(list(followed.values_list("pk", flat=True))))
    both: dict[int, list[Change]] = {}
    for one in rows:
        for change in changes_of(one):
            ends = [figure.measure_id for figure in (change.entry, change.exit) if figure]
            if change.indicator.aggregation not in _ADDED:
                continue
            if len(ends) == 2 and (one.project_id, change.indicator.pk) in counted and not hidden & set(ends):
                both.setdefault(change.indicator.pk, []).append(change)
    return [_sum(found) for found in both.values() if len(found) >= FEWEST_PROJECTS]


def _sum(found: list[Change]) -> Sum:
    first = found[0]
    entry = sum((one.entry.value for one in found if one.entry), Decimal())
    last = sum((one.exit.value for one in found if one.exit), Decimal())
    return Sum(first.indicator, len(found), quantity(entry, first.unit), quantity(last, first.unit))
