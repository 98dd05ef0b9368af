"""What the product keeps about a person, said by each room that keeps it: to give it back, and to let go of it.

A room declares its tables in `holdings.py`, found when the product starts. A test fails on a table that names a person and is
not declared. Nothing here knows a domain word: a person is whatever the accounts room says it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import or_
from typing import IO, Any

from django.db.models import Model, Q, QuerySet

from frenchimpact.core.errors import Text


class Fate(Enum):
    """What becomes of the rows when the person asks to be forgotten."""

    DELETED = "deleted"
    # The rows stay, with what was personal taken out or closed.
    CLEARED = "cleared"
    # The rows stay as they are, and lead to a person without name or address.
    NAMELESS = "nameless"


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One table, seen from one person.

    `rows(person)` are those about them, `fields` what is given back, each with its words. `why` tells what becomes of the rows.
    `erase(person)` does it, inside the caller's transaction, and gives the number of rows treated; it may be left out for
    DELETED (the rows go) and for NAMELESS (nothing is done).
    """

    model: type[Model]
    title: Text
    rows: Callable[[Any], QuerySet[Any]]
    fields: Mapping[str, Text]
    fate: Fate
    why: Text
    erase: Callable[[Any], int] | None = None
    # What goes beside the rows when they are given back: a name and its content, to be closed by the reader.
    files: Callable[[Any], Iterable[tuple[str, IO[bytes]]]] | None = None

    def forget(self, person: Any) -> int:
        """Apply the fate to the person's rows; gives how many there were."""
        if self.erase is not None:
            return self.erase(person)
        count = self.rows(person).count()
        if self.fate is Fate.DELETED and count:
            self.rows(person).delete()
        return count


@dataclass(frozen=True)
class Consequence:
    """Something that others will feel, and the page where it may be settled first, when there is one."""

    words: Text
    url: str = ""


_holdings: list[Holding] = []
_consequences: list[Callable[[Any], Iterable[Consequence]]] = []


def declare_holding(
    *,
    model: type[Model],
    title: Text,
    fields: Mapping[str, Text],
    fate: Fate,
    why: Text,
    of: tuple[str, ...] = (),
    rows: Callable[[Any], QuerySet[Any]] | None = None,
    erase: Callable[[Any], int] | None = None,
    files: Callable[[Any], Iterable[tuple[str, IO[bytes]]]] | None = None,
) -> None:
    """Say that a table keeps something about people.

    `of` names the columns that lead to the person; `rows` finds them otherwise. The rest is as in Holding.
    Raises ValueError without either, or when the fate needs an `erase` that is missing.
    """
    if fate is Fate.CLEARED and erase is None:
        raise ValueError(f"{model._meta.label}: say how the rows are cleared.")
    if rows is None:
        if not of:
            raise ValueError(f"{model._meta.label}: say which columns lead to the person.")

        def rows(person: Any) -> QuerySet[Any]:
            return model._default_manager.filter(reduce(or_, (Q(**{column: person.pk}) for column in of)))

    _holdings.append(Holding(model=model, title=title, rows=rows, fields=fields, fate=fate, why=why, erase=erase, files=files))


def foresee(find: Callable[[Any], Iterable[Consequence]]) -> Callable[[Any], Iterable[Consequence]]:
    """Declare a function that tells what erasing a person would change for others."""
    _consequences.append(find)
    return find


def holdings() -> tuple[Holding, ...]:
    """Every declared table, lowest floor first."""
    return tuple(_holdings)


def consequences_for(person: Any) -> list[Consequence]:
    """What others will feel when the person is erased."""
    return [one for find in _consequences for one in find(person)]
