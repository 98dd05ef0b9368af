"""Searching the index: one statement for a page of results, their number and the figures beside each filter."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from frenchimpact.atlas.models import Entry
from frenchimpact.atlas.statements import statement
from frenchimpact.atlas.wishes import CAP, Wish


@dataclass(frozen=True, slots=True)
class Found:
    """One line of results: what a card shows, read by key."""

    kind: int
    id: int
    slug: str
    name: str
    text: str
    kinds: list[str]
    themes: list[str]
    stage: str
    reference: str
    place: str
    department: str
    at: dt.datetime
    is_demo: bool = False

    @property
    def is_project(self) -> bool:
        """Whether it is a project."""
        return self.kind == Entry.Kind.PROJECT


@dataclass(frozen=True)
class Results:
    """A page of results."""

    rows: list[Found]
    total: int
    # Facet number → how many of the results carry it. Empty when there are too many results to count.
    counts: dict[int, int]
    is_capped: bool = False


def search(wish: Wish, *, limit: int = 20, offset: int = 0) -> Results:
    """One page of results, their total and the counts of each facet value, by one statement."""
    rows, total, counts = _run(*statement(wish, limit, offset))
    is_capped = total > CAP and not wish.is_open
    return Results(rows, CAP if is_capped else total, {} if is_capped else counts, is_capped)


def _run(sql: str, values: Sequence[Any]) -> tuple[list[Found], int, dict[int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        cards, total, counts = cursor.fetchone()
    rows = [Found(**{**card, "at": dt.datetime.fromisoformat(card["at"])}) for card in cards or ()]
    return rows, total or 0, {int(facet): n for facet, n in (counts or {}).items()}
