"""What projects follow and measured: finding, and everything that one page says about one."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import F, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.core.periods import closing, first_of
from frenchimpact.core.rows import among
from frenchimpact.design.trajectories import Trajectory, trajectory
from frenchimpact.files.models import StoredFile
from frenchimpact.files.queries import find_file_of
from frenchimpact.impact.messages.measures import pace_of
from frenchimpact.impact.models import Followed, ImpactAim, Measure, MeasureVersion
from frenchimpact.impact.queries.changes import find_space
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.queries import unit_words
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project

# What the files of a measure are to it.
MEASURE_PAPER = "measure"
# A list of choice longer than this is read by nobody.
MOST_PERIODS = 40


@dataclass(frozen=True)
class Counted:
    """What is measured, as trajectories tell it."""

    unit: str
    frequency: str
    direction: str


@dataclass(frozen=True)
class Aimed:
    """What is aimed at, as trajectories tell it; nothing yet: all is None."""

    indicator: Counted
    baseline: Decimal | None = None
    baseline_on: dt.date | None = None
    target: Decimal | None = None
    target_on: dt.date | None = None


def aimed(followed: Followed, aim: ImpactAim | None) -> Aimed:
    """The aim of a followed indicator, none included."""
    indicator = followed.indicator
    counted = Counted(unit_words(indicator.unit), pace_of(indicator.frequency), indicator.direction)
    return Aimed(counted, aim.baseline, aim.baseline_on, aim.target, aim.target_on) if aim else Aimed(counted)


@dataclass(frozen=True)
class Line:
    """One followed indicator with what it aims at, where it stands, and its declared values in the order of time."""

    followed: Followed
    aim: Aimed
    trajectory: Trajectory
    series: list[Measure] = field(default_factory=list)

    @property
    def last(self) -> Measure | None:
        """The latest declared value."""
        return next((one for one in reversed(self.series) if one.value is not None), None)

    @property
    def years_expected(self) -> int:
        """For how many years a value is expected, the one that is running aside."""
        first, last = self.followed.started_on.year, min(self.followed.expected_to, clock.today().year - 1)
        return max(last - first + 1, 0)

    @property
    def years_told(self) -> int:
        """For how many of those there is one."""
        this = clock.today().year
        return len(
            {one.ends_on.year for one in self.series if one.value is not None and one.state in Measure.COUNTED and one.ends_on.year < this}
        )

    @property
    def days_late(self) -> int:
        """How many days ago the period that is asked for was over; 0 when nothing is awaited."""
        return days_late(self.followed)


def days_late(followed: Followed) -> int:
    """How many days ago the period that is asked for was over; 0 when nothing is awaited."""
    due_on = followed.due_on
    return max((clock.today() - due_on).days, 0) if due_on and followed.ended_on is None else 0


def followed_by(project: Project) -> QuerySet[Followed]:
    """What a project follows, what it no longer does last."""
    found = project.followed.select_related("indicator", "method_version__method", "keeper", "follows__indicator")
    return found.order_by(F("ended_on").desc(nulls_first=True), "indicator__name_fr", "pk")


def lines_of(followed: Sequence[Followed]) -> list[Line]:
    """Each with its aim and its values. Two statements, whatever there is."""
    keys = [one.pk for one in followed]
    aims = ImpactAim.objects.filter(followed__in=among(keys)).order_by("followed_id", "-number").distinct("followed_id")
    by_key = {aim.followed_id: aim for aim in aims}
    series: dict[int, list[Measure]] = {key: [] for key in keys}
    declared = Measure.objects.filter(followed__in=among(keys)).exclude(state=Measure.State.DRAFT)
    for measure in declared.order_by("followed_id", "ends_on"):
        series[measure.followed_id].append(measure)
    return [_line(one, by_key.get(one.pk), series[one.pk]) for one in followed]


def _line(followed: Followed, aim: ImpactAim | None, series: list[Measure]) -> Line:
    goal = aimed(followed, aim)
    return Line(followed, goal, trajectory(goal, followed.last_on, followed.last_value, clock.today()), series)


def find_followed(user: Anyone, reference: str, pk: int) -> Followed:
    """What a project whose space the person enters follows, or Http404."""
    project = find_space(user, reference)
    found = followed_by(project).filter(pk=pk).first()
    if found is None:
        raise Http404(_("Ce projet ne suit pas cet indicateur."))
    found.project = project
    return found


def find_measure(user: Anyone, reference: str, pk: int, measure: int) -> Measure:
    """One value of such an indicator, or Http404."""
    followed = find_followed(user, reference, pk)
    found = followed.measures.filter(pk=measure).select_related("by", "place", "method_version__method").first()
    if found is None:
        raise Http404(_("Cette valeur n’existe pas."))
    found.followed = followed
    return found


def find_measure_paper(user: Anyone, reference: str, pk: int, measure: int, file: int) -> tuple[Measure, StoredFile]:
    """A file beside a value, or Http404."""
    found = find_measure(user, reference, pk, measure)
    return found, find_file_of(found, MEASURE_PAPER, file)


@dataclass(frozen=True)
class History:
    """Every value, the latest period first, each with those it replaced; every aim, the latest first."""

    values: list[tuple[Measure, list[MeasureVersion]]]
    aims: list[ImpactAim]


def history_of(followed: Followed) -> History:
    """In three statements."""
    values = list(followed.measures.select_related("by", "place", "method_version__method").order_by("-ends_on"))
    versions: dict[int, list[MeasureVersion]] = {}
    replaced = MeasureVersion.objects.filter(measure__followed=followed).select_related("replaced_by")
    for version in replaced.order_by("measure", "-version"):
        versions.setdefault(version.measure_id, []).append(version)
    aims = list(followed.aims.select_related("by").order_by("-number"))
    return History([(value, versions.get(value.pk, [])) for value in values], aims)


def open_periods(followed: Followed, values: Sequence[Measure], today: dt.date) -> list[tuple[dt.date, dt.date]]:
    """First and last day of the periods that one may give a value for, the latest first: whole ones, and those that are there."""
    pace = pace_of(followed.indicator.frequency)
    until = min(followed.ended_on or today, today)
    end = closing(until, pace)
    there = {one.ends_on: one.starts_on for one in values}
    found = dict(there)
    while end >= followed.started_on and len(found) < MOST_PERIODS + len(there):
        first = first_of(end, pace)
        if end not in found and not any(one.starts_on <= end and one.ends_on >= first for one in values):
            found[end] = first
        end = first - dt.timedelta(days=1)
    return [(found[end], end) for end in sorted(found, reverse=True)]


def newer_version(followed: Followed) -> Indicator | None:
    """A later version of the definition, which its method counts now; None when there is none or it is followed already."""
    found = Indicator.objects.filter(code=followed.indicator.code, version__gt=followed.indicator.version, uses__version__state="published")
    if followed.ended_on is not None or hasattr(followed, "followed_by"):
        return None
    return found.order_by("-version").first()
