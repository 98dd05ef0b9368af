"""A list as an address asks for it: words, a page, filters. Rooms add theirs, and their rows."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from frenchimpact.core.listings import known, list_address
from frenchimpact.core.text import clean_line, whole


def last_page(count: int, size: int) -> int:
    """The number of the last page, 1 when there is nothing."""
    return max(1, -(-count // size))


def pages_around(page: int, count: int, size: int, url: Callable[..., str]) -> tuple[str, str, str] | None:
    """The addresses before and after, and where one is; None when everything is shown."""
    last = last_page(count, size)
    if last == 1:
        return None
    before = url(page=str(page - 1)) if page > 1 else ""
    after = url(page=str(page + 1)) if page < last else ""
    return before, after, _("Page %(here)d sur %(last)d") % {"here": page, "last": last}


def useful_removals(tags: list[tuple[str, str]], count_of: Callable[[QueryDict], int]) -> list[tuple[str, str, int]]:
    """When nothing is found: what each filter taken away would bring back, the most useful first."""
    found = [(words.strip("« »“”"), href, count_of(QueryDict(href.partition("?")[2]))) for words, href in tags]
    return sorted((one for one in found if one[2]), key=lambda one: -one[2])


@dataclass
class AskedList[M: Model](ABC):
    """What means nothing is left out, and said in `ignored`."""

    given: QueryDict
    ignored: list[str] = field(init=False, default_factory=list)
    SIZE: ClassVar[int] = 20
    # How much of what is typed is sought, in characters.
    LONGEST: ClassVar[int] = 120
    # Its page, by name, when it has but one.
    VIEW: ClassVar[str] = ""

    def __post_init__(self) -> None:
        self.text = clean_line(self.given.get("q", ""))[: self.LONGEST].strip()
        self.page = max(1, whole(self.given.get("page"), 4) or 1)

    def known(self, name: str, choices: Container[str]) -> str:
        """What is asked under that name, among its choices."""
        return known(self.given, name, choices, self.ignored)

    @property
    def path(self) -> str:
        """The list without any filter."""
        return reverse(self.VIEW)

    @abstractmethod
    def asked(self) -> Mapping[str, str]:
        """The filters in force, by their names in the address, in their order."""

    @property
    @abstractmethod
    def tags(self) -> list[tuple[str, str]]:
        """The active filters in words, each with the address without it."""

    @cached_property
    @abstractmethod
    def rows(self) -> QuerySet[M] | list[M]:
        """Every one that matches, in order."""

    @cached_property
    def count(self) -> int:
        """How many."""
        return len(self.rows) if isinstance(self.rows, list) else self.rows.count()

    @property
    def here(self) -> int:
        """The page that is shown: past the last one, the last."""
        return min(self.page, last_page(self.count, self.SIZE))

    @property
    def part(self) -> slice:
        """Which rows that page shows."""
        return slice((self.here - 1) * self.SIZE, self.here * self.SIZE)

    @cached_property
    def shown(self) -> list[M]:
        """Those of the page."""
        return list(self.rows[self.part])

    def url(self, **more: str) -> str:
        """This list, changed by `more`."""
        return list_address(self.path, {**self.asked(), **more})

    @property
    def pages(self) -> tuple[str, str, str] | None:
        """The pages before and after, and where one is; None when everything is shown."""
        return pages_around(self.here, self.count, self.SIZE, self.url)

    def again(self, given: QueryDict) -> "AskedList[M]":
        """The same list asked for otherwise."""
        return type(self)(given)

    @cached_property
    def removals(self) -> list[tuple[str, str, int]]:
        """When nothing is found: what each filter taken away would bring back, the most useful first."""
        return useful_removals(self.tags, lambda given: self.again(given).count)
