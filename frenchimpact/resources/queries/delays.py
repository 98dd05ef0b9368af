"""How long a structure takes to answer, as the room that measures it says."""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

from frenchimpact.organisations.models import Organisation


class Delay(Protocol):
    """The median in days, over so many answers."""

    @property
    def days(self) -> float: ...
    @property
    def count(self) -> int: ...


type Measured = Callable[[Iterable[Organisation]], Mapping[int, Delay]]
_measured: list[Measured] = []


def tell_delays(measured: Measured) -> None:
    """Called in the `ready` of a room above that knows."""
    _measured.append(measured)


def delay_of(organisation: Organisation) -> Delay | None:
    """The delay of one; None when too few answers say it."""
    return next((found for measured in _measured if (found := measured([organisation]).get(organisation.pk))), None)
