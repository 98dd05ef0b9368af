"""Lists that found nothing: which list, on what theme, where. No words, no person, no address of a machine."""

from collections.abc import Callable

# What hears of it: the list's name, the code of a theme, the key of a place.
type Heard = Callable[[str, str, str], object]
_heard: list[Heard] = []


def hear_misses(heard: Heard) -> None:
    """Called in the `ready` of the room that counts them."""
    _heard.append(heard)


def missed(source: str, *, theme: str, place: str) -> None:
    """A person was shown an empty list for that theme in that place; without both, nothing is said."""
    if theme and place:
        for heard in _heard:
            heard(source, theme, place)
