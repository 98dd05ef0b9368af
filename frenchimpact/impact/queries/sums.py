"""Sums as they are kept, for any places, projects, goals and themes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from frenchimpact.core.prepared import prepared
from frenchimpact.impact.suppression import Cut

type Axis = Literal["place", "sdg", "theme"]


class Sums(NamedTuple):
    """What one indicator adds up to in one year, as it is kept: nobody reads it before what is few is taken away."""

    indicator: int
    year: int
    # The place, goal and theme that it is of, by axis asked; None: whichever.
    place: int | None
    sdg: int | None
    theme: str | None
    expected: int
    reported: int
    verified: int
    value: Decimal
    verified_value: Decimal
    # By what values are divided, where they are averaged; None elsewhere.
    weight: Decimal | None
    verified_weight: Decimal | None
    # Somebody else looked at a part of it.
    is_seen: bool
    # How many told a part of the year only.
    partial: int = 0
    # Which few people there are under it (`veils`); None: none.
    stamp: int | None = None


_TOTALS = """count(*) AS expected, count(*) FILTER (WHERE is_reported) AS reported, count(*) FILTER (WHERE is_verified) AS verified,
  sum(value) AS value, sum(weight) AS weight, sum(verified_value) AS verified_value, sum(verified_weight) AS verified_weight,
  count(*) FILTER (WHERE is_partial) AS partial"""


# Sums and the stamp of what is over them are of one moment.
_STAMPED = """
SELECT s.indicator_id, s.year, s.place_id, s.sdg, s.theme, s.expected, s.reported, s.verified, s.value, s.verified_value,
  CASE WHEN i.aggregation = 'mean' THEN s.weight END, CASE WHEN i.aggregation = 'mean' THEN s.verified_weight END, s.verified_weight > 0,
  s.partial, v.stamp
FROM ({}) s JOIN methods_indicator i ON i.id = s.indicator_id
LEFT JOIN impact_veilstamp v ON v.indicator_id = s.indicator_id AND v.year = s.year
"""


def sums(
    cut: Cut, *, indicators: Collection[int] | None = None, years: Collection[int] | None = None, by: Iterable[Axis] = ()
) -> list[Sums]:
    """One line for each indicator and year, and each place, goal or theme if it is asked by them. One statement.

    By place, each place counts alone; otherwise, a project that acts in several of them counts once.
    """
    axes = frozenset(by)
    given: dict[str, Any] = {}
    wheres = []
    for name, column, value in (
        ("places", "place_id", cut.places),
        ("indicators", "indicator_id", indicators),
        ("years", "year", years),
        ("followed", "followed_id", cut.followed),
    ):
        if value is not None:
            # One of them goes through the index in its order: nothing is sorted.
            wheres.append(f"{column} = %({name})s" if len(value) == 1 else f"{column} = ANY(%({name})s)")
            given[name] = next(iter(value)) if len(value) == 1 else list(value)
    for name, one in (("sdg", cut.sdg), ("theme", cut.theme)):
        if one is not None:
            wheres.append(f"{name} = %({name})s")
            given[name] = one
    columns = {axis: axis + ("_id" if axis == "place" else "") for axis in ("place", "sdg", "theme")}
    keys = ", ".join(columns[axis] if axis in axes else f"NULL AS {columns[axis]}" for axis in columns)
    grouped = ", ".join(["indicator_id", "year", *(columns[axis] for axis in columns if axis in axes)])
    where = " AND ".join(wheres)
    with prepared() as cursor:
        cursor.execute(_statement(keys, grouped, where, is_kept=cut.followed is None and ("place" in axes or len(cut.places) == 1)), given)
        return list(map(Sums._make, cursor.fetchall()))


def _statement(keys: str, grouped: str, where: str, *, is_kept: bool) -> str:
    """From the sums of all projects; or project by project, when only some count, or when one may count in several places."""
    if is_kept:
        return _STAMPED.format(f"""
SELECT indicator_id, year, {keys}, sum(expected) AS expected, sum(reported) AS reported, sum(verified) AS verified, sum(value) AS value,
  sum(weight) AS weight, sum(verified_value) AS verified_value, sum(verified_weight) AS verified_weight,
  sum(partial) AS partial
FROM impact_impactsum WHERE {where} GROUP BY {grouped} HAVING sum(expected) > 0""")  # noqa: S608  names of this module
    return _STAMPED.format(f"""
SELECT indicator_id, year, {keys}, {_TOTALS} FROM (
  SELECT {grouped}, followed_id, bool_or(is_reported) AS is_reported, bool_and(is_verified) AS is_verified, sum(value) AS value,
    sum(weight) AS weight, sum(verified_value) AS verified_value, sum(verified_weight) AS verified_weight,
    bool_or(is_partial) AS is_partial
  FROM impact_projectyear WHERE {where} GROUP BY {grouped}, followed_id
) one GROUP BY {grouped}""")  # noqa: S608  idem


# A ratio is that of two totals, of the projects that say both; those that count few people on either side are left out.
_RATIOS = """
SELECT i.id, n.year, {keys}, sum(n.value) FILTER (WHERE NOT (n.is_delicate OR d.is_delicate)),
  sum(d.value) FILTER (WHERE NOT (n.is_delicate OR d.is_delicate)), count(DISTINCT n.followed_id),
  count(DISTINCT n.followed_id) FILTER (WHERE n.is_delicate OR d.is_delicate)
FROM methods_indicator i JOIN impact_projectyear n ON n.indicator_id = i.numerator_id JOIN impact_followed f ON f.id = n.followed_id
JOIN impact_followed g ON g.project_id = f.project_id AND g.indicator_id = i.denominator_id
JOIN impact_projectyear d ON d.followed_id = g.id AND d.year = n.year AND d.place_id = n.place_id AND d.is_reported
WHERE i.id = ANY(%(indicators)s) AND n.is_reported AND n.place_id = ANY(%(places)s){wheres} GROUP BY {grouped}
"""


@dataclass(frozen=True)
class TwoTotals:
    """The two totals of a ratio, of the projects that say both."""

    indicator: int
    year: int
    place: int | None
    sdg: int | None
    theme: str | None
    numerator: Decimal | None
    denominator: Decimal | None
    reported: int
    left_out: int


def two_totals(cut: Cut, *, indicators: Collection[int], years: Collection[int] | None = None, by: Iterable[Axis] = ()) -> list[TwoTotals]:
    """The same for indicators that are ratios. One statement; none without such an indicator."""
    axes = frozenset(by)
    if not indicators:
        return []
    given: dict[str, Any] = {"indicators": list(indicators), "places": list(cut.places)}
    wheres = ""
    for name, column, value in (("years", "n.year", years), ("followed", "n.followed_id", cut.followed)):
        if value is not None:
            wheres += f" AND {column} = ANY(%({name})s)"
            given[name] = list(value)
    for name, one in (("sdg", cut.sdg), ("theme", cut.theme)):
        if one is not None:
            wheres += f" AND n.{name} = %({name})s"
            given[name] = one
    columns = {"place": "n.place_id", "sdg": "n.sdg", "theme": "n.theme"}
    keys = ", ".join(column if axis in axes else "NULL" for axis, column in columns.items())
    grouped = ", ".join(["i.id", "n.year", *(column for axis, column in columns.items() if axis in axes)])
    with prepared() as cursor:
        cursor.execute(_RATIOS.format(keys=keys, wheres=wheres, grouped=grouped), given)
        return [TwoTotals(*row) for row in cursor.fetchall()]
