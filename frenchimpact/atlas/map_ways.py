"""A list seen on a map: regions, departments of one region or of the whole country, and what the detailed map asks."""

from dataclasses import astuple, replace
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _

from frenchimpact.atlas import ground, queries
from frenchimpact.atlas.asked import SIZES, VIEWS, Asked
from frenchimpact.atlas.clusters import FRANCE
from frenchimpact.atlas.facets import Dimension, number
from frenchimpact.atlas.list_ways import Ways
from frenchimpact.atlas.lists import GROUND, Chosen
from frenchimpact.atlas.models import Entry
from frenchimpact.design.figures import Shape
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import basemap_address, bounds, outlines

FRANCE_BOUNDS = astuple(FRANCE)
MAPS = frozenset({"carte", "departements"})


class MapWays(Ways):
    """The same list on a map."""

    @property
    def is_mapped(self) -> bool:
        """Whether the page shows a map."""
        return self.asked.view in MAPS

    @cached_property
    def region(self) -> str | None:
        """The region that is looked at: chosen, or the one of the department chosen."""
        codes = self.asked.codes("region") or tuple(
            found.region for code in self.asked.codes("departement") if (found := ground.departments().get(code))
        )
        return codes[0] if len(set(codes)) == 1 else None

    def _elsewhere(self, name: str | None = None, code: str = "", view: str = "carte") -> str:
        """The address of the same list in another place, on a map; without a name, anywhere."""
        kept = [one for one in self.asked.chosen if one.name not in GROUND]
        if name:
            words = ground.regions() if name == "region" else ground.departments()
            kept.append(Chosen(name, code, words[code].name))
        return self.url(**{**self._seen_as(view), "chosen": tuple(kept), "page": 1})

    @property
    def _anywhere(self) -> Asked:
        return replace(self.asked, chosen=tuple(one for one in self.asked.chosen if one.name not in GROUND))

    def _counts(self, dimension: Dimension) -> dict[int, int]:
        """How many of the same list each region or department has, whatever place is chosen."""
        counts = self.results.counts
        if self._anywhere.chosen != self.asked.chosen or not counts:
            counts = queries.counts_by(self._anywhere.wish, dimension)
        return counts

    @cached_property
    def levels(self) -> list[tuple[str, str, bool, None]]:
        """The levels of the map, from far to near, for `ui.tabs`."""
        is_country = self.asked.view == "departements"
        made: list[tuple[str, str, bool, None]] = [
            (_("Régions"), self._elsewhere(), not is_country and self.region is None, None),
            (_("Départements"), self._elsewhere(view="departements"), is_country, None),
        ]
        if self.region and not is_country:
            made.append((ground.regions()[self.region].name, self._elsewhere("region", self.region), True, None))
        return made

    def region_url(self, code: str) -> str | None:
        """The same list in that region."""
        return self._elsewhere("region", code) if code in ground.regions() else None

    @cached_property
    def region_counts(self) -> dict[str, int]:
        """How many of the same list each region has."""
        counts = self._counts(Dimension.REGION)
        return {code: counts.get(number(Dimension.REGION, code), 0) for code in ground.regions()}

    @property
    def map_note(self) -> str:
        """How to read the map."""
        return _("Avec les filtres en cours. Une fiche qui agit à plusieurs endroits compte dans chacun.")

    @cached_property
    def shapes(self) -> list[Shape]:
        """The departments of the region looked at as they are drawn, for `ui.outline_map`."""
        return [one for one in self._departments if one.group == self.region]

    @cached_property
    def country(self) -> list[tuple[str, list[Shape]]]:
        """Every department, by region, for `ui.country_map`."""
        grouped = [(region.name, [one for one in self._departments if one.group == region.code]) for region in ground.regions().values()]
        return [(name, shapes) for name, shapes in grouped if shapes]

    @property
    def is_somewhere(self) -> bool:
        """Whether a department has something to show."""
        return any(one.value for one in self._departments)

    @cached_property
    def _departments(self) -> list[Shape]:
        borders = outlines(Place.Level.DEPARTMENT)
        counts = self._counts(Dimension.DEPARTMENT)
        here = self.asked.codes("departement")
        return [
            Shape(
                one.name,
                counts.get(number(Dimension.DEPARTMENT, one.code), 0),
                borders[one.code].path,
                borders[one.code].x,
                borders[one.code].y,
                borders[one.code].box,
                self._elsewhere("departement", one.code),
                one.code in here,
                code=one.code,
                group=one.region,
            )
            for one in ground.departments().values()
            if one.code in borders
        ]

    @property
    def map_source(self) -> str:
        """Where the detailed map reads what stands in a window, with the filters in force."""
        kinds = {"type": "projet"} if self.asked.list.kind == Entry.Kind.PROJECT else {}
        asked = replace(self.asked, list=replace(self.asked.list, fixed=kinds), page=1, view=VIEWS[0], size=SIZES[0], order="")
        return f"{self.path.removesuffix(self.asked.list.path)}/annuaire/carte.json{asked.query()}"

    @property
    def basemap(self) -> str:
        """Where the detailed map reads its ground."""
        return basemap_address()

    @property
    def map_bounds(self) -> tuple[float, ...]:
        """What the detailed map shows first: the narrowest place chosen, or mainland France."""
        above = {"commune": ["code"], "epci": ["epci__code", "ept__code"], "departement": ["department__code"], "region": ["region__code"]}
        for name, columns in above.items():
            if codes := self.asked.codes(name):
                condition = Q(*((f"{column}__in", codes) for column in columns), _connector=Q.OR)
                return bounds(condition) or FRANCE_BOUNDS
        return FRANCE_BOUNDS
