"""What a reference leads to, for rooms that do not know each other. The room of the search says how, when it opens."""

from collections.abc import Callable


class References:
    """How a reference is read: set once by the room that knows every public sheet."""

    find: Callable[[str], tuple[str, str] | None] | None = None


def public_page(reference: str) -> tuple[str, str] | None:
    """The name and the page of what bears that reference, when everyone may read it."""
    return References.find(reference) if References.find else None
