"""What is over figures that count people, kept by each process from one read to the next.

Boxes are made of every project of the country, so that each page cuts the same way: too long to be made again by each. The statement that
reads sums reads their stamp too, which the database draws again at each change of what few people there are: what is kept under another
stamp is not of these sums, whoever changed them and in whichever process.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Mapping
from threading import Lock
from typing import Any

from frenchimpact.core.prepared import prepared
from frenchimpact.impact.suppression import Delicate, Veil

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
_kept: OrderedDict[tuple[int, int], tuple[int, Veil]] = OrderedDict()
_holding = Lock()


def veils(stamps: Mapping[tuple[int, int], int]) -> Veils | None:
    """What is over these years of indicators, under those stamps; None when it changed since they were read. One statement at most."""
    found: Veils = {}
    with _holding:
        for key, stamp in stamps.items():
            if key in _kept and _kept[key][0] == stamp:
                _kept.move_to_end(key)
                found[key] = _kept[key][1]
    missing = [key for key in stamps if key not in found]
    if not missing:
        return found
    made = _made(missing)
    with _holding:
        _kept.update(made)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    if any(key not in made or made[key][0] != stamps[key] for key in missing):
        return None
    return found | {key: made[key][1] for key in missing}


def _made(keys: list[tuple[int, int]]) -> dict[tuple[int, int], tuple[int, Veil]]:
    """The veils of now, with their stamps."""
    found: dict[tuple[int, int], list[Delicate]] = defaultdict(list)
    stamps: dict[tuple[int, int], int] = {}
    with prepared() as cursor:
        cursor.execute(_DELICATE, {"indicators": [indicator for indicator, _year in keys], "years": [year for _indicator, year in keys]})
        for indicator, year, stamp, *told in cursor.fetchall():
            stamps[(indicator, year)] = stamp
            if told[0] is not None:
                found[(indicator, year)].append(_delicate(*told))
    return {key: (stamp, Veil(found[key])) for key, stamp in stamps.items()}


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
