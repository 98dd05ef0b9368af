"""Finding indicators, and everything that one page says about one."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core.periods import closing, first_of, periods_to
from frenchimpact.organisations.rules import Anyone
from frenchimpact.projects.models import Project
from frenchimpact.territories.models import Aim, ChallengeProject, Indicator, Measurement, MeasurementVersion, Method, Review, Territory
from frenchimpact.territories.queries.methods import methods_of
from frenchimpact.territories.queries.territories import find_space


def find_indicator(user: Anyone, reference: str, number: int) -> Indicator:
    """An indicator of a space that the person enters, or Http404."""
    territory = find_space(user, reference)
    found = indicators_of(territory).filter(number=number).first()
    if found is None:
        raise Http404(_("Cet indicateur n’existe pas."))
    found.territory = territory
    return found


def indicators_of(territory: Territory) -> QuerySet[Indicator]:
    """Every indicator of a territory, ended ones too, with what names it."""
    return territory.indicators.select_related(
        "challenge", "action__objective", "action__territory", "keeper", "keeper_organisation", "common", "project"
    ).order_by("number")


def projects_for(territory: Territory, found: Indicator | None = None) -> QuerySet[Project]:
    """Whose result an indicator may be: the published projects that answer a challenge of the territory, and the one it has already."""
    answering = ChallengeProject.objects.filter(challenge__territory=territory, project__status=Project.Status.PUBLISHED).values("project")
    return Project.objects.filter(Q(pk__in=answering) | Q(pk=found.project_id if found else None)).order_by("name", "pk")


def locked_to(territory: Territory) -> dt.date | None:
    """The last day whose figures a review locked."""
    last: dt.date | None = Review.objects.filter(territory=territory, locked_at__isnull=False).aggregate(last=Max("ends_on"))["last"]
    return last


@dataclass(frozen=True)
class History:
    """Every value of an indicator, the latest period first, each with those it replaced; every aim and every method, the latest first."""

    values: list[tuple[Measurement, list[MeasurementVersion]]]
    aims: list[Aim]
    methods: list[Method]


def history_of(indicator: Indicator) -> History:
    """In four statements."""
    values = list(indicator.measurements.select_related("by").order_by("-ends_on"))
    versions: dict[int, list[MeasurementVersion]] = {}
    replaced = MeasurementVersion.objects.filter(measurement__indicator=indicator).select_related("by")
    for version in replaced.order_by("measurement", "-version"):
        versions.setdefault(version.measurement_id, []).append(version)
    aims = list(indicator.aims.select_related("by").order_by("-number"))
    for aim in aims:
        aim.indicator = indicator
    methods = methods_of([indicator.pk]).get(indicator.pk, [])
    return History([(value, versions.get(value.pk, [])) for value in values], aims, methods)


def open_periods(indicator: Indicator, today: dt.date, count: int = 12) -> list[tuple[dt.date, dt.date]]:
    """First and last day of the periods that one may give a value for, the latest first; the running one too."""
    last = closing(today, indicator.frequency)
    return [(first_of(end, indicator.frequency), end) for end in reversed(periods_to(last, indicator.frequency, count))]
