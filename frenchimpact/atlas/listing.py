"""A page of a list, ready for its template: results, figures beside the filters, and every address one can go to from there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from frenchimpact.atlas import ground, queries
from frenchimpact.atlas.asked import FORMATS, SIZES, VIEWS, Asked, Chosen
from frenchimpact.atlas.facets import Dimension, number
from frenchimpact.atlas.lists import Filter
from frenchimpact.atlas.queries import Found
from frenchimpact.atlas.wishes import CAP
from frenchimpact.core.pages import FILTERS
from frenchimpact.organisations.models import Organisation
from frenchimpact.projects.models import Stage
from frenchimpact.vocabularies import queries as vocabularies


@dataclass(frozen=True)
class Box:
    """A filter as it stands beside the results. items: (value, words, count or None, whether it is chosen)."""

    name: str
    label: str
    shown: str
    items: list[tuple[str, str, int | None, bool]]


@dataclass(frozen=True)
class Removal:
    """A filter whose removal would bring results back."""

    words: str
    href: str
    total: int


def prefix() -> str:
    """What addresses of the current language begin with."""
    return "" if translation.get_language() in (None, "fr") else f"/{translation.get_language()}"


class Listing:
    """One page of a list."""

    def __init__(self, asked: Asked, *, limit: int | None = None) -> None:
        self.asked = asked
        self.correction = ""
        size = limit or asked.size
        self.results = queries.search(asked.wish, limit=size, offset=(asked.page - 1) * size)
        if not self.results.total and asked.text:
            self._correct(size)
        if not self.results.rows and self.results.total and self.asked.page > 1:
            self.asked = replace(self.asked, page=self.last_page)
            self.results = queries.search(self.asked.wish, limit=size, offset=(self.asked.page - 1) * size)

    def _correct(self, size: int) -> None:
        better = queries.corrected(self.asked.wish)
        if better is None:
            return
        found = queries.search(better, limit=size, offset=(self.asked.page - 1) * size)
        if found.total:
            self.correction, self.results = better.text, found

    # ── Addresses ────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def path(self) -> str:
        """The list's address in the current language, without its query."""
        return prefix() + self.asked.list.path

    def url(self, **changes: Any) -> str:
        """The address of the same list with something changed."""
        return self.path + self.asked.query(**changes)

    @cached_property
    def clear_url(self) -> str:
        """The whole list."""
        return self.url(text="", chosen=(), page=1)

    @cached_property
    def hidden(self) -> list[tuple[str, object]]:
        """What the form of filters must keep: sort, view, size."""
        asked = self.asked
        kept: list[tuple[str, object]] = [*asked.list.fixed.items()]
        kept += [(one.name, one.code) for one in asked.chosen if self._filter(one).shown == ""]
        kept += [("tri", asked.order)] if asked.order else []
        kept += [("vue", asked.view)] if asked.view != VIEWS[0] else []
        kept += [("taille", asked.size)] if asked.size != SIZES[0] else []
        return kept

    def _filter(self, chosen: Chosen) -> Filter:
        return next(one for one in self.asked.list.filters if one.name == chosen.name)

    # ── Words ────────────────────────────────────────────────────────────────────────────────────
    @property
    def total_words(self) -> str:
        """« 18 organisations », « Plus de 5 000 projets »."""
        words = self.asked.list.count(self.results.total) % {"n": FILTERS["number"](self.results.total)}
        return _("Plus de %(words)s") % {"words": words} if self.results.is_capped else words

    @cached_property
    def tags(self) -> list[tuple[str, str]]:
        """Filters that are on: (words, address without it)."""
        tags = [(one.words, self.url(**_changes(self.asked.without(one)))) for one in self.asked.chosen]
        if self.asked.text:
            tags.insert(0, (f"« {self.asked.text} »", self.url(text="", page=1)))
        return tags

    @property
    def ignored_words(self) -> str:
        """What of the address was left out, as people read it."""
        return ", ".join(f"{name} = {value}" for name, value in self.asked.ignored)

    # ── Filters ──────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def boxes(self) -> list[Box]:
        """Filters beside the results, each value with how many results carry it."""
        return [box for one in self.asked.list.filters if one.shown and (box := self._box(one)).items]

    def _box(self, filter_: Filter) -> Box:
        chosen = set(self.asked.codes(filter_.name))
        counts = self.results.counts
        # Among the results of a filter, the other values of the same filter have no figure that means something.
        is_counted = bool(counts) and not chosen
        values = filter_.values()
        if filter_.dimension == Dimension.DEPARTMENT:
            inside = set(self.asked.codes("region")) | {d.region for c in chosen if (d := ground.departments().get(c))}
            values = {code: words for code, words in values.items() if ground.departments()[code].region in inside}
        items: list[tuple[str, str, int | None, bool]] = []
        for code, words in values.items():
            n = counts.get(number(filter_.dimension, code), 0) if is_counted else None
            if n != 0 or code in chosen:
                items.append((code, words, n, code in chosen))
        if is_counted and filter_.shown == "boxes":
            items.sort(key=lambda item: -(item[2] or 0))
        return Box(filter_.name, str(filter_.label), filter_.shown, items)

    def count_of(self, dimension: Dimension, code: str) -> int:
        """How many of the results carry a value."""
        return self.results.counts.get(number(dimension, code), 0)

    @cached_property
    def removals(self) -> list[Removal]:
        """When nothing is found: what each filter taken away would bring back, the most useful first."""
        if self.results.total:
            return []
        ways = [(one.words, self.asked.without(one)) for one in self.asked.chosen]
        if self.asked.text and self.asked.chosen:
            ways.append((f"« {self.asked.text} »", replace(self.asked, text="", page=1)))
        totals = queries.count_each([way.wish for _words, way in ways])
        found = [Removal(words, self.path + way.query(), total) for (words, way), total in zip(ways, totals, strict=True) if total]
        return sorted(found, key=lambda one: -one.total)

    # ── Ways to see ──────────────────────────────────────────────────────────────────────────────
    @cached_property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """Orders one can choose: (words, address, whether it is in force)."""
        words = {"recent": _("plus récents"), "nom": _("nom")}
        if self.asked.text:
            words = {"pertinence": _("pertinence"), **words}
        here = self.asked.wish.sort
        return [(text, self.url(order=code, page=1), code == here) for code, text in words.items()]

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

    @cached_property
    def sizes(self) -> list[tuple[int, str, bool]]:
        """How many results a page may hold."""
        return [(size, self.url(size=size, page=1), size == self.asked.size) for size in SIZES]

    @cached_property
    def cards(self) -> list["Card"]:
        """The results as cards."""
        return cards(self.results.rows)


@dataclass(frozen=True, slots=True)
class Card:
    """A result as it is read."""

    href: str
    name: str
    kind: str
    place: str
    text: str
    themes: str
    found: Found


def cards(rows: Iterable[Found]) -> list[Card]:
    """Results as they are read, in the current language."""
    kinds = {value: str(label) for value, label in Organisation.Kind.choices}
    stages = {value: str(label) for value, label in Stage.choices}
    themes = vocabularies.words("theme")
    start = prefix()
    made = []
    for row in rows:
        kind = stages.get(row.stage, row.stage) if row.is_project else (kinds.get(row.kinds[0], "") if row.kinds else "")
        place = f"{row.place} ({row.department})" if row.department and row.department != row.place else row.place
        words = " · ".join(str(themes[code]) for code in row.themes[:3] if code in themes)
        href = f"{start}/{'projets' if row.is_project else 'structures'}/{row.slug}/"
        made.append(Card(href, row.name, kind, place, excerpt(row.text), words, row))
    return made


def excerpt(text: str, length: int = 180) -> str:
    """The beginning of a text, cut between two words."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def _changes(asked: Asked) -> dict[str, Any]:
    return {"chosen": asked.chosen, "page": asked.page}
