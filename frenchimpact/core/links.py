"""Signed links: by them, somebody without an account answers about one thing. Nothing is kept: what they hold is signed.

A room names its purposes (« territories.promise »): a key made for one opens nothing else.
"""

import datetime as dt

from django.core import signing

LINK_DAYS = 30


def make_key(purpose: str, *parts: int | str) -> str:
    """The secret part of the address, for that purpose alone."""
    return signing.dumps(list(parts), salt=purpose, compress=True)


def read_key(purpose: str, key: str, *, days: int = LINK_DAYS) -> list[int | str] | None:
    """What the link holds; None when it is not one of ours, or older than `days`."""
    try:
        parts: list[int | str] = signing.loads(key, salt=purpose, max_age=dt.timedelta(days=days))
    except signing.BadSignature:
        return None
    return parts
