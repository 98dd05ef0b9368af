"""Where one can go from a list: other pages, orders, views and kinds, files, the same list in another region."""

from dataclasses import astuple, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from markupsafe import Markup

from frenchimpact.atlas import ground, queries
from frenchimpact.atlas.asked import FORMATS, SIZES, VIEWS, Asked, Chosen
from frenchimpact.atlas.clusters import FRANCE
from frenchimpact.atlas.facets import Dimension, number
from frenchimpact.atlas.models import Entry
from frenchimpact.atlas.wishes import CAP
from frenchimpact.core.pages import FILTERS
from frenchimpact.design.figures import Shape
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import basemap_address, bounds, outlines

if TYPE_CHECKING:
    from frenchimpact.atlas.cards import Card
    from frenchimpact.atlas.queries import Results

# The filters that are places.
GROUND = frozenset({"region", "departement", "epci", "commune"})
FRANCE_BOUNDS = astuple(FRANCE)


class Ways:
    """The addresses around a page of a list, and the list seen as a map or as a table."""

    asked: Asked
    results: "Results"
    path: str

    def url(self, **changes: Any) -> str:
        """The address of the same list with something changed."""
        return self.path + self.asked.query(**changes)

    def count_of(self, dimension: Dimension, code: str) -> int:
        """How many of the results carry a value."""
        return self.results.counts.get(number(dimension, code), 0)

    @property
    def shown(self) -> list["Card"]:
        """The results as cards."""
        raise NotImplementedError

    @cached_property
    def sort_tabs(self) -> list[tuple[str, str, bool, None]]:
        """Orders one can choose, for `ui.tabs`."""
        words = {"recent": _("plus récents"), "nom": _("nom")}
        if self.asked.text:
            words = {"pertinence": _("pertinence"), **words}
        here = self.asked.wish.sort
        return [(text, self.url(order=code, page=1), code == here, None) for code, text in words.items()]

    @cached_property
    def views(self) -> list[tuple[str, str, bool, str]]:
        """Ways to show the same results, for `ui.tabs`."""
        words = {"liste": (_("Liste"), "rows"), "carte": (_("Carte"), "map-trifold"), "tableau": (_("Tableau"), "table")}
        return [(words[view][0], self.url(view=view), view == self.asked.view, words[view][1]) for view in VIEWS]

    @cached_property
    def exports(self) -> list[tuple[str, str]]:
        """The same rows as files: (words, address)."""
        names = {"csv": _("CSV"), "json": _("JSON"), "atom": _("Flux Atom")}
        links = [(names[code], self.url(format=code, page=1, view=VIEWS[0], size=SIZES[0])) for code in FORMATS]
        sheet = self.url(format="csv", has_bom=True, page=1, view=VIEWS[0], size=SIZES[0])
        return [links[0], (pgettext("fichier", "CSV pour tableur"), sheet), *links[1:]]

    @property
    def last_page(self) -> int:
        """The number of the last page that can be reached."""
        return max(1, -(-min(self.results.total, self._reach) // self.asked.size))

    @property
    def _reach(self) -> int:
        return self.results.total if self.asked.wish.is_open else CAP

    @cached_property
    def previous_url(self) -> str | None:
        """The page before."""
        return self.url(page=self.asked.page - 1) if self.asked.page > 1 else None

    @cached_property
    def next_url(self) -> str | None:
        """The page after."""
        return self.url(page=self.asked.page + 1) if self.asked.page < self.last_page else None

    @property
    def here(self) -> str:
        """« Page 2 sur 7 »."""
        numbers = {"page": FILTERS["number"](self.asked.page), "last": FILTERS["number"](self.last_page)}
        return _("Page %(page)s sur %(last)s") % numbers

    @property
    def is_cut(self) -> bool:
        """Whether this is the last page that can be reached, and not the last one."""
        return self.results.is_capped and self.asked.page == self.last_page

    @cached_property
    def sizes(self) -> list[tuple[int, str, bool]]:
        """How many results a page may hold."""
        return [(size, self.url(size=size, page=1), size == self.asked.size) for size in SIZES]

    @cached_property
    def kinds(self) -> list[tuple[str, str, bool, str]]:
        """The tabs of the directory."""
        if self.asked.list.path != "/annuaire/":
            return []
        tabs = {
            "": (_("Toutes les organisations"), "buildings"),
            "projet": (_("Projets"), "lightbulb"),
            "accompagnement": (_("Accompagnement"), "hand-heart"),
            "financeur": (_("Financeurs"), "hand-coins"),
            "collectivite": (_("Collectivités"), "map-pin"),
        }
        here = self.asked.list.fixed.get("type", "") or "|".join(self.asked.codes("type"))
        kept = tuple(one for one in self.asked.chosen if one.name in {"theme", *GROUND})
        base = replace(self.asked, chosen=kept, page=1)
        made = []
        for code, (words, icon) in tabs.items():
            query = base.query(list=replace(self.asked.list, fixed={"type": code} if code else {}))
            made.append((words, self.path + query, code == here, icon))
        return made

    @cached_property
    def region(self) -> str | None:
        """The region chosen, when there is one."""
        codes = self.asked.codes("region")
        return codes[0] if len(codes) == 1 else None

    def _elsewhere(self, name: str, code: str) -> Asked:
        """The same list in another place."""
        words = ground.regions() if name == "region" else ground.departments()
        kept = tuple(one for one in self.asked.chosen if one.name not in GROUND)
        return replace(self.asked, chosen=(*kept, Chosen(name, code, words[code].name)), page=1)

    def region_url(self, code: str) -> str | None:
        """The same list in that region."""
        return self.path + self._elsewhere("region", code).query() if code in ground.regions() else None

    @cached_property
    def region_counts(self) -> dict[str, int]:
        """How many of the same list each region has, whatever place is chosen."""
        anywhere = replace(self.asked, chosen=tuple(one for one in self.asked.chosen if one.name not in GROUND))
        counts = self.results.counts
        if anywhere.chosen != self.asked.chosen or not counts:
            counts = queries.counts_by(anywhere.wish, Dimension.REGION)
        return {code: counts.get(number(Dimension.REGION, code), 0) for code in ground.regions()}

    @property
    def map_note(self) -> str:
        """How to read the map."""
        return _("Nombre par région, avec les filtres en cours. Une fiche qui agit dans plusieurs régions compte dans chacune.")

    @cached_property
    def departments(self) -> list[tuple[str, str, bool, None, str | None]]:
        """The departments of the region chosen, with their figures, for `ui.tabs`."""
        if self.region is None:
            return []
        inside = [one for one in ground.departments().values() if one.region == self.region]
        here = self.asked.codes("departement")
        show = FILTERS["number"]
        is_counted = bool(self.results.counts) and not here
        return [
            (
                one.name,
                self.path + self._elsewhere("departement", one.code).query(),
                one.code in here,
                None,
                show(self.count_of(Dimension.DEPARTMENT, one.code)) if is_counted else None,
            )
            for one in inside
        ]

    @cached_property
    def shapes(self) -> list[Shape]:
        """The departments of the region chosen as they are drawn, for `ui.outline_map`; empty when none has a border."""
        if self.region is None:
            return []
        borders = outlines(Place.Level.DEPARTMENT)
        here = self.asked.codes("departement")
        anywhere = replace(self.asked, chosen=tuple(one for one in self.asked.chosen if one.name != "departement"))
        counts = self.results.counts if not here else {}
        counts = counts or queries.counts_by(anywhere.wish, Dimension.DEPARTMENT)
        return [
            Shape(
                one.name,
                counts.get(number(Dimension.DEPARTMENT, one.code), 0),
                borders[one.code].path,
                borders[one.code].x,
                borders[one.code].y,
                borders[one.code].box,
                self.path + self._elsewhere("departement", one.code).query(),
                one.code in here,
            )
            for one in ground.departments().values()
            if one.region == self.region and one.code in borders
        ]

    @property
    def map_source(self) -> str:
        """Where the detailed map reads what stands in a window, with the filters in force."""
        kinds = {"type": "projet"} if self.asked.list.kind == Entry.Kind.PROJECT else {}
        asked = replace(self.asked, list=replace(self.asked.list, fixed=kinds))
        return (
            self.path.removesuffix(self.asked.list.path)
            + "/annuaire/carte.json"
            + asked.query(page=1, view=VIEWS[0], size=SIZES[0], order="")
        )

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

    @cached_property
    def columns(self) -> list[dict[str, Any]]:
        """The columns of the table."""
        here = self.asked.wish.sort
        return [
            {"words": _("Nom"), "href": self.url(order="nom", page=1), "sorted": "ascending" if here == "nom" else None},
            {"words": _("Étape") if self.asked.list.kind == Entry.Kind.PROJECT else _("Type")},
            {"words": _("Lieu")},
            {"words": _("Thèmes")},
            {"words": _("Date"), "href": self.url(order="recent", page=1), "sorted": "descending" if here == "recent" else None},
        ]

    @cached_property
    def table_rows(self) -> list[list[Any]]:
        """The results as lines of the table."""
        day = FILTERS["day"]
        link = Markup('<a href="{}">{}</a>')
        return [
            [link.format(card.href, card.name), card.kind, card.place, card.themes, day(card.found.at, "SHORT_DATE_FORMAT")]
            for card in self.shown
        ]

    @cached_property
    def types(self) -> list[tuple[str, str, bool, str]]:
        """The same search among one kind of things, for `ui.tabs`."""
        query = self.asked.query(page=1, view=VIEWS[0])
        start = self.path.removesuffix(self.asked.list.path)
        joint = "&" if query else "?"
        return [
            (_("Tout"), self.url(page=1), True, "magnifying-glass"),
            (_("Organisations"), f"{start}/annuaire/{query}", False, "buildings"),
            (_("Projets"), f"{start}/projets/{query}", False, "lightbulb"),
            (_("Carte"), f"{start}/annuaire/{query}{joint}vue=carte", False, "map-trifold"),
        ]
