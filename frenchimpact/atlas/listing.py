"""A page of a list, ready for its template: results, figures beside the filters, and every address one can go to from there."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from markupsafe import Markup

from frenchimpact.atlas import ground, queries
from frenchimpact.atlas.asked import VIEWS, Asked, sizes_of
from frenchimpact.atlas.cards import Card, cards, prefix
from frenchimpact.atlas.facets import Dimension, number
from frenchimpact.atlas.lists import Chosen, Filter
from frenchimpact.atlas.map_ways import MapWays
from frenchimpact.core.linked_data import breadcrumbs, linked_data
from frenchimpact.core.pages import FILTERS


@dataclass(frozen=True)
class Box:
    """A filter as it stands beside the results. items: (value, words, count or None, whether it is chosen)."""

    name: str
    label: str
    shown: str
    items: list[tuple[str, str, int | None, bool]]

    @property
    def has_several(self) -> bool:
        """Whether more than one value is chosen: a select could not say it."""
        return sum(1 for item in self.items if item[3]) > 1


@dataclass(frozen=True)
class Removal:
    """A filter whose removal would bring results back."""

    words: str
    href: str
    total: int


class Listing(MapWays):
    """One page of a list."""

    def __init__(self, asked: Asked, *, limit: int | None = None) -> None:
        self.asked = asked
        self.path = prefix() + asked.list.path
        self.correction = ""
        self.wish = asked.wish
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
            self.correction, self.results, self.wish = better.text, found, better

    # ── Addresses ────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def clear_url(self) -> str:
        """The whole list."""
        return self.url(text="", chosen=(), page=1)

    @cached_property
    def hidden(self) -> list[tuple[str, object]]:
        """What the form of filters must keep: sort, view, size."""
        asked = self.asked
        kept: list[tuple[str, object]] = [*asked.list.fixed.items()]
        # The place that has its field is not kept twice.
        kept += [(one.name, one.code) for one in asked.chosen if self._filter(one).shown == "" and one != self.place]
        kept += [("tri", asked.order)] if asked.order else []
        kept += [("vue", asked.view)] if asked.view != VIEWS[0] else []
        kept += [("taille", asked.size)] if asked.size != sizes_of(asked.view)[0] else []
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
            tags.insert(0, (_("« %(text)s »") % {"text": self.asked.text}, self.url(text="", page=1)))
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
        if filter_.dimension == Dimension.SUPPORT and not (chosen or "accompagnement" in self.asked.codes("type")):
            values = {}
        items = [
            (code, words, counts.get(number(filter_.dimension, code), 0) if is_counted else None, code in chosen)
            for code, words in values.items()
        ]
        return Box(filter_.name, str(filter_.label), filter_.shown, items)

    @cached_property
    def removals(self) -> list[Removal]:
        """When nothing is found: what each filter taken away would bring back, the most useful first."""
        if self.results.total:
            return []
        ways = [(one.words, self.asked.without(one)) for one in self.asked.chosen]
        if self.asked.text and self.asked.chosen:
            ways.append((_("« %(text)s »") % {"text": self.asked.text}, replace(self.asked, text="", page=1)))
        totals = queries.count_each([way.wish for _words, way in ways])
        found = [Removal(words, self.path + way.query(), total) for (words, way), total in zip(ways, totals, strict=True) if total]
        return sorted(found, key=lambda one: -one.total)

    # ── The page ─────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def htmx(self) -> Markup:
        """What makes the form of filters follow each change."""
        return Markup('hx-get="{}" hx-trigger="change, submit" hx-target="#liste" hx-push-url="true" hx-swap="innerHTML show:none"').format(
            self.path
        )

    @property
    def removal_rows(self) -> list[tuple[str, str, int]]:
        """What to remove when nothing is found, for `ui.empty_filters`."""
        return [(one.words.strip("« »“”"), one.href, one.total) for one in self.removals]

    @property
    def json_ld(self) -> Markup:
        """The page for machines: a list of addresses, and where it stands."""
        base = settings.BASE_URL
        items = [
            {"@type": "ListItem", "position": at, "url": base + card.href, "name": card.name} for at, card in enumerate(self.cards, start=1)
        ]
        title = str(self.asked.list.title)
        crumbs = [(_("Accueil"), f"{base}{prefix()}/"), (title, base + self.path)]
        return linked_data(
            {"@type": "ItemList", "name": title, "numberOfItems": self.results.total, "itemListElement": items},
            breadcrumbs(crumbs),
        )

    @cached_property
    def cards(self) -> list[Card]:
        """The results as cards."""
        return cards(self.results.rows)

    @property
    def shown(self) -> list[Card]:
        """The same, for the table."""
        return self.cards


def _changes(asked: Asked) -> dict[str, Any]:
    return {"chosen": asked.chosen, "page": asked.page}
