"""Text that people type: cleaned without losing their words, and compared without accents."""

import re
import unicodedata
from itertools import filterfalse

# Controls, and marks that change the reading direction: they can hide or disguise what is written.
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\u200e\u200f]")
_SPACES = re.compile(r"[ \t\u00a0\u202f\u2007]+")
_WORDS = re.compile(r"[a-z0-9]+")
_SPLIT = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "’": "'"})


def clean_line(text: str) -> str:
    """One line: composed, without control or direction marks, spaces single, ends trimmed."""
    if text.isprintable():
        # Nothing to take out, and no blank but the plain space.
        return " ".join((text if text.isascii() else unicodedata.normalize("NFC", text)).split())
    text = unicodedata.normalize("NFC", text)
    text = _FORBIDDEN.sub("", text.replace("\r", " ").replace("\n", " "))
    return _visible(_SPACES.sub(" ", text).strip())


def _visible(text: str) -> str:
    """The text, or nothing when every character of it is invisible (zero-width marks and spaces alone)."""
    return text if any(unicodedata.category(char) not in {"Cf", "Zs", "Zl", "Zp", "Cc"} for char in text) else ""


def clean_text(text: str) -> str:
    """Several lines: composed, without control or direction marks, line ends unified, ends trimmed."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    # What can all be printed holds no such mark: that is asked ten times faster than each character is looked for.
    if not text.replace("\n", "").isprintable():
        text = _FORBIDDEN.sub("", text)
    return _visible(text.strip())


def whole(text: str | None, longest: int = 18) -> int | None:
    """A whole number written in figures, of so many at most; None for anything else: « ² » is a digit to Python, and no number."""
    return int(text) if text and len(text) <= longest and text.isascii() and text.isdigit() else None


def fold(text: str) -> str:
    """For comparing and searching: lower case, without accents, words separated by one space.

    The same as `core_fold()` in the database (a test holds the two together).
    """
    if not text.isascii():
        text = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFKD", text.translate(_SPLIT))))
    return " ".join(_WORDS.findall(text.lower()))
