"""How indicators were counted, version after version, and where their series break."""

import datetime as dt
from collections.abc import Collection, Iterable

from frenchimpact.territories.models import Method
from frenchimpact.territories.queries.progress import Line


def methods_of(indicators: Collection[int]) -> dict[int, list[Method]]:
    """Every version of these indicators, the latest first, in one statement."""
    found: dict[int, list[Method]] = {}
    if indicators:
        for one in Method.objects.filter(indicator__in=list(indicators)).select_related("by").order_by("indicator", "-number"):
            found.setdefault(one.indicator_id, []).append(one)
    return found


def method_on(methods: Iterable[Method], on: dt.date) -> Method | None:
    """The version by which a value of that day was counted: the latest that had begun; the first one for what is older."""
    ordered = sorted(methods, key=lambda one: one.number, reverse=True)
    return next((one for one in ordered if one.since <= on), ordered[-1] if ordered else None)


def cut_between(methods: Iterable[Method], first: dt.date, last: dt.date) -> Method | None:
    """What keeps a value of the first day from being compared with one of the last: the latest, when there are several."""
    found = [one for one in methods if one.is_break and first < one.since <= last]
    return max(found, key=lambda one: one.number, default=None)


def cut_of(line: Line, methods: Iterable[Method]) -> Method | None:
    """What cuts the series of an indicator, from its starting point to its last value."""
    days = [on for on, _value in line.series]
    if not days:
        return None
    first = min(days[0], line.aim.baseline_on) if line.aim.baseline_on else days[0]
    return cut_between(methods, first, days[-1])
