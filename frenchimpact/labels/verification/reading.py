"""From bytes that anyone may send to a document: bounded, and with one meaning only."""

import json
from typing import Any

LARGEST = 400_000
# A status list of a large issuer is longer than any certificate.
LARGEST_LIST = 4_000_000
DEEPEST, MOST_VALUES = 40, 20_000


class NotADocument(Exception):
    """What was sent is no JSON object that can be judged."""


class Ambiguous(NotADocument):
    """It writes the same name twice: two programs would read two things."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Ambiguous
    return found


def _never(text: str) -> Any:
    raise NotADocument(text)


def read(text: str, *, largest: int = LARGEST) -> dict[str, Any]:
    """The object that the text is. Raises NotADocument when it is none, is too long, too deep, or could be read in two ways."""
    if len(text) > largest:
        raise NotADocument("too long")
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_never)
    except (ValueError, RecursionError) as error:
        raise NotADocument(str(error)[:200]) from error
    if not isinstance(found, dict):
        raise NotADocument("not an object")
    waiting: list[tuple[Any, int]] = [(found, 1)]
    count = 0
    while waiting:
        one, depth = waiting.pop()
        count += 1
        if depth > DEEPEST or count > MOST_VALUES:
            raise NotADocument("too deep or too many values")
        if isinstance(one, dict):
            waiting += [(value, depth + 1) for value in one.values()]
        elif isinstance(one, list):
            waiting += [(value, depth + 1) for value in one]
    return found
