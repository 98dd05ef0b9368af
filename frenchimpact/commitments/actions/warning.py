"""What a room above has to say before money is committed: asked about first, never refused."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from frenchimpact.core.errors import Text
from frenchimpact.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class Given:
    """Money about to be signed: to whom, under which regime, in which form, how much, when, and what the act says besides."""

    holder: Organisation
    regime: str
    instrument: str
    amount: Decimal
    on: dt.date
    terms: dict[str, Any] = field(default_factory=dict)


type Warner = Callable[[Given], Text]
_WARNERS: list[Warner] = []


def declare_warner(warner: Warner) -> None:
    """A room above reads what is about to be signed. Said once, when a room opens."""
    if warner not in _WARNERS:
        _WARNERS.append(warner)


def warned(given: Given | None) -> list[Text]:
    """What there is to read first."""
    return [] if given is None else [words for warner in _WARNERS if (words := warner(given))]
