"""Signed links: by them, somebody without an account answers about one thing, once. Nothing is kept: what they hold is signed."""

import datetime as dt

from django.core import signing

LINK_DAYS = 30
MANDATE, PROMISE = "territories.mandate", "territories.promise"


def make_key(purpose: str, *parts: int | str) -> str:
    """The secret part of the address, for that purpose alone."""
    return signing.dumps(list(parts), salt=purpose, compress=True)


def read_key(purpose: str, key: str) -> list[int | str] | None:
    """What the link holds; None when it is not one of ours, or too old."""
    try:
        parts: list[int | str] = signing.loads(key, salt=purpose, max_age=dt.timedelta(days=LINK_DAYS))
    except signing.BadSignature:
        return None
    return parts
