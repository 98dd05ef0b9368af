"""Finding places: by key, by what people type, and by where they stand."""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import Http404

from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import Edition, FormerCode, Place

DATA = Path(__file__).resolve().parent / "data"
LEVELS = frozenset(Place.Level.values)
_KEY = re.compile(r"^([a-z]+):([0-9A-Z]{2,9})$")
_CODE = re.compile(r"^(?:[0-9]{5}|2[AB][0-9]{3}|[0-9]{9})$")
_DIGITS = re.compile(r"^[0-9]{2,5}$")
_INSIDE = re.compile(r"^(?P<name>.+?)\s*[,(]\s*(?P<where>[^(),]+)\)?\s*$")
_TRAILING = re.compile(r"^(?P<name>.*\D)\s+(?P<where>[0-9]{2,3}|2[ABab])$")
_SAINT = re.compile(r"\bst(e?s?)\b")


def normal(text: str) -> str:
    """Folded for comparing names, with « St » and « Ste » in full; the same as `geo_normal(core_fold(…))` in the database."""
    return _SAINT.sub(r"saint\1", fold(text))


# ── By key ───────────────────────────────────────────────────────────────────────────────────────
def place_of(key: str) -> Place | None:
    """The place of a key such as "commune:73065". A code of before a merger leads to the commune of today."""
    found = _KEY.match(key.strip())
    if not found or found[1] not in LEVELS:
        return None
    level, code = found[1], found[2]
    place = Place.objects.select_related("department", "region").filter(level=level, code=code).first()
    if level == Place.Level.COMMUNE and (place is None or not place.is_current):
        former = FormerCode.objects.select_related("place__department", "place__region").filter(code=code, place__is_current=True).first()
        return former.place if former else place
    return place


def find_place(key: str) -> Place:
    """The place of a key. Raises Http404 when there is none."""
    place = place_of(key)
    if place is None:
        raise Http404
    return place


def vintage() -> int | None:
    """The year of the official code that the tables hold; None before it is loaded."""
    return Edition.objects.order_by("-loaded_at", "-pk").values_list("vintage", flat=True).first()


# ── By where they stand ──────────────────────────────────────────────────────────────────────────
def within(place: Place, prefix: str = "") -> Q:
    """The condition "is this place or stands under it", on Place or, with `prefix` ("commune__"), on what points to one."""
    if place.level == Place.Level.COUNTRY:
        return Q(**{f"{prefix}pk__isnull": False})
    if place.level == Place.Level.COMMUNE:
        return Q(**{f"{prefix}pk": place.pk})
    above = {"region": "region", "departement": "department", "epci": "epci", "ept": "ept"}[place.level]
    return Q(**{f"{prefix}{above}": place.pk}) | Q(**{f"{prefix}pk": place.pk})


def places_under(place: Place, level: str | None = None) -> QuerySet[Place]:
    """The place itself and all that stands under it today; with `level`, only units of that level."""
    under = Place.objects.filter(within(place), is_current=True)
    return under.filter(level=level) if level else under


def contains(outer: Place, inner: Place) -> bool:
    """Whether `inner` is `outer` or stands under it."""
    if outer.level == Place.Level.COUNTRY:
        return True
    return outer.pk in {inner.pk, inner.department_id, inner.region_id, inner.epci_id, inner.ept_id}


def departments() -> QuerySet[Place]:
    """Departments of today, in the order of their codes."""
    return Place.objects.filter(level=Place.Level.DEPARTMENT, is_current=True).order_by("code")


def regions() -> QuerySet[Place]:
    """Regions of today, in the order of their names."""
    return Place.objects.filter(level=Place.Level.REGION, is_current=True).order_by("name_fold")


# ── By what people type ──────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True)
class Asked:
    """What someone typed, read: a name, and the department they added to it if any."""

    name: str
    department: str = ""


# Exact names, then names that begin so; the best known first.
BEGINNING = """
(SELECT place_id, 0 AS rank, weight, level FROM geo_placename n WHERE fold = %(q)s {only} ORDER BY weight DESC LIMIT %(limit)s)
UNION ALL
(SELECT place_id, 1 AS rank, weight, level FROM geo_placename n WHERE fold LIKE %(begins)s AND fold <> %(q)s {only}
 ORDER BY weight DESC LIMIT %(limit)s)
"""

# Names whose beginning is one error away, by the number of errors in the whole name or in as many letters as were typed.
NEAR = """
SELECT place_id, least(levenshtein(fold, %(q)s), 0.4 + levenshtein(left(fold, length(%(q)s)), %(q)s)) AS rank, weight, level
FROM geo_placename n WHERE prints && geo_prints(%(q)s) AND length(fold) >= length(%(q)s) - 2 {only}
ORDER BY rank, weight DESC LIMIT %(limit)s
"""

# Names that hold these words somewhere, or look alike as a whole.
ALIKE = """
SELECT place_id, 1 - word_similarity(%(q)s, fold) AS rank, weight, level FROM geo_placename n
WHERE (fold LIKE %(holds)s OR %(q)s <%% fold) {only} ORDER BY rank, weight DESC LIMIT %(limit)s
"""
_ENOUGH = 5
# Errors beyond which a name is another name.
_FARTHEST = 2.4


