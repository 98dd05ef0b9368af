"""Places by what people type: the only place look-up of the product."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from frenchimpact.core.text import clean_line, fold
from frenchimpact.geo.models import FormerCode, Place
from frenchimpact.geo.queries.places import place_of
from frenchimpact.geo.queries.words import place_words

type Levels = str | Collection[str] | None

LONGEST = 120
_CODE = re.compile(r"^(?:[0-9]{5}|2[AB][0-9]{3}|[0-9]{9})$")
_DIGITS = re.compile(r"^(?:[0-9]{2,5}|2[AB][0-9]{0,2})$")
_INSIDE = re.compile(r"^(?P<name>.+?)\s*[,(]\s*(?P<where>[^(),]+)\)?\s*$")
_TRAILING = re.compile(r"^(?P<name>.*\D)\s+(?P<where>[0-9]{2,3}|[0-9]{5}|2[ABab])$")
_LEADING = re.compile(r"^(?P<where>[0-9]{5})\s+(?P<name>\D.*)$")
_SAINT = re.compile(r"\bst(e?s?)\b")
_DISTRICT = re.compile(r"^(paris|lyon|marseille) 0?([0-9]{1,2})(?:e|er|ere|eme|ieme)?(?: arr[a-z]*)?$")


def normal(text: str) -> str:
    """Folded for comparing names, with « St » and « Ste » in full; the same as `geo_normal(core_fold(…))` in the database."""
    return _SAINT.sub(r"saint\1", fold(text))


@dataclass(frozen=True)
class Match:
    """A place that a text may mean."""

    place: Place
    # The text is its name, its code, or a postcode that it has; not only the beginning or a misspelling of it.
    is_exact: bool = False
    # The text is its name without its article or its kind: « Havre ».
    is_bare: bool = False
    # The name of before a merger, or of a district, by which it was found.
    former: str = ""


@dataclass(frozen=True)
class Resolved:
    """What a text typed without help stands for: one place when it is sure, otherwise those to choose from, best first."""

    place: Place | None = None
    choices: list[Match] = field(default_factory=list)

    @property
    def is_near(self) -> bool:
        """Whether no place bears that very name: those to choose from are only near it."""
        return bool(self.choices) and not self.choices[0].is_exact


@dataclass(frozen=True)
class _Asked:
    """What someone typed, read: a name, and where they say it is, if they do."""

    name: str
    where: str = ""


@dataclass(frozen=True)
class _Row:
    """One name found in the index."""

    place_id: int
    rank: float
    weight: int
    level: str
    name: str
    is_former: bool

    @property
    def order(self) -> tuple[Any, ...]:
        """Rank, then inhabitants, a name of before counting little, then a commune before the department of the same name."""
        return self.rank, -(self.weight // 20 if self.is_former else self.weight), self.level, self.place_id


_SHOWN = "place_id, {rank} AS rank, weight, level, fold, is_former FROM geo_placename n"
# Exact names, then names that begin so; the best known first.
BEGINNING = f"""
(SELECT {_SHOWN.format(rank="0")} WHERE fold = %(q)s {{only}} ORDER BY weight DESC LIMIT %(limit)s)
UNION ALL
(SELECT {_SHOWN.format(rank="1")} WHERE fold LIKE %(begins)s AND fold <> %(q)s {{only}} ORDER BY weight DESC LIMIT %(limit)s)
"""

# Names whose beginning is one error away, by the number of errors in the whole name or in as many letters as were typed.
NEAR = f"""
SELECT {_SHOWN.format(rank="least(levenshtein(fold, %(q)s), 0.4 + levenshtein(left(fold, length(%(q)s)), %(q)s))")}
WHERE prints && geo_prints(%(q)s) AND length(fold) >= length(%(q)s) - 2 {{only}} ORDER BY rank, weight DESC LIMIT %(limit)s
"""

# Names that hold these words somewhere, or look alike as a whole.
ALIKE = f"""
SELECT {_SHOWN.format(rank="1 - word_similarity(%(q)s, fold)")}
WHERE (fold LIKE %(holds)s OR %(q)s <%% fold) {{only}} ORDER BY rank, weight DESC LIMIT %(limit)s
"""

# A department or a region, by code or by name; or a postcode.
INSIDE = """ AND n.place_id IN (
 SELECT p.id FROM geo_place d JOIN geo_place p ON d.id IN (p.department_id, p.region_id)
 WHERE d.level IN ('departement', 'region') AND (lower(d.code) = ANY(%(where)s::text[]) OR d.name_fold = ANY(%(where)s::text[]))
 UNION ALL SELECT place_id FROM geo_postcode WHERE postcode = ANY(%(where)s::text[]))"""

# A number is more often a postcode than an official code: its communes come first.
NUMBER = """
SELECT p.id, min(found.rank) AS rank, coalesce(p.population, 0), p.level FROM (
  SELECT place_id, CASE WHEN %(department)s THEN 1 ELSE 0 END AS rank FROM geo_postcode WHERE postcode BETWEEN %(q)s AND %(last)s
  UNION ALL SELECT place_id, 2 FROM geo_formercode WHERE code = %(q)s
  UNION ALL SELECT id, CASE WHEN %(department)s THEN 0 ELSE 1 END FROM geo_place WHERE code = %(q)s AND level = ANY(%(coded)s::text[])
) found JOIN geo_place p ON p.id = found.place_id
WHERE p.is_current AND (%(levels)s::text[] IS NULL OR p.level = ANY(%(levels)s::text[]))
GROUP BY p.id, p.level ORDER BY rank, 3 DESC LIMIT %(limit)s
"""
_ENOUGH = 5
# Errors beyond which a name is another name; and one error, at most, in a name that goes on.
_FARTHEST, _ONE = 2.4, 1.4
_CHOICES = 12


def search_places(q: str, level: Levels = None, limit: int = 10) -> list[Place]:
    """The places that someone may mean, best first: see `match_places`."""
    return [match.place for match in match_places(q, level, limit)]


def match_places(q: str, level: Levels = None, limit: int = 10, *, is_near: bool = True) -> list[Match]:
    """The places that someone may mean, best first: exact names, then beginnings, then misspellings; the most inhabited first.

    Takes a name (accents, hyphens, « St », one wrong letter do not matter), a name with its department or its postcode, a name
    of before a merger, a district of Paris, Lyon or Marseille, a postcode or its beginning, an official code, or a key.
    `level` is one level or several. Without `is_near`, nothing misspelt: one statement finds them.
    """
    text = clean_line(q)[:LONGEST].strip()
    levels = [level] if isinstance(level, str) else None if level is None else list(level)
    if not text or limit <= 0:
        return []
    if (place := place_of(text)) is not None:
        return [Match(place, is_exact=True)] if levels is None or place.level in levels else []
    digits = text.replace(" ", "").upper()
    if _CODE.match(digits) or _DIGITS.match(digits):
        return _numbered(digits, levels, limit)
    return _named(text, levels, limit, is_near)


def resolve_place(text: str, level: Levels = Place.Level.COMMUNE, *, key: str = "") -> Resolved:
    """What a text stands for. `key` is the place picked in a list, if any: it counts as long as the text still may mean it.

    A key, a code, or a name that only one place bears is sure; a postcode is when it serves one commune.
    """
    text = clean_line(text)[:LONGEST].strip()
    matches = match_places(text, level, limit=_CHOICES)
    if picked := _picked(text, key, matches, level):
        return Resolved(picked)
    exact = [match for match in matches if match.is_exact]
    bearing = [match for match in exact if not match.former] or exact or _bare(matches)
    if len(bearing) == 1 or (bearing and _is_one_ground([match.place for match in bearing])):
        return Resolved(bearing[0].place)
    if not bearing:
        return Resolved(None, matches)
    # Beside places of that very name, only one so much larger that the name may be it, mistyped: « Chambry », « Chambéry ».
    known = 10 * max(match.place.population or 0 for match in bearing)
    others = [match for match in matches if match not in bearing and (match.place.population or 0) > known]
    return Resolved(None, bearing + others)


def _picked(text: str, key: str, matches: Iterable[Match], level: Levels) -> Place | None:
    place = place_of(clean_line(key)[:20]) if key else None
    if place is None or (level is not None and place.level not in ([level] if isinstance(level, str) else level)):
        return None
    is_meant = fold(text) == fold(place_words(place)) or any(match.place == place for match in matches)
    return place if is_meant else None


def _bare(matches: list[Match]) -> list[Match]:
    """The places named without their article, unless a better known name begins so: « Saint » is not Le Saint, in Morbihan."""
    bare = [match for match in matches if match.is_bare]
    known = max((match.place.population or 0 for match in bare), default=0)
    return [] if any((match.place.population or 0) > known for match in matches if not match.is_bare) else bare


def _is_one_ground(places: list[Place]) -> bool:
    """Whether these are levels of the same ground: Paris, commune and department; Mayotte, department and region."""
    first = places[0]
    return bool(first.population) and all(place.name == first.name and place.population == first.population for place in places)


# ── Names ────────────────────────────────────────────────────────────────────────────────────────
def _read(text: str) -> _Asked:
    match = _INSIDE.match(text) or _TRAILING.match(text) or _LEADING.match(text)
    if match and normal(match["name"]):
        return _Asked(normal(match["name"]), fold(match["where"]))
    return _Asked(normal(text))


def _named(text: str, levels: list[str] | None, limit: int, is_near: bool) -> list[Match]:
    whole, asked = normal(text), _read(text)
    if district := _DISTRICT.match(whole):
        number = int(district[2])
        whole = f"{district[1]} {number}{'er' if number == 1 else 'e'} arrondissement"
        asked = _Asked(whole)
    if not whole:
        return []
    rows: list[_Row] = []
    if asked.where:
        # The end of the name may be a part of it: « Paris 13 ».
        rows = _rows(BEGINNING, _Asked(whole), levels, limit) or _look(asked, levels, limit, is_near)
    rows = rows or _look(_Asked(whole), levels, limit, is_near)
    best: dict[int, _Row] = {}
    for row in rows:
        best.setdefault(row.place_id, row)
    return _matches(list(best.values())[:limit], {asked.name, whole})


def _look(asked: _Asked, levels: list[str] | None, limit: int, is_near: bool) -> list[_Row]:
    """Beginnings; then, when they are few, misspellings: of one letter only beside a name that is exactly so."""
    rows = _rows(BEGINNING, asked, levels, limit)
    is_known = any(row.rank == 0 for row in rows)
    more = () if not is_near or len(asked.name) < 3 or (is_known and asked.where) else (NEAR,) if is_known else (NEAR, ALIKE)
    for statement in more:
        if len({row.place_id for row in rows}) >= min(_ENOUGH, limit):
            break
        rows += [row for row in _rows(statement, asked, levels, limit) if row.rank <= (_ONE if is_known else _FARTHEST)]
    return rows


def _rows(statement: str, asked: _Asked, levels: list[str] | None, limit: int) -> list[_Row]:
    only = " AND n.level = ANY(%(levels)s::text[])" if levels is not None else ""
    values: dict[str, Any] = {"q": asked.name, "begins": f"{asked.name}%", "holds": f"%{asked.name}%", "limit": limit, "levels": levels}
    if asked.where:
        only += INSIDE
        # Corsica was department 20, and its postcodes still begin so.
        values["where"] = ["2a", "2b"] if asked.where == "20" else [asked.where]
    with connection.cursor() as cursor:
        cursor.execute(statement.format(only=only), values)
        rows = [_Row(*row) for row in cursor.fetchall()]
    return sorted(rows, key=lambda row: row.order)


def _matches(rows: list[_Row], names: set[str]) -> list[Match]:
    places = Place.objects.select_related("department", "region").in_bulk([row.place_id for row in rows])
    gone = [row.place_id for row in rows if row.is_former]
    before = FormerCode.objects.filter(place__in=gone).exclude(name="").values_list("place", "name") if gone else []
    written = {(place, normal(name)): name for place, name in before}
    # « Bastia » is the commune before its intermunicipality, however larger.
    return sorted((_match(row, places[row.place_id], names, written) for row in rows), key=lambda match: not match.is_exact)


def _match(row: _Row, place: Place, names: set[str], written: dict[tuple[int, str], str]) -> Match:
    is_same = row.name in names
    if row.is_former:
        return Match(place, is_same, former=written.get((row.place_id, row.name), ""))
    is_whole = normal(place.name) == row.name
    return Match(place, is_same and is_whole, is_same and not is_whole)


# ── Numbers ──────────────────────────────────────────────────────────────────────────────────────
def _numbered(digits: str, levels: list[str] | None, limit: int) -> list[Match]:
    is_department = bool(re.fullmatch(r"[0-9]{2,3}|2[AB]", digits))
    coded = [Place.Level.DEPARTMENT] if is_department else [Place.Level.COMMUNE, Place.Level.EPCI, Place.Level.EPT]
    # Postcodes of Corsica begin with 20: « 2A » and « 2B » begin none.
    values: dict[str, Any] = {
        "q": digits,
        "last": digits.ljust(5, "9"),
        "department": is_department,
        "coded": coded,
        "levels": levels,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(NUMBER, values)
        rows = sorted(cursor.fetchall(), key=lambda row: (row[1], -row[2], row[3], row[0]))
    places = Place.objects.select_related("department", "region").in_bulk([row[0] for row in rows])
    # A postcode is meant rather than the same number as an official code: it is asked for everywhere.
    best = rows[0][1] if rows else 0
    is_whole = len(digits) in (5, 9)
    return [Match(places[pk], (is_whole and rank == best) or (is_department and places[pk].code == digits)) for pk, rank, *_ in rows]
