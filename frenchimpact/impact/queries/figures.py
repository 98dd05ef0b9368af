"""Figures as they are published: totals, means and ratios of what projects measured, how many said so, and what is left out.

Never a sum of percentages, never two versions of a definition in one figure, never few people.
"""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core.quantities import quantity
from frenchimpact.geo.models import Place
from frenchimpact.impact.models import Followed
from frenchimpact.impact.queries.sums import Axis, Sums, TwoTotals, Veils, sums, two_totals, veils
from frenchimpact.impact.suppression import PEOPLE, Cut, Left
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.queries import unit_words

Rule = Indicator.Aggregation
_NOTHING = Left(Decimal(0), Decimal(0), frozenset())


class Figure(NamedTuple):
    """One indicator in one year, of some projects in some places. A page may read thousands."""

    indicator: Indicator
    year: int
    place: int | None
    sdg: int | None
    theme: str | None
    # None: nobody said it, it cannot be put together, or too few people would be told.
    value: Decimal | None
    # The part of it that somebody else looked at.
    verified_value: Decimal | None
    expected: int
    reported: int
    verified: int
    # Projects that said it and are not in the value: few people.
    left_out: int = 0

    @property
    def words(self) -> str:
        """« 1 240 pers. », « secret », « – »."""
        if self.value is None:
            return str(_("secret")) if self.is_secret else "–"
        return told(self.value, self.indicator)

    @property
    def is_secret(self) -> bool:
        """Whether somebody said it, and it is not published."""
        return self.value is None and self.left_out > 0

    @property
    def coverage(self) -> str:
        """« 34 projets sur 61 »."""
        found = {"n": self.reported, "all": self.expected}
        return ngettext("%(n)s projet sur %(all)s", "%(n)s projets sur %(all)s", self.reported) % found

    @property
    def left_out_words(self) -> str:
        """Why the value is not of all that said so; nothing when it is."""
        if not self.left_out:
            return ""
        words = ngettext(
            "sans %(n)s projet qui compte trop peu de personnes pour être publié",
            "sans %(n)s projets qui comptent trop peu de personnes pour être publiés",
            self.left_out,
        )
        return words % {"n": self.left_out}


def told(value: Decimal, indicator: Indicator) -> str:
    """A value with its unit, no more exact than it can be."""
    return quantity(round(value, 2 if abs(value) < 1000 else 0), unit_words(indicator.unit)).replace("\u00a0\u00a0", "\u00a0").rstrip()


def figures(
    cut: Cut,
    *,
    indicators: Collection[Indicator] | None = None,
    years: Collection[int] | None = None,
    by: Iterable[Axis] = (),
    over: Veils | None = None,
) -> list[Figure]:
    """Every figure of that cut, the latest year first; split by place, goal or theme if it is asked. Five statements at most.

    `over`: what is over these indicators and years, when several cuts of them are read one after the other.
    """
    axes = tuple(by)
    wanted = {one.pk for one in indicators} if indicators is not None else None
    found = sums(cut, indicators=_with_totals(indicators) if indicators is not None else None, years=years, by=axes)
    known = {one.pk: one for one in indicators} if indicators is not None else {}
    known |= Indicator.objects.select_related("method").in_bulk({line.indicator for line in found} - known.keys())
    ratios = [one for one in known.values() if one.aggregation == Rule.RATIO]
    if wanted is None:
        ratios = list(Indicator.objects.filter(aggregation=Rule.RATIO, numerator__in=known.keys(), denominator__in=known.keys()))
        known |= {one.pk: one for one in ratios}
    of_ratios = {_key(line): line for line in two_totals(cut, indicators=[one.pk for one in ratios], years=years, by=axes)}
    if over is None:
        people = {(line.indicator, line.year) for line in found if known[line.indicator].unit in PEOPLE and line.reported}
        over = veils({indicator for indicator, _year in people}, {year for _indicator, year in people})
    told_of = {_key(line): line for line in found} if of_ratios else {}
    made = []
    for line in found:
        veil = over.get((line.indicator, line.year))
        left = veil.left_out(_cut_of(cut, line)) if veil and line.reported else _NOTHING
        if known[line.indicator].aggregation != Rule.RATIO and (wanted is None or line.indicator in wanted):
            made.append(_figure(known[line.indicator], line, left))
    made += [_ratio(known[line.indicator], line, told_of) for line in of_ratios.values()]
    return sorted(
        made, key=lambda one: (one.indicator.code, -one.indicator.version, -one.year, one.place or 0, one.sdg or 0, one.theme or "")
    )


