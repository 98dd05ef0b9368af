"""Codes and the masks that stand for them."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from frenchimpact.aids.codes import LISTS
from frenchimpact.aids.models import Bit
from frenchimpact.core.kept import kept


@kept
def _bits() -> QuerySet[Bit, tuple[str, str, int]]:
    return Bit.objects.order_by("pk").values_list("scheme", "code", "number")


def all_bits() -> dict[str, dict[str, int]]:
    """Each code with its bit, by scheme. One statement."""
    found = {scheme: {code: number for number, code in enumerate(codes)} for scheme, codes in LISTS.items()}
    for scheme, code, number in _bits():
        found.setdefault(scheme, {})[code] = number
    return found


def mask(scheme: str, codes: Iterable[str]) -> int:
    """The mask of some codes, as a signed 64-bit number; codes that have no bit are left out.

    Those of the code itself have their place in a list: nothing is asked of the database, which has the same list.
    """
    if scheme in LISTS:
        return sum(1 << LISTS[scheme].index(code) for code in set(codes) if code in LISTS[scheme])
    with connection.cursor() as cursor:
        cursor.execute("SELECT aids_mask(%s, %s)", [scheme, list(codes)])
        return int(cursor.fetchone()[0])


def codes_in(scheme: str, value: int) -> list[str]:
    """The codes that a mask stands for, in the order of their bits."""
    return [code for code, number in all_bits().get(scheme, {}).items() if value >> number & 1]
