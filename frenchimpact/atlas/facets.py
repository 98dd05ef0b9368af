"""Facet values as numbers: each dimension has its own range, and the number comes from the public code alone.

The same as `atlas_facet()` in the database (a test holds the two together).
"""

import hashlib
import re
from enum import IntEnum

_SHORT = re.compile(r"[0-9]{1,6}")
_LONG = re.compile(r"[0-9]{1,9}")


class Dimension(IntEnum):
    """What a facet value says about a thing."""

    KIND = 1
    SUPPORT = 2
    FAMILY = 3
    THEME = 4
    REGION = 5
    DEPARTMENT = 6
    COMMUNE = 7
    STAGE = 8
    PUBLIC = 9
    NEED = 10
    LABEL = 11
    # Nine-digit codes: intermunicipalities. It must stay the last one.
    EPCI = 64


# Too many values to be listed beside results: never counted ahead.
UNCOUNTED = (Dimension.COMMUNE, Dimension.EPCI)


def number(dimension: Dimension, code: str) -> int:
    """The number of a value: the code itself when it is one, else a part of its fingerprint."""
    if (_LONG if dimension == Dimension.EPCI else _SHORT).fullmatch(code):
        return (dimension << 24) + int(code)
    return (dimension << 24) + (1 << 23) + (int(hashlib.md5(code.encode(), usedforsecurity=False).hexdigest()[:6], 16) & 0x7FFFFF)


def dimension_of(value: int) -> int:
    """The dimension that a number belongs to."""
    return min(value >> 24, Dimension.EPCI)
