"""The grid of a territory's figures: a row by indicator, a column by period, the aim and the gap beside them."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.core.periods import closing, first_of, periods_to
from frenchimpact.core.quantities import read_quantity, shown, typed
from frenchimpact.core.rows import among
from frenchimpact.design.period_words import period_name, period_short
from frenchimpact.territories.models import Indicator, Measurement, Territory
from frenchimpact.territories.queries.indicators import locked_to
from frenchimpact.territories.queries.progress import Line, progress_of

# How many periods are side by side.
SHOWN = {"year": 5, "quarter": 6, "month": 6}


@dataclass(frozen=True)
class Cell:
    """One value, or its lack: `version` is 0 when nothing was ever written."""

    case: str
    ends_on: dt.date
    period: str
    shown: str
    typed: str
    version: int
    days_late: int
    is_locked: bool
    is_open: bool


@dataclass(frozen=True)
class GridRow:
    """An indicator with its cells."""

    line: Line
    cells: list[Cell]
    is_editable: bool

    def read(self, written: str) -> Decimal:
        """A number in its unit. Raises NotANumber."""
        return read_quantity(written, self.line.indicator.unit)

    @property
    def gap(self) -> str:
        """How far from the line, in hundredths of the way: « −16 % »."""
        ratio = self.line.trajectory.ratio
        if ratio is None:
            return ""
        words = shown_signed(ratio - 100)
        return _("%(gap)s %%") % {"gap": words}

    @property
    def aim_words(self) -> str:
        """« 400 (2028) »."""
        aim = self.line.aim
        if aim.target is None or aim.target_on is None:
            return ""
        return f"{shown(aim.target)} ({aim.target_on.year})"

    @property
    def late_words(self) -> str:
        """« en retard de 12 jours », or nothing."""
        return late_words(self.line.days_late)


def late_words(days: int) -> str:
    """« en retard de 12 jours », or nothing."""
    return ngettext("en retard de %(n)s jour", "en retard de %(n)s jours", days) % {"n": days} if days else ""


def shown_signed(value: int) -> str:
    """With its sign; a true minus."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{abs(value)}"


@dataclass(frozen=True)
class Grid:
    """What the page shows, and the frequencies that have indicators."""

    frequency: str
    columns: list[dt.date]
    rows: list[GridRow]
    frequencies: list[tuple[str, int]]

    @property
    def periods(self) -> list[str]:
        """The headings."""
        return [period_short(end, self.frequency) for end in self.columns]

    @property
    def earlier(self) -> dt.date:
        """The last period of the page before."""
        return first_of(self.columns[0], self.frequency) - dt.timedelta(days=1)

    def later(self, today: dt.date) -> dt.date | None:
        """The last period of the page after; None on the last one."""
        last = closing(today, self.frequency)
        if self.columns[-1] >= last:
            return None
        return min(last, periods_after(self.columns[-1], self.frequency, len(self.columns)))


def periods_after(end: dt.date, frequency: str, count: int) -> dt.date:
    """The closing day so many periods later."""
    for _step in range(count):
        end = closing(end + dt.timedelta(days=1), frequency)
    return end


def case_of(indicator: Indicator, ends_on: dt.date) -> str:
    """How a page names a cell: « 3_2026-12-31 »."""
    return f"{indicator.number}_{ends_on.isoformat()}"


def grid_of(territory: Territory, *, frequency: str = "", until: dt.date | None = None, editable: Collection[int] = ()) -> Grid:
    """The indicators of one frequency (that of most of them unless one is asked for). A fixed number of statements."""
    today = clock.today()
    counted = territory.indicators.filter(ended_on=None).order_by().values_list("frequency").annotate(number=Count("pk"))
    counts = dict(counted)
    order = [one for one in Indicator.Frequency.values if one in counts]
    if frequency not in order:
        frequency = max(order, key=lambda one: counts[one]) if order else Indicator.Frequency.YEAR
    last = closing(today, frequency)
    columns = periods_to(min(closing(until, frequency), last) if until else last, frequency, SHOWN[frequency])
    lines = [line for line in progress_of(territory).values() if line.indicator.frequency == frequency]
    found = Measurement.objects.filter(indicator__in=among(line.indicator.pk for line in lines), ends_on__in=columns)
    kept = {(one.indicator_id, one.ends_on): one for one in found}
    locked = locked_to(territory)
    rows = []
    for line in lines:
        cells = []
        for end in columns:
            one = kept.get((line.indicator.pk, end))
            value = one.value if one else None
            is_due = line.indicator.due_on == end and value is None
            cells.append(
                Cell(
                    case_of(line.indicator, end),
                    end,
                    period_name(end, frequency),
                    shown(value) if value is not None else "",
                    typed(value),
                    one.version if one else 0,
                    line.days_late if is_due else 0,
                    locked is not None and end <= locked,
                    first_of(end, frequency) <= today,
                )
            )
        rows.append(GridRow(line, cells, line.indicator.pk in editable))
    return Grid(frequency, columns, rows, [(one, counts[one]) for one in order])
