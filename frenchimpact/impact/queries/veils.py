"""What is over figures that count people, kept by each process from one read to the next.

Boxes are made of every project of the country, so that each page cuts the same way: too long to be made again by each. The statement that
reads sums reads their stamp too, which the database draws again at each change of what few people there are: what is kept under another
stamp is not of these sums, whoever changed them and in whichever process.
"""

import time
from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from decimal import Decimal
from threading import Lock
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from frenchimpact.core import clock
from frenchimpact.core.prepared import prepared
from frenchimpact.impact.models import VeilBox
from frenchimpact.impact.suppression import Delicate, Sealed, Veil

type Veils = dict[tuple[int, int], Veil]

# One line a project: every place where it counts, whether it is all there, and what of it somebody looked at.
_DELICATE = """
SELECT v.indicator_id, v.year, v.stamp, one.* FROM unnest(%(indicators)s::bigint[], %(years)s::int[]) AS asked (indicator_id, year)
JOIN impact_veilstamp v USING (indicator_id, year)
LEFT JOIN LATERAL (
  SELECT y.followed_id, min(y.sdg), min(y.theme), array_agg(y.place_id), array_agg(y.value), array_agg(y.verified_value),
    max(y.value) FILTER (WHERE y.is_whole), max(y.verified_value) FILTER (WHERE y.is_whole),
    max(y.place_id) FILTER (WHERE y.is_whole AND p.level = 'region'), max(y.place_id) FILTER (WHERE y.is_whole AND p.level = 'departement'),
    max(y.place_id) FILTER (WHERE y.is_whole AND p.level = 'epci'), max(y.place_id) FILTER (WHERE y.is_whole AND p.level = 'commune')
  FROM impact_projectyear y JOIN geo_place p ON p.id = y.place_id
  WHERE y.is_delicate AND y.indicator_id = v.indicator_id AND y.year = v.year GROUP BY 1
) one ON true
"""
# As many years of indicators as a process keeps: the least lately read goes.
MOST = 400
# Fiftieths of a second.
WAITS = 25
_kept: OrderedDict[tuple[int, int], tuple[int, Veil]] = OrderedDict()
_holding = Lock()


def veils(stamps: Mapping[tuple[int, int], int]) -> Veils | None:
    """What is over these years of indicators, under those stamps; None when it changed since they were read."""
    found: Veils = {}
    with _holding:
        for key, stamp in stamps.items():
            if key in _kept and _kept[key][0] == stamp:
                _kept.move_to_end(key)
                found[key] = _kept[key][1]
    missing = [key for key in stamps if key not in found]
    if not missing:
        return found
    made, is_settled = _made(missing)
    if is_settled:
        with _holding:
            _kept.update(made)
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    if any(key not in made or made[key][0] != stamps[key] for key in missing):
        return None
    return found | {key: made[key][1] for key in missing}


@transaction.atomic
def _made(keys: list[tuple[int, int]]) -> tuple[dict[tuple[int, int], tuple[int, Veil]], bool]:
    """The veils of now, with their stamps; what they publish for the first time is written down. False: not to be kept by the process.

    One process writes at a time; the others publish nothing new meanwhile. What was just written is read again before it is kept: the
    transaction around may be given up.
    """
    may_seal = _one_writer()
    current, stamps = _delicates(keys)
    sealed: dict[tuple[int, int], list[Sealed]] = defaultdict(list)
    told: dict[tuple[int, int], dict[int, set[Decimal]]] = defaultdict(lambda: defaultdict(set))
    asked = Q(pk__in=[])
    for indicator, year in stamps:
        asked |= Q(indicator=indicator, year=year)
    for box in VeilBox.objects.filter(asked) if stamps else ():
        key = (box.indicator_id, box.year)
        members = tuple(_from_json(int(followed), said) for followed, said in box.members.items())
        for one in members:
            told[key][one.followed].add(one.value)
        if box.closed_at is None:
            sealed[key].append(Sealed(box.pk, members))
    made = {key: (stamp, Veil(current[key], sealed[key], told[key], may_seal=may_seal)) for key, stamp in stamps.items()}
    closed = [box for _stamp, veil in made.values() for box in veil.closed]
    new = [
        VeilBox(indicator_id=indicator, year=year, members={str(one.followed): _as_json(one) for one in group})
        for (indicator, year), (_stamp, veil) in made.items()
        for group in veil.new
    ]
    if may_seal and closed:
        VeilBox.objects.filter(pk__in=closed).update(closed_at=clock.now())
    if may_seal and new:
        VeilBox.objects.bulk_create(new)
    return made, may_seal and not closed and not new


def _one_writer() -> bool:
    """Whether this process may write down what it publishes. Another one takes a moment, or a whole export: that is not waited for."""
    with connection.cursor() as cursor:
        for _turn in range(WAITS):
            cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('impact.veils'))")
            if cursor.fetchone()[0]:
                return True
            time.sleep(0.02)
    return False


def _as_json(one: Delicate) -> dict[str, Any]:
    parts, verified = ({str(place): str(value) for place, value in told.items()} for told in (one.parts, one.verified))
    return {"value": str(one.value), "parts": parts, "verified": verified, "trail": list(one.trail), "sdg": one.sdg, "theme": one.theme}


def _from_json(followed: int, said: dict[str, Any]) -> Delicate:
    parts, verified = ({int(place): Decimal(value) for place, value in said[name].items()} for name in ("parts", "verified"))
    region, department, epci, commune = said["trail"]
    trail = (region, department, epci, commune)
    return Delicate(followed, Decimal(said["value"]), parts, verified, False, trail, said["sdg"], said["theme"])


def _delicates(keys: list[tuple[int, int]]) -> tuple[dict[tuple[int, int], list[Delicate]], dict[tuple[int, int], int]]:
    """Projects that count few people, and the stamps of these years. One statement."""
    found: dict[tuple[int, int], list[Delicate]] = defaultdict(list)
    stamps: dict[tuple[int, int], int] = {}
    with prepared() as cursor:
        cursor.execute(_DELICATE, {"indicators": [indicator for indicator, _year in keys], "years": [year for _indicator, year in keys]})
        for indicator, year, stamp, *told in cursor.fetchall():
            stamps[(indicator, year)] = stamp
            if told[0] is not None:
                found[(indicator, year)].append(_delicate(*told))
    return found, stamps


def _delicate(
    followed: int,
    sdg: int,
    theme: str,
    places: list[int],
    values: list[Any],
    verified: list[Any],
    value: Any,
    seen: Any,
    *trail: int | None,
) -> Delicate:
    region, department, epci, commune = (one or 0 for one in trail)
    parts, looked_at = dict(zip(places, values, strict=True)), dict(zip(places, verified, strict=True))
    return Delicate(followed, value, parts, looked_at, seen == value, (region, department, epci, commune), sdg, theme)
