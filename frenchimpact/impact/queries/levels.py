"""How many of the projects of a figure have a level of proof worth more than their own word: told beside every figure."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection

from frenchimpact.core import clock
from frenchimpact.impact.queries.figures import Figure
from frenchimpact.impact.queries.sums import Axis
from frenchimpact.impact.suppression import Cut
from frenchimpact.methods.models import Indicator

# From that level on, something shows a change (Nesta).
PROVEN_FROM = 2
type Key = tuple[int, int, int | None, int | None, str | None]


def with_levels(cut: Cut, found: Sequence[Figure], *, by: Iterable[Axis] = ()) -> list[Figure]:
    """The same figures, each with how many of its projects are at that level or above; a ratio is of two others, which say it.

    One statement, whatever there is.
    """
    if not found:
        return []
    counts = _counts(cut, {one.indicator.pk for one in found}, {one.year for one in found}, frozenset(by))
    return [
        one
        if one.indicator.aggregation == Indicator.Aggregation.RATIO
        else one._replace(proven=counts.get((one.indicator.pk, one.year, one.place, one.sdg, one.theme), 0))
        for one in found
    ]


def _counts(cut: Cut, indicators: Collection[int], years: Collection[int], axes: frozenset[Axis]) -> dict[Key, int]:
    columns = {"place": "y.place_id", "sdg": "y.sdg", "theme": "y.theme"}
    keys = ", ".join(column if axis in axes else f"NULL::{'text' if axis == 'theme' else 'int'}" for axis, column in columns.items())
    given: dict[str, Any] = {
        "level": PROVEN_FROM,
        "today": clock.today(),
        "places": list(cut.places),
        "indicators": list(indicators),
        "years": list(years),
    }
    wheres = ""
    for name, one in (("sdg", cut.sdg), ("theme", cut.theme)):
        if one is not None:
            wheres += f" AND y.{name} = %({name})s"
            given[name] = one
    if cut.followed is not None:
        wheres += " AND f.id = ANY(%(followed)s)"
        given["followed"] = list(cut.followed)
    with connection.cursor() as cursor:
        # Few are proven: from them to what they say, not the other way.
        cursor.execute(
            f"SELECT y.indicator_id, y.year, {keys}, count(DISTINCT f.id) FROM impact_followed f"  # noqa: S608  names of this module
            " JOIN impact_projectyear y ON y.followed_id = f.id AND y.is_reported AND y.place_id = ANY(%(places)s)"
            " AND y.year = ANY(%(years)s)"
            " WHERE f.evidence >= %(level)s AND f.evidence_until >= %(today)s AND f.is_counted AND f.indicator_id = ANY(%(indicators)s)"
            f"{wheres} GROUP BY 1, 2, 3, 4, 5",
            given,
        )
        return {(indicator, year, place, sdg, theme): count for indicator, year, place, sdg, theme, count in cursor.fetchall()}
