"""What a form showed, field by field: what somebody else wrote in between is neither undone nor lost.

A page carries the seals of the values it shows. Sent back, a field that the person left as it was takes what somebody else wrote since;
one that both changed is a conflict, and both texts are shown.
"""

import datetime as dt
import zlib
from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from frenchimpact.core.errors import Stale
from frenchimpact.core.text import whole


def seals(values: Mapping[str, Any]) -> str:
    """The seals of these values, as a form carries them: « title:1a2b3c kinds:… »."""
    return " ".join(f"{name}:{_seal(value)}" for name, value in sorted(values.items()))


def settle(now: Mapping[str, Any], mine: Mapping[str, Any], seen: str) -> dict[str, Any]:
    """What to write of `mine`, beside what is there `now`. Raises Stale whose `mine` and `theirs` hold the fields that both changed.

    Nothing seen is nothing to compare with: what is given is written.
    """
    shown = dict(pair.split(":", 1) for pair in seen[:10_000].split() if ":" in pair)
    written, both = dict(mine), []
    for name in mine:
        here, given = _seal(now[name]), _seal(mine[name])
        if shown.get(name, here) == here or given == here:
            continue
        if given == shown[name]:
            written[name] = now[name]
        else:
            both.append(name)
    if both:
        words = _("Quelqu’un a changé la même chose entre-temps. Comparez les deux textes, puis enregistrez de nouveau.")
        raise Stale(words, mine={name: mine[name] for name in both}, theirs={name: now[name] for name in both}, version=0)
    return written


def versions(shown: Mapping[str, int]) -> str:
    """The versions of the values that a page shows, by their names, as its form carries them."""
    return " ".join(f"{name}:{version}" for name, version in shown.items()) or "-"


def version_in(carried: str, name: str) -> int | None:
    """The version that the page showed under that name, 0 for an empty one; None when the page carried nothing."""
    if not carried:
        return None
    shown = dict(pair.split(":", 1) for pair in carried[:200_000].split() if ":" in pair)
    return whole(shown.get(name, "0"), 5)


def _seal(value: Any) -> str:
    return f"{zlib.crc32(_canonical(value).encode()):x}"


def _canonical(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="minutes")
    if isinstance(value, list | tuple):
        return "\n".join(sorted(map(_canonical, value)))
    return str(value)
