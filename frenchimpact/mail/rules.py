"""What a higher room may add to outgoing mail."""

from collections.abc import Callable, Iterable

from frenchimpact.mail.models import Mail


class ReturnAddress:
    """Where a message that cannot be delivered comes back: set once by the room that receives mail."""

    make: Callable[[Mail], str] | None = None


# A file of a message: its name, its bytes, its type.
type Enclosure = tuple[str, bytes, str]
# What goes with the messages of a kind, made when they leave; each room declares its own in its `apps.ready()`.
ENCLOSURES: dict[str, Callable[[Mail], Iterable[Enclosure]]] = {}
