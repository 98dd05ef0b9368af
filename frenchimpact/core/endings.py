"""What is not kept for ever: rows whose time is over, and what is done with them. Each room declares its own in `holdings.py`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from frenchimpact.core.errors import Text
from frenchimpact.core.holdings import holdings


@dataclass(frozen=True, kw_only=True)
class Ending:
    """Rows whose time is over. `end(rows)` lets go of them and gives how many; `is_deleted`: they leave, or else lose their person."""

    code: str
    title: Text
    after: Text
    due: Callable[[], QuerySet[Any]]
    end: Callable[[QuerySet[Any]], int]
    is_deleted: bool
    # Only counted: a person sorts them, with the archivist.
    is_by_hand: bool = False

    def due_without(self, held: list[Any]) -> QuerySet[Any]:
        """Those due, without the rows of people whose data must be kept for a reason."""
        rows = self.due()
        for holding in holdings() if held else ():
            if holding.model is rows.model:
                for person in held:
                    rows = rows.exclude(pk__in=holding.rows(person).values("pk"))
        return rows


_endings: dict[str, Ending] = {}


def _delete(rows: QuerySet[Any]) -> int:
    label = rows.model._meta.label
    return rows.delete()[1].get(label, 0)


def declare_ending(
    code: str,
    *,
    title: Text,
    after: Text,
    due: Callable[[], QuerySet[Any]],
    end: Callable[[QuerySet[Any]], int] | None = None,
    is_by_hand: bool = False,
) -> None:
    """Say that rows have an end: deleted, unless `end` says what is done, or a person must. Raises ValueError when the code is taken."""
    if code in _endings:
        raise ValueError(f"{code} is declared twice.")
    _endings[code] = Ending(code=code, title=title, after=after, due=due, end=end or _delete, is_deleted=end is None, is_by_hand=is_by_hand)


def endings() -> tuple[Ending, ...]:
    """All of them, lowest floor first."""
    return tuple(_endings.values())