def search_places(q: str, level: str | None = None, limit: int = 10) -> list[Place]:
    """The places that someone may mean, best first: exact names, then beginnings, then misspellings; the most inhabited first.

    Takes a name (accents, hyphens, « St », one wrong letter do not matter), a name with its department, a name of before
    a merger, a postcode or its beginning, an official code, or a key.
    """
    text = clean_line(q)[:120]
    if not text or limit <= 0:
        return []
    if (place := place_of(text)) is not None:
        return [place] if level in (None, place.level) else []
    digits = text.replace(" ", "").upper()
    if _CODE.match(digits) or _DIGITS.match(digits):
        return _by_code(digits, level, limit)
    asked = _read(text)
    found = _named(asked, level, limit)
    if not found and asked.department:
        # The end of the name was not a department after all.
        found = _named(Asked(normal(text)), level, limit)
    return _fetch(found[:limit])


def resolve_place(text: str, level: str | None = Place.Level.COMMUNE) -> list[Place]:
    """What a text typed without help stands for: one place when it is sure, several to choose from, or none.

    A key, a code, or a name that only one place bears is sure; a postcode is when it serves one commune.
    Forms call it on what comes back from `ui.place_picker`: see docs/data.md.
    """
    text = clean_line(text)
    found = search_places(text, level, limit=8)
    asked = _read(text).name
    exact = [place for place in found if normal(place.name) == asked]
    if len(exact) == 1:
        return exact
    return exact if len(exact) > 1 else found


def _read(text: str) -> Asked:
    match = _INSIDE.match(text) or _TRAILING.match(text)
    if match and normal(match["name"]):
        return Asked(normal(match["name"]), fold(match["where"]))
    return Asked(normal(text))


def _named(asked: Asked, level: str | None, limit: int) -> list[int]:
    if not asked.name:
        return []
    only = ""
    values: dict[str, Any] = {"q": asked.name, "begins": f"{asked.name}%", "holds": f"%{asked.name}%", "limit": limit}
    if level:
        only = "AND n.level = %(level)s"
        values |= {"level": level}
    if asked.department:
        only += (
            " AND EXISTS (SELECT FROM geo_place p JOIN geo_place d ON d.id IN (p.department_id, p.region_id)"
            " WHERE p.id = n.place_id AND (lower(d.code) = %(where)s OR d.name_fold = %(where)s))"
        )
        values |= {"where": asked.department}
    found: dict[int, None] = {}
    with connection.cursor() as cursor:
        for statement, least in ((BEGINNING, 1), (NEAR, 3), (ALIKE, 3)):
            if len(asked.name) < least or len(found) >= min(_ENOUGH, limit):
                break
            cursor.execute(statement.format(only=only), values)
            for row in sorted(cursor.fetchall(), key=_order):
                if row[1] <= _FARTHEST:
                    found.setdefault(row[0])
    return list(found)


def _order(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Rank, then inhabitants, then a commune before the department or the region of the same name."""
    place_id, rank, weight, level = row
    return rank, -weight, level, place_id


# A number is more often a postcode than an official code: its communes come first.
NUMBER = """
SELECT p.id, min(found.rank) AS rank, coalesce(p.population, 0), p.level FROM (
  SELECT place_id, CASE WHEN %(department)s THEN 1 ELSE 0 END AS rank FROM geo_postcode WHERE postcode BETWEEN %(q)s AND %(last)s
  UNION ALL SELECT place_id, 2 FROM geo_formercode WHERE code = %(q)s
  UNION ALL SELECT id, CASE WHEN %(department)s THEN 0 ELSE 1 END FROM geo_place WHERE code = %(q)s AND level = ANY(%(levels)s::text[])
) found JOIN geo_place p ON p.id = found.place_id
WHERE p.is_current AND (%(level)s::text IS NULL OR p.level = %(level)s::text)
GROUP BY p.id, p.level ORDER BY rank, 3 DESC LIMIT %(limit)s
"""


def _by_code(digits: str, level: str | None, limit: int) -> list[Place]:
    levels = {5: ["commune"], 9: ["epci", "ept"]}.get(len(digits), ["departement"])
    values: dict[str, Any] = {
        "q": digits,
        "last": digits.ljust(5, "9"),
        "department": levels == ["departement"],
        "levels": levels,
        "level": level,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, values)
        return _fetch([row[0] for row in sorted(cursor.fetchall(), key=_order)])


def _fetch(ids: list[int]) -> list[Place]:
    places = Place.objects.select_related("department", "region").in_bulk(ids)
    return [places[pk] for pk in ids]


@dataclass(frozen=True)
class Outline:
    """The drawn border of a unit, in a frame of 640 by 560: its SVG path, where its label goes, and its box (left, top, right, bottom)."""

    path: str
    x: float
    y: float
    box: tuple[float, float, float, float]


@cache
def outlines(level: str) -> dict[str, Outline]:
    """Borders of departments or regions by code, from the file that `data.build` draws. Empty for another level."""
    drawn = json.loads((DATA / "outlines.json").read_text("utf-8")).get(level, {})
    return {code: Outline(one["d"], one["x"], one["y"], _box(one["d"])) for code, one in drawn.items()}


def _box(path: str) -> tuple[float, float, float, float]:
    """The box of a path made of `M` (absolute), `l` (relative) and `z`, as the file has them."""
    xs: list[float] = []
    ys: list[float] = []
    for piece in re.findall(r"[Ml][^Mlz]+", path):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", piece)]
        for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
            xs.append(dx if piece[0] == "M" else xs[-1] + dx)
            ys.append(dy if piece[0] == "M" else ys[-1] + dy)
    return min(xs), min(ys), max(xs), max(ys)
