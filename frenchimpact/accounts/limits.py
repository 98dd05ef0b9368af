"""How often something may be tried: counted exactly in PostgreSQL, the same for every process.

Whoever tries is named by the caller. A browser that the person has used before has an allowance of its own, so that
nobody, by failing on purpose from elsewhere, can use up that of the person.
"""

import datetime as dt
import math
from dataclasses import dataclass

from django.db import connection

from frenchimpact.accounts import keys
from frenchimpact.accounts.models import Device, Tries, User
from frenchimpact.core import clock, logs
from frenchimpact.core.errors import Text, TooMany

# All the browsers that a person has never used, together.
ELSEWHERE = "elsewhere"


@dataclass(frozen=True)
class Allowance:
    """So many tries of one kind in so much time."""

    purpose: str
    limit: int
    span: dt.timedelta
    refusal: Text


def take(allowance: Allowance, *who: object) -> None:
    """Use one try. Must run outside the transaction that the try may undo. Raises TooMany when none is left."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_tries (key, count, ends_at) VALUES (%(key)s, 1, %(end)s) ON CONFLICT (key) DO UPDATE SET"
            " count = CASE WHEN accounts_tries.ends_at <= %(now)s THEN 1 ELSE accounts_tries.count + 1 END,"
            " ends_at = CASE WHEN accounts_tries.ends_at <= %(now)s THEN EXCLUDED.ends_at ELSE accounts_tries.ends_at END"
            " RETURNING count, ends_at",
            {"key": _key(allowance, who), "now": now, "end": now + allowance.span},
        )
        count, ends_at = cursor.fetchone()
    if count > allowance.limit:
        logs.note("too_many", of=allowance.purpose)
        raise TooMany(allowance.refusal, seconds=max(1, math.ceil((ends_at - now).total_seconds())))


def give_back(allowance: Allowance, *who: object) -> None:
    """The try was a good one: the count starts again."""
    Tries.objects.filter(pk=_key(allowance, who)).delete()


def trier(person: User, device_key: str) -> str:
    """Who tries for that person: a browser that they have used before, or all the others together."""
    known = device_key and Device.objects.filter(user=person, key_digest=keys.digest("device", device_key)).exists()
    return keys.digest("device", device_key) if known else ELSEWHERE


def _key(allowance: Allowance, who: tuple[object, ...]) -> str:
    return keys.digest(f"tries.{allowance.purpose}", ":".join(map(str, who)))
