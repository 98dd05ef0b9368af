"""What the public pages of figures read: the country in one year, and one indicator with its series and its cuts."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.http import Http404
from django.utils.translation import gettext as _

from frenchimpact.core import clock
from frenchimpact.geo.models import Place
from frenchimpact.impact.queries.figures import Figure, figures, nation
from frenchimpact.impact.queries.levels import with_levels
from frenchimpact.impact.queries.sums import Axis
from frenchimpact.impact.suppression import Cut
from frenchimpact.methods.models import Indicator, MethodVersion
from frenchimpact.organisations.rules import Anyone

# The method whose indicators every project is asked for: they come first.
CORE = "tronc-commun"
COLUMNS = (
    "indicateur",
    "version",
    "annee",
    "coupe",
    "code",
    "nom",
    "valeur",
    "unite",
    "valeur_verifiee",
    "projets_attendus",
    "projets_declarants",
    "projets_verifies",
    "projets_non_comptes",
    "projets_preuve_2_ou_plus",
    "projets_annee_incomplete",
)


_YEARS = """SELECT year, sum(reported), sum(expected) FROM impact_impactsum WHERE place_id = ANY(%s)
GROUP BY year HAVING sum(reported) > 0 ORDER BY year DESC"""

_YEARS_OF_SOME = """SELECT year, count(DISTINCT followed_id) FILTER (WHERE is_reported), count(DISTINCT followed_id)
FROM impact_projectyear WHERE followed_id = ANY(%s) GROUP BY year HAVING bool_or(is_reported) ORDER BY year DESC"""


def told_enough(years: Iterable[tuple[int, int, int]]) -> int | None:
    """The latest year (year, said, expected) for which half of the values are there: one early value does not open an empty page.

    None is: the one that most told.
    """
    rows = list(years)
    enough = next((year for year, said, expected in rows if said * 2 >= expected), None)
    return enough or max(rows, key=lambda row: (row[1], row[0]), default=(None,))[0]


@dataclass(frozen=True)
class Year:
    """The figures of one year, of the country or of a part of it, by the method that defines their indicators."""

    cut: Cut
    year: int | None
    years: list[int]
    found: list[Figure]

    @property
    def is_running(self) -> bool:
        """Whether the year is not over: what is told of it is a part."""
        return self.year is not None and self.year >= clock.today().year

    @property
    def twice(self) -> set[str]:
        """Indicators told under two versions of their definition: their name says which."""
        codes = [one.indicator.code for one in self.found]
        return {code for code in codes if codes.count(code) > 1}

    @property
    def groups(self) -> list[tuple[MethodVersion | None, list[Figure]]]:
        """The common core first, then each method, with its figures."""
        methods = {one.indicator.method_id for one in self.found}
        latest = MethodVersion.objects.filter(method__in=methods, state="published").order_by("method_id", "-rank").distinct("method_id")
        names = {one.method_id: one for one in latest.select_related("method")}
        ordered = sorted(methods, key=lambda key: (key not in names or names[key].method.slug != CORE, key))
        return [(names.get(key), [one for one in self.found if one.indicator.method_id == key]) for key in ordered]

    @property
    def first(self) -> list[Figure]:
        """Three figures to put forward: those of the common core that most projects told."""
        told = [one for one in self.found if one.value is not None and one.indicator.method.slug == CORE]
        return sorted(told, key=lambda one: -one.reported)[:3]

    @property
    def goals(self) -> list[tuple[int, list[Figure]]]:
        """The figures of each goal, of the projects that count for it."""
        by_goal: dict[int, list[Figure]] = {}
        for one in with_levels(self.cut, figures(self.cut, years=[self.year], by=["sdg"]), by=["sdg"]) if self.year else []:
            if one.sdg and one.reported:
                by_goal.setdefault(one.sdg, []).append(one)
        return sorted(by_goal.items())


def figures_of_year(cut: Cut, year: int | None = None) -> Year:
    """The figures of a year: the one asked, or the latest that half of the projects told."""
    with connection.cursor() as cursor:
        if cut.followed is None:
            cursor.execute(_YEARS, [list(cut.places)])
        else:
            cursor.execute(_YEARS_OF_SOME, [list(cut.followed)])
        rows = cursor.fetchall()
    years = [one for one, _said, _expected in rows]
    chosen = year if year in years else told_enough(rows)
    return Year(cut, chosen, years, with_levels(cut, figures(cut, years=[chosen])) if chosen else [])


class Sheet:
    """One indicator: its versions, its series, its figures of one year by region, goal and theme."""

    def __init__(self, versions: list[Indicator], version: int | None, year: int | None) -> None:
        self.versions = versions
        self.cut = nation()
        self.series = [one for one in self._read(versions) if one.expected]
        said = [one for one in self.series if one.reported]
        newest = said[0].indicator if said else versions[0]
        self.indicator = next((one for one in versions if one.version == version), newest)
        self.years = [one.year for one in self.series if one.indicator == self.indicator]
        told = [(one.year, one.reported, one.expected) for one in said if one.indicator == self.indicator]
        latest = told_enough(told) or next(iter(self.years), None)
        self.year = year if year in self.years else latest
        self.figure = next((one for one in self.series if one.indicator == self.indicator and one.year == self.year), None)

    def _read(
        self, indicators: list[Indicator], cut: Cut | None = None, by: tuple[Axis, ...] = (), year: int | None = None
    ) -> list[Figure]:
        found = figures(cut or self.cut, indicators=indicators, years=[year] if year else None, by=by)
        return with_levels(cut or self.cut, found, by=by)

    @property
    def is_running(self) -> bool:
        """Whether the year is not over: what is told of it is a part."""
        return self.year is not None and self.year >= clock.today().year

    @cached_property
    def regions(self) -> list[tuple[Place, Figure]]:
        """The figures of the year by region, as they are written in the map."""
        return self._by_region(self.year)

    def _by_region(self, year: int | None) -> list[tuple[Place, Figure]]:
        places = {one.pk: one for one in Place.objects.filter(level=Place.Level.REGION).order_by("name")}
        found = self._read([self.indicator], Cut(frozenset(places)), ("place",), year)
        return [(places[one.place], one) for one in sorted(found, key=lambda one: (-one.year, places[one.place or 0].name)) if one.place]

    @cached_property
    def sdgs(self) -> list[Figure]:
        """The figures of the year by goal: the one that each project counts for."""
        return self._read([self.indicator], by=("sdg",), year=self.year)

    @cached_property
    def themes(self) -> list[Figure]:
        """The figures of the year by theme."""
        return self._read([self.indicator], by=("theme",), year=self.year)

    @cached_property
    def mentions(self) -> dict[int, int]:
        """How many projects say that it concerns each goal too, without counting for it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT goal, count(DISTINCT f.project_id) FROM impact_followed f, unnest(f.sdgs_concerned) goal"
                " WHERE f.indicator_id = %s AND f.is_counted AND goal IS DISTINCT FROM f.sdg GROUP BY goal",
                [self.indicator.pk],
            )
            return dict(cursor.fetchall())

    @cached_property
    def methods(self) -> list[MethodVersion]:
        """The published versions of methods that count it."""
        shown = MethodVersion.objects.filter(uses__indicator=self.indicator, state=MethodVersion.State.PUBLISHED)
        return list(shown.select_related("method").order_by("method__slug", "-rank"))

    @property
    def breaks(self) -> list[tuple[int, Indicator]]:
        """The first year told under each version of the definition but the first."""
        first: dict[int, int] = {}
        for one in self.series:
            if one.reported:
                first[one.indicator.version] = one.year
        earliest = min(first, default=0)
        by_number = {one.version: one for one in self.versions}
        return sorted((year, by_number[number]) for number, year in first.items() if number != earliest)

    def cells(self, name_of: Callable[[str, Any], str]) -> Iterator[tuple[Any, ...]]:
        """All that the page tells, of every year and version: the country, regions, goals, themes."""
        for one in self.series:
            yield _cells(one, "pays", "FR", name_of("pays", "FR"))
        for indicator in self.versions:
            self.indicator = indicator
            for place, one in self._by_region(None):
                yield _cells(one, "region", place.code, place.name)
            for one in self._read([indicator], by=("sdg",)):
                yield _cells(one, "odd", str(one.sdg or ""), name_of("odd", one.sdg))
            for one in self._read([indicator], by=("theme",)):
                yield _cells(one, "theme", one.theme or "", name_of("theme", one.theme))


def _cells(one: Figure, cut: str, code: str, name: str) -> tuple[Any, ...]:
    value, verified = (None if found is None else round(found, 4).normalize() + 0 for found in (one.value, one.verified_value))
    counts = (one.expected, one.reported, one.verified, one.left_out, one.proven, one.partial)
    return (one.indicator.code, one.indicator.version, one.year, cut, code, name, value, one.indicator.unit, verified, *counts)


def find_sheet(user: Anyone, code: str, version: int | None = None, year: int | None = None) -> Sheet:
    """The figures of an indicator, whatever the version; or Http404."""
    versions = list(Indicator.objects.filter(code=code).select_related("method", "numerator", "denominator").order_by("-version"))
    if not versions:
        raise Http404(_("Aucun indicateur ne porte ce nom."))
    return Sheet(versions, version, year)
