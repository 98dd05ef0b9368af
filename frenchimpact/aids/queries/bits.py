"""Codes and the masks that stand for them."""

from collections.abc import Iterable

from django.db import connection

from frenchimpact.aids.models import Bit


def bits(scheme: str) -> dict[str, int]:
    """Each code of a scheme with its bit."""
    return dict(Bit.objects.filter(scheme=scheme).values_list("code", "number"))


def mask(scheme: str, codes: Iterable[str]) -> int:
    """The mask of some codes, as a signed 64-bit number; codes that have no bit are left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT aids_mask(%s, %s)", [scheme, list(codes)])
        return int(cursor.fetchone()[0])


def codes_in(scheme: str, value: int) -> list[str]:
    """The codes that a mask stands for, in the order of their bits."""
    return [code for code, number in bits(scheme).items() if value >> number & 1]
