"""How one figure moved: year by year, and as it was known, day after day."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.design.figures import LineChart, line_chart
from frenchimpact.observatory.models import Reading
from frenchimpact.observatory.queries.telling import Told, unit_of, value_words

MOST_POINTS, MOST_REVISIONS = 36, 40


@dataclass(frozen=True)
class Revision:
    """What was known of one period, and what it was before; nothing before is the first that was known."""

    reading: Reading
    before: Reading | None

    @property
    def is_revision(self) -> bool:
        """Whether another value came where there was one: a revision, not a beginning."""
        return self.before is not None and self.before.value != self.reading.value


def known_months(rows: Sequence[Reading], period: str, version: int) -> list[Reading]:
    """What was known at the end of each month of one period, the last ones, in the order of time. `rows`: latest knowledge first."""
    found = [row for row in rows if (row.period, row.version) == (period, version) and row.value is not None]
    months = groupby(found, key=lambda row: timezone.localdate(row.known_from).replace(day=1))
    return [next(iter(group)) for _month, group in months][:MOST_POINTS][::-1]


def revisions_of(rows: Sequence[Reading]) -> list[Revision]:
    """Each change of what was known, the latest first."""
    by_key: dict[tuple[str, int], Reading] = {}
    found = []
    for row in reversed(rows):
        before = by_key.get((row.period, row.version))
        found.append(Revision(row, before))
        by_key[(row.period, row.version)] = row
    return [one for one in reversed(found) if one.is_revision][:MOST_REVISIONS]


@dataclass(frozen=True)
class Series:
    """A drawing, wide and narrow, with the sentence that it shows and what its points are."""

    sentence: str
    subtitle: str
    charts: list[LineChart]


def series_of(told: Told, rows: Sequence[Reading]) -> Series | None:
    """By year where the figure has years, otherwise as it was known, month after month; None of one point."""
    years = [row for row in reversed(told.years) if row.value is not None]
    is_by_year = len(years) > 1
    known = years if is_by_year else _known(told, rows)
    points = [(_day_of(row), float(row.value or 0)) for row in known]
    if len({on for on, _value in points}) < 2:
        return None
    last, unit, is_large = known[-1], unit_of(told.definition), max(abs(value) for _on, value in points) >= 2_000_000
    if told.definition.unit == "eur" and is_large:
        points, unit = [(on, value / 1_000_000) for on, value in points], _("millions d’euros")
    given = {"title": told.definition.title, "value": told.words_of(last), "year": last.period}
    if not is_by_year:
        sentence = _("%(title)s : %(value)s") % given
        subtitle = _("%(unit)s, tel que connu à chaque date") % {"unit": unit}
    else:
        sentence = _("%(title)s : %(value)s en %(year)s") % given
        subtitle = _("%(unit)s, année par année") % {"unit": unit}
        if last.period == str(clock.today().year):
            subtitle = _("%(what)s ; la dernière n’est pas finie") % {"what": subtitle}
    subtitle = subtitle[:1].upper() + subtitle[1:] + "."
    return Series(sentence, subtitle, [line_chart(points, width=width, last=told.words_of(last)) for width in (640, 300)])


def _known(told: Told, rows: Sequence[Reading]) -> list[Reading]:
    return known_months(rows, told.whole.period, told.whole.version) if told.whole else []


def _day_of(row: Reading) -> dt.date:
    return dt.date(int(row.period), 12, 31) if row.period else timezone.localdate(row.known_from)


def since_a_year(told: Told, rows: Sequence[Reading], at: dt.datetime) -> str:
    """How much more or less than what was known of the same a year before: « +12 »; nothing when that is the same, or not known."""
    whole, then = told.whole, at - dt.timedelta(days=365)
    if whole is None or whole.value is None:
        return ""
    key = (whole.period, whole.version)
    before = next((row for row in rows if (row.period, row.version) == key and row.known_from <= then), None)
    if before is None or before.value is None or (before.known_until is not None and before.known_until <= then):
        return ""
    gap = whole.value - before.value
    if not gap:
        return ""
    return ("+" if gap > 0 else "\u2212" if gap < 0 else "") + value_words(told.definition, abs(gap))
