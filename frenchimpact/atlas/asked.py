"""Reading the address of a list: every parameter is checked; what cannot be followed is left out, and said."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from frenchimpact.atlas.facets import number
from frenchimpact.atlas.lists import Chosen, ListOf
from frenchimpact.atlas.typed_place import TypedPlace, placed
from frenchimpact.atlas.wishes import ORDERS, Wish
from frenchimpact.core.text import clean_line

SIZES = (20, 50, 100)
# Beside a map, fewer results: the page keeps its weight.
SIZES_BESIDE_MAP = (10, 20, 50)
VIEWS = ("liste", "carte", "tableau", "departements")
FORMATS = ("csv", "json", "atom")
MAX_TYPED = 300
MAX_VALUES = 20
MAX_PAGE = 10_000


def sizes_of(view: str) -> tuple[int, ...]:
    """How many results a page of that view may hold; the first is what it holds when nothing is said."""
    return SIZES_BESIDE_MAP if view == "carte" else SIZES


@dataclass(frozen=True)
class Asked:
    """What an address asks of a list."""

    list: ListOf
    text: str = ""
    chosen: tuple[Chosen, ...] = ()
    order: str = ""
    view: str = "liste"
    size: int = SIZES[0]
    page: int = 1
    format: str = ""
    has_bom: bool = False
    # A place typed that is not sure.
    typed_place: TypedPlace | None = field(default=None, compare=False)
    # What was not understood: (parameter, value).
    ignored: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def codes(self, name: str) -> tuple[str, ...]:
        """The values chosen for one filter."""
        return tuple(one.code for one in self.chosen if one.name == name)

    @cached_property
    def wish(self) -> Wish:
        """The same for the index."""
        groups = []
        for one in self.list.filters:
            if codes := self.codes(one.name):
                groups.append(tuple(number(one.dimension, code) for code in codes))
        return Wish(self.text, self.list.kind, tuple(groups), self.order)

    def without(self, gone: Chosen) -> "Asked":
        """The same without one value, on its first page."""
        return replace(self, chosen=tuple(one for one in self.chosen if one != gone), page=1)

    def query(self, **changes: Any) -> str:
        """The address's query, in one order whatever the order it was typed in; defaults are left out."""
        asked: dict[str, Any] = vars(self) | changes
        pairs: list[tuple[str, object]] = [*asked["list"].fixed.items()]
        if asked["text"]:
            pairs.append(("q", asked["text"]))
        pairs += [(one.name, one.code) for one in asked["chosen"]]
        if asked["order"]:
            pairs.append(("tri", asked["order"]))
        if asked["view"] != VIEWS[0]:
            pairs.append(("vue", asked["view"]))
        if asked["size"] != sizes_of(asked["view"])[0]:
            pairs.append(("taille", asked["size"]))
        if asked["page"] > 1:
            pairs.append(("page", asked["page"]))
        if asked["format"]:
            pairs.append(("format", asked["format"]))
        if asked["has_bom"]:
            pairs.append(("bom", "oui"))
        return f"?{urlencode(pairs)}" if pairs else ""


def read(list_: ListOf, given: QueryDict) -> Asked:
    """What the address asks. Never fails."""
    ignored: list[tuple[str, str]] = []

    def one_of(name: str, values: Iterable[str]) -> str:
        value = given.get(name, "").strip()
        if value and value not in values:
            ignored.append((name, value[:60]))
            return ""
        return value

    view = one_of("vue", VIEWS) or VIEWS[0]
    size = one_of("taille", map(str, sizes_of(view)))
    chosen: list[Chosen] = []
    for filter_ in list_.filters:
        # An empty value is a select left as it was.
        codes = dict.fromkeys(code.strip() for code in given.getlist(filter_.name)[:MAX_VALUES] if code.strip())
        if filter_.name in list_.fixed or not codes:
            continue
        if filter_.followed:
            today = filter_.followed(list(codes))
            codes = dict.fromkeys(today.get(code, code) for code in codes)
        values = filter_.named(list(codes)) if filter_.named else filter_.values()
        for code in codes:
            words = values.get(code)
            if words is None:
                ignored.append((filter_.name, code[:60]))
            else:
                chosen.append(Chosen(filter_.name, code, words))
    chosen, typed_place = placed(given, chosen)
    return Asked(
        list_,
        text=clean_line(given.get("q", ""))[:MAX_TYPED].strip(),
        chosen=tuple(chosen),
        order=one_of("tri", ORDERS),
        view=view,
        size=int(size) if size else sizes_of(view)[0],
        page=_page(given.get("page", ""), ignored),
        format=one_of("format", FORMATS),
        has_bom=one_of("bom", ("oui",)) == "oui",
        typed_place=typed_place,
        ignored=tuple(ignored),
    )


def _page(value: str, ignored: list[tuple[str, str]]) -> int:
    value = value.strip()
    if not value:
        return 1
    if value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MAX_PAGE:
        return int(value[:9])
    ignored.append(("page", value[:60]))
    return 1
