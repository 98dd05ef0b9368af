"""Searching the index: one statement for a page of results, their number and the figures beside each filter."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from frenchimpact.atlas.facets import Dimension
from frenchimpact.atlas.models import Entry
from frenchimpact.atlas.statements import acting_over, cards_of, counting, counting_by, fingerprinting, standing_near, statement, whole
from frenchimpact.atlas.typing_errors import corrections
from frenchimpact.atlas.wishes import CAP, Wish
from frenchimpact.core.prepared import prepared


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
    siren: str = ""
    # The code of the commune, when the place is one.
    insee: str = ""
    # The kinds of label that it holds, or that the territory it carries holds.
    labels: Sequence[str] = ()

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


def count_each(wishes: Sequence[Wish]) -> list[int]:
    """How many results each wish would give, none counted beyond the cap: one statement."""
    parts, values = [], []
    for wish in wishes:
        sql, parameters = counting(wish)
        parts.append(f"({sql})")
        values += parameters
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(parts), values)
        return list(cursor.fetchone() or ())


def counts_by(wish: Wish, dimension: Dimension) -> dict[int, int]:
    """How many results carry each value of one dimension, all of them counted."""
    sql, values = counting_by(wish, dimension)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return dict(cursor.fetchall())


def corrected(wish: Wish) -> Wish | None:
    """The same wish with its mistyped words replaced by words that sheets use; None when none looks mistyped."""
    found = corrections(wish.typed.loose_words)
    return replace(wish, text=wish.typed.with_words(found).text) if found else None


def searched[R: QuerySet[Any, Any]](rows: R, kind: Entry.Kind, text: str) -> R:
    """Of rows of a kind, those that its list finds by these words: mistyped ones are read corrected when nothing bears them."""
    wish = Wish(text, kind)
    if not wish.typed.terms:
        return rows
    found = rows.filter(pk__in=_ids(wish))
    if not found.exists() and (better := corrected(wish)):
        return rows.filter(pk__in=_ids(better))
    return found


def _ids(wish: Wish) -> QuerySet[Entry, Any]:
    words = SearchQuery(wish.typed.query, config="public.fr", search_type="raw")
    return Entry.objects.filter(Q(kind=wish.kind), words=words).values("object_id")


def stream(wish: Wish) -> Iterator[Found]:
    """Every result of a wish, in the order of its pages, read as they are asked for."""
    (total,) = count_each([wish])
    sql, values = whole(wish, is_ranked=total <= CAP)
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while rows := cursor.fetchmany(500):
            for row in rows:
                yield Found(*row[1:])


def fingerprint(wish: Wish) -> str:
    """What stays the same as long as every result does."""
    with connection.cursor() as cursor:
        cursor.execute(*fingerprinting(wish))
        return ".".join(map(str, cursor.fetchone()))


def near(x: int, y: int, reach: int, *, besides: int, limit: int) -> tuple[list[Found], list[float], int]:
    """What stands within a distance of a point of the grid: rows, their distances, how many there are. Two statements."""
    with connection.cursor() as cursor:
        cursor.execute(*standing_near(x, y, reach, besides, limit))
        found = cursor.fetchall()
    return _listed([row[0] for row in found]), [row[1] for row in found], found[0][2] if found else 0


def projects_over(places: list[int], *, besides: int, limit: int) -> list[Found]:
    """Published projects that act over one of these grounds as a whole, the closest first."""
    with connection.cursor() as cursor:
        cursor.execute(*acting_over(places, besides, limit))
        return _listed([row[0] for row in cursor.fetchall()])


def _listed(ids: list[int]) -> list[Found]:
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*cards_of(ids))
        return [Found(*row[1:]) for row in cursor.fetchall()]


def _run(sql: str, values: Sequence[Any]) -> tuple[list[Found], int, dict[int, int]]:
    with prepared() as cursor:
        cursor.execute(sql, values)
        lines = cursor.fetchall()
    # The first line carries the figures; a page without cards is one line without card.
    total, counts, position = lines[0][:3]
    return [Found(*line[3:]) for line in lines if position is not None], total, dict(counts or ())
