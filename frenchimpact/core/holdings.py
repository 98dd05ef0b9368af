"""What the product keeps about a person, said by each room that keeps it: to give it back, and to let go of it.

A room declares its tables in `holdings.py`, found when the product starts. A test fails on a table that names a person and is
not declared. Nothing here knows a domain word: a person is whatever the accounts room says it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import IO, Any

from django.db.models import Model, QuerySet

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


def declare_holding(holding: Holding) -> None:
    """Say that a table keeps something about people. Raises ValueError when its fate needs an `erase` that is missing."""
    if holding.fate is Fate.CLEARED and holding.erase is None:
        raise ValueError(f"{holding.model._meta.label}: say how the rows are cleared.")
    _holdings.append(holding)


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
