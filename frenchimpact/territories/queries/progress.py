"""Where each indicator of a territory stands on the way to its target, with what was measured."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from frenchimpact.core import clock
from frenchimpact.core.kept import kept
from frenchimpact.core.prepared import prepared
from frenchimpact.design.trajectories import Trajectory, trajectory
from frenchimpact.territories.models import Aim, Challenge, Indicator, Territory


@dataclass(frozen=True)
class Line:
    """One indicator with what it aims at, where it stands, and every value in the order of time."""

    indicator: Indicator
    aim: Aim
    trajectory: Trajectory
    series: list[tuple[dt.date, Decimal]] = field(default_factory=list)

    @property
    def days_late(self) -> int:
        """How many days ago the period that is asked for was over; 0 when nothing is awaited."""
        return days_late(self.indicator)


def days_late(indicator: Indicator) -> int:
    """How many days ago the period that is asked for was over; 0 when nothing is awaited."""
    due_on = indicator.due_on
    return max((clock.today() - due_on).days, 0) if due_on and indicator.ended_on is None else 0


# Every indicator of a territory that is followed; the aim in force of each.
_followed = kept(lambda territory: Indicator.objects.filter(territory=territory, ended_on=None).order_by("number"))
_aims = kept(
    lambda territory: (
        Aim.objects.filter(indicator__territory=territory, indicator__ended_on=None)
        .order_by("indicator_id", "-number")
        .distinct("indicator_id")
    )
)
_SERIES = """
SELECT m.indicator_id, m.ends_on, m.value FROM territories_indicator i JOIN territories_measurement m ON m.indicator_id = i.id
WHERE i.territory_id = %s AND i.ended_on IS NULL AND m.value IS NOT NULL ORDER BY m.indicator_id, m.ends_on
"""


def progress_of(territory: Territory) -> dict[int, Line]:
    """Its indicators that are followed, by their key, in the order of their numbers. Three statements, whatever there is."""
    indicators = _followed(territory=territory.pk)
    aims = {aim.indicator_id: aim for aim in _aims(territory=territory.pk)}
    series: dict[int, list[tuple[dt.date, Decimal]]] = {one.pk: [] for one in indicators}
    with prepared() as cursor:
        cursor.execute(_SERIES, [territory.pk])
        for key, ends_on, value in cursor.fetchall():
            series[key].append((ends_on, value))
    today = clock.today()
    return {one.pk: _line(one, aims.get(one.pk), series[one.pk], today) for one in indicators}


def main_line(challenge: Challenge, lines: Iterable[Line]) -> Line | None:
    """The indicator that a challenge is told by: the first that has values, of its own before those of its actions; else the first."""
    its = [line for line in lines if line.indicator.challenge_id == challenge.pk]
    return min(its, key=lambda line: (not line.series, line.indicator.action_id is not None), default=None)


def _line(indicator: Indicator, aim: Aim | None, series: list[tuple[dt.date, Decimal]], today: dt.date) -> Line:
    # None was ever set: the same as one that says nothing.
    aim = aim or Aim(number=0)
    aim.indicator = indicator
    return Line(indicator, aim, trajectory(aim, indicator.last_on, indicator.last_value, today), series)