def _with_totals(indicators: Collection[Indicator]) -> set[int]:
    """These indicators, and those of which ratios are made."""
    return {key for one in indicators for key in (one.pk, one.numerator_id) if key}


def _key(line: Sums | TwoTotals) -> tuple[int, int, int | None, int | None, str | None]:
    return (line.indicator, line.year, line.place, line.sdg, line.theme)


def _cut_of(cut: Cut, line: Sums) -> Cut:
    """What one line is of."""
    return Cut(
        frozenset([line.place]) if line.place is not None else cut.places,
        cut.sdg if line.sdg is None else line.sdg,
        cut.theme if line.theme is None else line.theme,
        cut.followed,
    )


def _figure(indicator: Indicator, line: Sums, left: Left) -> Figure:
    value: Decimal | None = None
    verified: Decimal | None = None
    left_out = len(left.followed)
    if indicator.aggregation == Rule.MEAN:
        value = line.value / line.weight if line.weight else None
        verified = line.verified_value / line.verified_weight if line.verified_weight else None
    elif indicator.aggregation != Rule.NONE:
        value = line.value - left.value if line.reported > left_out else None
        verified = line.verified_value - left.verified if line.verified_weight else None
        verified = None if not verified and left.verified else verified
    counts = (line.expected, line.reported, line.verified, left_out)
    return Figure(indicator, line.year, line.place, line.sdg, line.theme, value, verified, *counts)


def _ratio(indicator: Indicator, line: TwoTotals, totals: dict[tuple[int, int, int | None, int | None, str | None], Sums]) -> Figure:
    """Out of how many: the projects that follow the numerator."""
    value = line.numerator / line.denominator if line.denominator and line.numerator is not None else None
    if value is not None and indicator.unit == "%":
        value *= 100
    whole = totals.get((indicator.numerator_id or 0, line.year, line.place, line.sdg, line.theme))
    expected = whole.expected if whole else line.reported
    return Figure(indicator, line.year, line.place, line.sdg, line.theme, value, None, expected, line.reported, 0, line.left_out)


def nation() -> Cut:
    """All public projects: the whole country holds them."""
    return Cut(frozenset(Place.objects.filter(level=Place.Level.COUNTRY).order_by("pk").values_list("pk", flat=True)[:1]))


def portfolio(projects: Collection[int]) -> Cut:
    """Some projects, wherever they act."""
    keys = Followed.objects.filter(project__in=projects).values_list("pk", flat=True)
    return Cut(nation().places, followed=frozenset(keys))


def perimeter(places: Collection[Place]) -> Cut:
    """Several places as one, each part of it once: what lies across two of them is counted commune by commune."""
    keys = {place.pk for place in places}
    if any(place.level == Place.Level.COUNTRY for place in places):
        return nation()
    apart = {place.pk for place in places if not keys & {place.epci_id, place.ept_id, place.department_id, place.region_id}}
    larger = {place.pk for place in places if place.level in (Place.Level.DEPARTMENT, Place.Level.REGION)}
    for place in places:
        if place.level in (Place.Level.EPCI, Place.Level.EPT) and larger:
            communes = list(Place.objects.filter(**{place.level: place.pk}, is_current=True))
            outside = {one.pk for one in communes if not larger & {one.department_id, one.region_id}}
            apart = (apart - {place.pk}) | outside if len(outside) < len(communes) else apart | {place.pk}
    return Cut(frozenset(apart))
