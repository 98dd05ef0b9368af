"""Where something measured stands on the way from its baseline to its target: a straight line, and the last value beside it."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property
from typing import Any, Literal, Protocol

from django.utils.translation import gettext as _

from frenchimpact.core.quantities import quantity
from frenchimpact.design.period_words import day_words, period_words


class Counted(Protocol):
    """What is measured: its unit as it is written, how often, and which way is better (« up », « down »)."""

    @property
    def unit(self) -> str: ...
    @property
    def frequency(self) -> str: ...
    @property
    def direction(self) -> str: ...


class Aimed(Protocol):
    """From where to where, by when."""

    @property
    def baseline(self) -> Decimal | None: ...
    @property
    def baseline_on(self) -> dt.date | None: ...
    @property
    def target(self) -> Decimal | None: ...
    @property
    def target_on(self) -> dt.date | None: ...
    @property
    def indicator(self) -> Counted: ...


type State = Literal["no_baseline", "no_value", "on_track", "behind", "reached", "late"]


@dataclass(frozen=True)
class Trajectory:
    """What the last value says: `expected` is where the line is on the day of that value, `ratio` the hundredths of the way from the
    baseline to there that were covered, rounded down; `gap` is the value less what was expected, in the unit.

    Without a baseline or a target there is no line (« no_baseline »), hence no ratio. « late »: the day of the target is over.
    """

    state: State
    expected: Decimal | None = None
    ratio: int | None = None
    gap: Decimal | None = None
    aim: Aimed | None = field(default=None, compare=False)
    last_on: dt.date | None = None
    last_value: Decimal | None = None

    @cached_property
    def sentence(self) -> str:
        """« 301 t en 2026 : 84 % de la trajectoire vers 400 t fin 2028 ». Written when it is read, in the language in force."""
        return _sentence(self, self.aim) if self.aim else ""


def expected_on(aim: Aimed, on: dt.date) -> Decimal | None:
    """Where the straight line is that day: at the baseline before it begins, at the target after it ends."""
    if aim.baseline is None or aim.baseline_on is None or aim.target is None or aim.target_on is None:
        return None
    if on >= aim.target_on:
        return aim.target
    gone, whole = max((on - aim.baseline_on).days, 0), (aim.target_on - aim.baseline_on).days
    return aim.baseline + (aim.target - aim.baseline) * gone / whole


def goes_down(aim: Aimed) -> bool:
    """Whether a smaller value is a better one: as the aim goes, or as the indicator says when the aim is to stay where one is."""
    if aim.baseline is None or aim.target is None or aim.baseline == aim.target:
        return aim.indicator.direction == "down"
    return aim.target < aim.baseline


def is_reached(aim: Aimed, value: Decimal) -> bool:
    """Whether a value is at the target or beyond."""
    if aim.target is None:
        return False
    return value <= aim.target if goes_down(aim) else value >= aim.target


def trajectory(aim: Aimed, last_on: dt.date | None, last_value: Decimal | None, today: dt.date) -> Trajectory:
    """Where the last value stands. A value is compared with the line on its own day: the year that is running counts against nobody."""
    if last_on is None or last_value is None:
        return Trajectory("no_value", aim=aim)
    there: dict[str, Any] = {"aim": aim, "last_on": last_on, "last_value": last_value}
    expected = expected_on(aim, last_on)
    if expected is None or aim.baseline is None or aim.baseline_on is None or aim.target_on is None:
        return Trajectory("no_baseline", **there)
    # A way that nothing was expected of yet has no hundredths.
    way = expected - aim.baseline
    ratio = int((100 * (last_value - aim.baseline) / way).to_integral_value(ROUND_FLOOR)) if way else None
    gap = last_value - expected
    if is_reached(aim, last_value):
        return Trajectory("reached", expected, ratio, gap, **there)
    if today > aim.target_on:
        return Trajectory("late", expected, ratio, gap, **there)
    if last_on <= aim.baseline_on:
        return Trajectory("no_value", **there)
    is_fine = gap <= 0 if goes_down(aim) else gap >= 0
    return Trajectory("on_track" if is_fine else "behind", expected, ratio, gap, **there)


def _sentence(way: Trajectory, aim: Aimed) -> str:
    unit, words = aim.indicator.unit, {}
    has_target = aim.target is not None and aim.target_on is not None
    if aim.target is not None and aim.target_on is not None:
        words = {"target": quantity(aim.target, unit), "day": day_words(aim.target_on)}
    if way.last_on is None or way.last_value is None:
        return _("Pas encore de valeur, vers %(target)s %(day)s") % words if has_target else _("Pas encore de valeur, ni de cible")
    words |= {"value": quantity(way.last_value, unit), "period": period_words(way.last_on, aim.indicator.frequency)}
    if not has_target:
        return _("%(value)s %(period)s : aucune cible n’est fixée") % words
    if way.state == "no_baseline":
        return _("%(value)s %(period)s, vers %(target)s %(day)s : sans point de départ, la trajectoire ne se calcule pas") % words
    if way.state == "reached":
        return _("%(value)s %(period)s : la cible de %(target)s %(day)s est atteinte") % words
    if way.state == "late":
        return _("%(value)s %(period)s : la cible de %(target)s %(day)s n’est pas atteinte") % words
    if way.state == "no_value":
        return _("%(value)s %(period)s : pas encore de valeur depuis le point de départ, vers %(target)s %(day)s") % words
    if way.ratio is None:
        return _("%(value)s %(period)s, pour %(target)s %(day)s") % words
    if way.ratio < 0:
        return _("%(value)s %(period)s : en deçà du point de départ, vers %(target)s %(day)s") % words
    return _("%(value)s %(period)s : %(ratio)s %% de la trajectoire vers %(target)s %(day)s") % {**words, "ratio": str(way.ratio)}
