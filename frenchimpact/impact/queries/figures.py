"""Figures as they are published: totals, means and ratios of what projects measured, how many said so, and what is left out.

Never a sum of percentages, never two versions of a definition in one figure, never few people.
"""

from collections.abc import Collection, Iterable
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from frenchimpact.core import clock
from frenchimpact.core.quantities import quantity
from frenchimpact.geo.models import Place
from frenchimpact.impact.models import Followed
from frenchimpact.impact.queries.sums import Axis, Sums, TwoTotals, sums, two_totals
from frenchimpact.impact.queries.veils import Veils, veils
from frenchimpact.impact.suppression import Cut, Left
from frenchimpact.methods.models import Indicator
from frenchimpact.methods.queries import unit_words

Rule = Indicator.Aggregation
_YEAR, _AXES = itemgetter(1), itemgetter(2, 3, 4)


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
    # How many of those who said it have a level of proof of 2 or more; None: not asked (`levels`), or not of projects one by one.
    proven: int | None = None
    # How many of those who said it gave values for a part of the year only.
    partial: int = 0

    @property
    def proven_words(self) -> str:
        """« dont 3 au niveau de preuve 2 ou plus »; nothing where nobody said it, or it is a ratio of two others."""
        if self.proven is None or not self.reported or self.indicator.aggregation == Rule.RATIO:
            return ""
        if not self.proven:
            return _("aucun au niveau de preuve 2 ou plus")
        return _("dont %(n)s au niveau de preuve 2 ou plus") % {"n": self.proven}

    @property
    def partial_words(self) -> str:
        """« dont 2 pour une partie de l’année seulement »; nothing for a year that is not over, which is told as such."""
        if not self.partial or self.year >= clock.today().year:
            return ""
        return _("dont %(n)s pour une partie de l’année seulement") % {"n": self.partial}

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
) -> list[Figure]:
    """Every figure of that cut, the latest year first; split by place, goal or theme if it is asked. Five statements at most."""
    axes = tuple(by)
    wanted = {one.pk for one in indicators} if indicators is not None else None
    found, over = _under_veils(cut, _with_totals(indicators) if indicators is not None else None, years, axes)
    known = {one.pk: one for one in indicators} if indicators is not None else {}
    known |= Indicator.objects.select_related("method").in_bulk({line.indicator for line in found} - known.keys())
    ratios = [one for one in known.values() if one.aggregation == Rule.RATIO]
    if wanted is None:
        ratios = list(Indicator.objects.filter(aggregation=Rule.RATIO, numerator__in=known.keys(), denominator__in=known.keys()))
        known |= {one.pk: one for one in ratios}
    of_ratios = {_key(line): line for line in two_totals(cut, indicators=[one.pk for one in ratios], years=years, by=axes)}
    told_of = {_key(line): line for line in found} if of_ratios else {}
    rules = {key: one.aggregation for key, one in known.items() if wanted is None or key in wanted}
    made = []
    # Thousands of lines: nothing is done twice here, and what is over none of them costs nothing.
    answers = {key: veil.answers(cut) for key, veil in over.items()}
    for line in found:
        rule = rules.get(line.indicator, Rule.RATIO)
        if rule != Rule.RATIO:
            left = None
            if line.reported and line.stamp is not None:
                told, part = answers[line[:2]], line[2:5]
                left = told.get(part)
                if left is None:
                    left = told[part] = over[line[:2]].left_out(_cut_of(cut, line))
            made.append(_figure(known[line.indicator], rule, line, left))
    made += [_ratio(known[line.indicator], line, told_of) for line in of_ratios.values()]
    return _in_order(made)


def _in_order(made: list[Figure]) -> list[Figure]:
    """By indicator, the latest version first; then the latest year; then by place, goal and theme."""
    made.sort(key=_AXES)
    made.sort(key=_YEAR, reverse=True)
    if len({one.indicator.pk for one in made}) > 1:
        made.sort(key=lambda one: (one.indicator.code, -one.indicator.version))
    return made


def _under_veils(
    cut: Cut, indicators: Collection[int] | None, years: Collection[int] | None, axes: tuple[Axis, ...]
) -> tuple[list[Sums], Veils]:
    """Sums, and what is over them at the same moment: both are read again if somebody wrote between the two."""
    while True:
        found = sums(cut, indicators=indicators, years=years, by=axes)
        over = veils({(line.indicator, line.year): line.stamp for line in found if line.stamp is not None})
        if over is not None:
            return found, over


def _with_totals(indicators: Collection[Indicator]) -> set[int]:
    """These indicators, and those of which ratios are made."""
    return {key for one in indicators for key in (one.pk, one.numerator_id) if key}


def _key(line: Sums | TwoTotals) -> tuple[int, int, int | None, int | None, str | None]:
    return (line.indicator, line.year, line.place, line.sdg, line.theme)


def _cut_of(cut: Cut, line: Sums) -> Cut:
    """What a line is of."""
    places = cut.places if line.place is None else frozenset([line.place])
    sdg, theme = cut.sdg if line.sdg is None else line.sdg, cut.theme if line.theme is None else line.theme
    return Cut(places, sdg, theme, cut.followed)


def _figure(indicator: Indicator, rule: str, line: Sums, left: Left | None) -> Figure:
    _key, year, place, sdg, theme, expected, reported, verified, value, seen, weight, seen_weight, is_seen, partial, _stamp = line
    told_value: Decimal | None = None
    told_seen: Decimal | None = None
    left_out = len(left.followed) if left else 0
    if rule == Rule.MEAN:
        told_value = value / weight if weight else None
        told_seen = seen / seen_weight if seen_weight else None
    elif rule != Rule.NONE and left:
        told_value = value - left.value if reported > left_out else None
        told_seen = (seen - left.verified) or (None if left.verified else seen) if is_seen else None
    elif rule != Rule.NONE:
        told_value = value if reported else None
        told_seen = seen if is_seen else None
    return Figure(indicator, year, place, sdg, theme, told_value, told_seen, expected, reported, verified, left_out, None, partial)


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
