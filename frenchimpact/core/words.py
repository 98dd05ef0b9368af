"""One dictionary of translations instead of one for each room: a page asks for hundreds of words."""

from typing import Any

from django.utils.translation import trans_real


def _update(catalog: Any, translations: Any) -> None:
    """As the library means it: words with the same plural join those that are there. It compares a code with a function, never equal."""
    if not translations._catalog.keys() - {""}:
        # Our words are written in French: a room has none to translate into it.
        return
    if translations.plural.__code__ == catalog._plurals[0].__code__:
        catalog._catalogs[0].update(translations._catalog)
    else:
        catalog._catalogs.insert(0, translations._catalog.copy())
        catalog._plurals.insert(0, translations.plural)


def join_catalogues() -> None:
    """Once the rooms are known; what was read to get here is read again."""
    setattr(trans_real.TranslationCatalog, "update", _update)
    trans_real._translations.clear()  # type: ignore[attr-defined]  # the library's own memory, which its stubs do not know
    setattr(trans_real, "_default", None)
