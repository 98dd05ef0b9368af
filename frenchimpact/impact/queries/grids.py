"""The grid of what a project measures: a row by indicator, a column by period, the aim and the level of proof beside them."""

import datetime as dt
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.core.periods import MONTHS, closing, first_of, periods_to
from frenchimpact.core.quantities import shown, typed
from frenchimpact.core.rows import among
from frenchimpact.design.period_words import period_name, period_short
from frenchimpact.impact.messages.measures import pace_of
from frenchimpact.impact.models import Measure, MeasurePart
from frenchimpact.impact.queries.measures import Line, followed_by, lines_of
from frenchimpact.impact.reading import read_value
from frenchimpact.projects.models import Project
from frenchimpact.projects.rules import places_of

# How many periods are side by side.
SHOWN = {"year": 5, "quarter": 6, "month": 6}


@dataclass(frozen=True)
class MeasureCell:
    """One value, why there is none, or its lack: `version` is 0 when nothing was ever written."""

    case: str
    ends_on: dt.date
    period: str
    shown: str
    typed: str
    version: int
    days_late: int
    was_looked_at: bool
    is_open: bool
    # Declared, verified, disputed, settled: only what is settled bears a padlock.
    state: str = ""
    state_words: str = ""
    # « ventilé, 2 lieux »: what is said beside the number, on its own page.
    more: str = ""


@dataclass(frozen=True)
class MeasureRow:
    """An indicator with its cells."""

    line: Line
    cells: list[MeasureCell]
    is_editable: bool
    # It may be broken down, or shared between places.
    has_more: bool = False

    def read(self, written: str) -> Decimal:
        """A number in its unit, or in another that measures the same thing. Raises NotANumber."""
        return read_value(written, self.line.followed.indicator.unit)

    @property
    def aim_words(self) -> str:
        """« 400 (2028) »."""
        aim = self.line.aim
        return f"{shown(aim.target)} ({aim.target_on.year})" if aim.target is not None and aim.target_on else ""


@dataclass(frozen=True)
class MeasureGrid:
    """What the page shows, and the frequencies that have indicators."""

    frequency: str
    columns: list[dt.date]
    rows: list[MeasureRow]
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
        last, end = closing(today, self.frequency), self.columns[-1]
        if end >= last:
            return None
        for _step in self.columns:
            end = closing(end + dt.timedelta(days=1), self.frequency)
        return min(last, end)


def measure_case(key: int, ends_on: dt.date) -> str:
    """How a page names a cell: « 3_2026-12-31 »."""
    return f"{key}_{ends_on.isoformat()}"


def measure_grid(project: Project, *, frequency: str = "", until: dt.date | None = None, editable: Collection[int] = ()) -> MeasureGrid:
    """The indicators of one frequency (that of most of them unless one is asked for). A fixed number of statements."""
    today = clock.today()
    followed = list(followed_by(project).filter(ended_on=None))
    counts = Counter(pace_of(one.indicator.frequency) for one in followed)
    order = [one for one in MONTHS if one in counts]
    if frequency not in order:
        frequency = max(order, key=lambda one: counts[one]) if order else "year"
    last = closing(today, frequency)
    columns = periods_to(min(closing(until, frequency), last) if until else last, frequency, SHOWN[frequency])
    lines = [line for line in lines_of(followed) if pace_of(line.followed.indicator.frequency) == frequency]
    found = Measure.objects.filter(followed__in=among(line.followed.pk for line in lines), ends_on__in=columns)
    counted = found.annotate(has_parts=Exists(MeasurePart.objects.filter(measure=OuterRef("pk"))), places_count=Count("shares"))
    kept = {(one.followed_id, one.ends_on): one for one in counted}
    is_spread = len(places_of(project)) > 1
    rows = [_row(line, columns, frequency, kept, line.followed.pk in editable, is_spread=is_spread) for line in lines]
    return MeasureGrid(frequency, columns, rows, [(one, counts[one]) for one in order])


def _row(
    line: Line, columns: list[dt.date], frequency: str, kept: dict[tuple[int, dt.date], Any], is_editable: bool, *, is_spread: bool
) -> MeasureRow:
    today, followed = clock.today(), line.followed
    cells = []
    for end in columns:
        one = kept.get((followed.pk, end))
        value = one.value if one else None
        said = shown(value) if value is not None else str(one.get_absence_display()) if one and one.absence != "not_yet" else ""
        cells.append(
            MeasureCell(
                measure_case(followed.pk, end),
                end,
                period_name(end, frequency),
                said,
                typed(value),
                one.version if one else 0,
                line.days_late if followed.due_on == end and not said else 0,
                one is not None and one.state in ("verified", "disputed", "locked"),
                first_of(end, frequency) <= today and end >= followed.started_on,
                one.state if one else "",
                str(one.get_state_display()).lower() if one else "",
                _more(one) if one else "",
            )
        )
    return MeasureRow(line, cells, is_editable, bool(followed.indicator.disaggregations) or is_spread)


def _more(one: Any) -> str:
    """« ventilé, 2 lieux »."""
    said = [_("ventilé")] if one.has_parts else []
    if one.places_count:
        said.append(ngettext("%(n)s lieu", "%(n)s lieux", one.places_count) % {"n": one.places_count})
    return ", ".join(said)
