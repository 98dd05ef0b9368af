"""Refusals that people read: each says what is wrong and what to do, and none is a crash."""

from collections.abc import Mapping
from contextvars import ContextVar

from django.utils.functional import Promise

Text = str | Promise


class Refusal(Exception):
    """An action cannot be done now. `message` says why and what to do; the page keeps what was typed."""

    status = 409

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


class OutOfTurn(Refusal):
    """The thing is not in a state from which this move is legal."""


class Stale(Refusal):
    """Somebody else changed the same field in between. Carries both texts so that nobody loses theirs."""

    def __init__(self, message: Text, *, mine: object, theirs: object, version: int, by: str = "") -> None:
        super().__init__(message)
        self.mine, self.theirs, self.version, self.by = mine, theirs, version, by


class Incomplete(Refusal):
    """Some answers are missing: `missing` maps the field's name to what to write in it."""

    status = 422

    def __init__(self, message: Text, missing: Mapping[str, Text]) -> None:
        super().__init__(message)
        self.missing = missing


# After how many seconds the request being answered may be sent again: views turn the refusal into a page, headers are written after them.
LATER: ContextVar[int] = ContextVar("later", default=0)


class TooMany(Refusal):
    """Asked too often: try again later, after so many seconds when it is known."""

    status = 429

    def __init__(self, message: Text, *, seconds: int = 0) -> None:
        super().__init__(message)
        self.seconds = seconds
        LATER.set(seconds)
