"""What a higher room may add to outgoing mail."""

from collections.abc import Callable

from frenchimpact.mail.models import Mail


class ReturnAddress:
    """Where a message that cannot be delivered comes back: set once by the room that receives mail."""

    make: Callable[[Mail], str] | None = None
