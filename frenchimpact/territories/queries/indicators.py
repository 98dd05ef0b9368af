"""Finding indicators, and everything that one page says about one."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.organisations.rules import Anyone
from frenchimpact.territories.models import Aim, Indicator, Measurement, MeasurementVersion, Review, Territory
from frenchimpact.territories.periods import closing, first_of, periods_to
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


def locked_to(territory: Territory) -> dt.date | None:
    """The last day whose figures a review locked."""
    last: dt.date | None = Review.objects.filter(territory=territory, locked_at__isnull=False).aggregate(last=Max("ends_on"))["last"]
    return last


@dataclass(frozen=True)
class History:
    """Every value of an indicator, the latest period first, each with those it replaced; and every aim, the latest first."""

    values: list[tuple[Measurement, list[MeasurementVersion]]]
    aims: list[Aim]


def history_of(indicator: Indicator) -> History:
    """In three statements."""
    values = list(indicator.measurements.select_related("by").order_by("-ends_on"))
    versions: dict[int, list[MeasurementVersion]] = {}
    replaced = MeasurementVersion.objects.filter(measurement__indicator=indicator).select_related("by")
    for version in replaced.order_by("measurement", "-version"):
        versions.setdefault(version.measurement_id, []).append(version)
    aims = list(indicator.aims.select_related("by").order_by("-number"))
    for aim in aims:
        aim.indicator = indicator
    return History([(value, versions.get(value.pk, [])) for value in values], aims)


def open_periods(indicator: Indicator, today: dt.date, count: int = 12) -> list[tuple[dt.date, dt.date]]:
    """First and last day of the periods that one may give a value for, the latest first; the running one too."""
    last = closing(today, indicator.frequency)
    return [(first_of(end, indicator.frequency), end) for end in reversed(periods_to(last, indicator.frequency, count))]
