"""One side of a comparison, known, written as SQL before all of the other: only the conditions on which it has something to say.

A pair gets a key: its failing conditions sixteen times, then those that are unknown, so that the order of the keys is that of the results.
`judging.py` says the same of one pair.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from frenchimpact.aids.judging import NEARNESS_WEIGHT, PUBLIC_WEIGHT, THEME_WEIGHT, WISH_WEIGHT, Conditions, Side, months_after
from frenchimpact.aids.models import Rule
from frenchimpact.projects.models import SectionAudience
from frenchimpact.projects.queries import default_audiences

# What one unknown and one failing condition add to a key: there are fewer than sixteen conditions.
ASK, NO = 1, 16
PUBLIC = SectionAudience.Audience.PUBLIC
SUBJECTS = ("place", *Rule.LISTED, *Rule.BOUNDED, "qualified")
_LISTED = (("form", "forms", "forms"), ("stage", "stage", "stages"), ("theme", "themes", "themes"), ("public", "publics", "publics"))
_VALUES = ("budget", "amount", "employees", "evidence")
# What the face of a project says, and the section of its sheet where the team says who sees it.
SECTION_OF = {
    "forms": "structure",
    "publics": "publics",
    "founded_on": "activite",
    "evidence": "effets",
    "budget": "moyens",
    "amount": "moyens",
    "employees": "moyens",
}


@dataclass(frozen=True)
class Written:
    """A known side in SQL: by subject, an expression where {ask} and {no} stand for what it adds; its score; what both are given."""

    states: dict[str, str]
    score: str
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """How many conditions fail, sixteen times, and how many are unknown."""
        return " + ".join(one.format(ask=ASK, no=NO) for one in self.states.values())

    @property
    def each(self) -> str:
        """The state of every condition, two bits each, in the order of their subjects."""
        places = {name: 2 * SUBJECTS.index(name) for name in self.states}
        return " + ".join(one.format(ask=1 << places[name], no=2 << places[name]) for name, one in self.states.items())


def _case(ask: str, no: str, otherwise: str = "0") -> str:
    return f"CASE WHEN {ask} THEN {{ask}} WHEN {no} THEN {{no}} ELSE {otherwise} END"


def _when(test: str, adds: str) -> str:
    return f"CASE WHEN {test} THEN {adds} ELSE 0 END"


def _ground(places: str, places_up: str, theirs: str, theirs_up: str, excluded: str) -> str:
    """`judging` says it in words: a project that acts in several places, one of them excluded, is to be checked."""
    inside = f"{places_up} && {theirs}"
    # Most aids leave nothing out: looking for it among a hundred thousand projects is a tenth of what comparing them takes.
    out = f" WHEN {excluded} && {places_up} THEN CASE WHEN cardinality({places}) > 1 AND {inside} THEN {{ask}} ELSE {{no}} END"
    return (
        f"CASE WHEN cardinality({places}) = 0 THEN {{ask}}{out if excluded else ''}"
        f" WHEN {inside} THEN 0 WHEN {places} && {theirs_up} THEN {{ask}} ELSE {{no}} END"
    )


def _points(weight: int, mine: str, theirs: str) -> str:
    return f"{weight} * bit_count(({mine} & {theirs})::bit(64))"


def _total(points: Iterable[str]) -> str:
    return f"({' + '.join(points)})::int"


# ── A project before aids ────────────────────────────────────────────────────────────────────────
def whole_months(since: dt.date, day: dt.date) -> int:
    """The most months after that date which are no later than that day; less than 0 when it is yet to come."""
    months = (day.year - since.year) * 12 + day.month - since.month
    return months if months_after(since, months) <= day else months - 1


def project_written(side: Side, today: dt.date) -> Written:
    """A project, compared with the rows of aids_terms as « a »."""
    given: dict[str, Any] = {"places": list(side.places), "places_up": list(side.places_up)}
    states = {"place": _ground("%(places)s::int[]", "%(places_up)s::int[]", "a.places", "a.places_up", "a.excluded")}
    for subject, mine, accepted in _LISTED:
        given[mine] = value = getattr(side, mine)
        # An aid that accepts everything has every bit.
        states[subject] = _when(f"a.{accepted} & %({mine})s::bigint = 0", "{no}") if value else _when(f"a.{accepted} <> -1", "{ask}")
    for subject in _VALUES:
        given[subject] = value = getattr(side, subject)
        low, high = f"a.{subject}_min", f"a.{subject}_max"
        fails = f"{low} > %({subject})s::numeric OR {high} < %({subject})s::numeric"
        states[subject] = _when(f"{low} IS NOT NULL OR {high} IS NOT NULL", "{ask}") if value is None else _when(fails, "{no}")
    if side.founded_on is None:
        states["age"] = _when("a.age_min IS NOT NULL OR a.age_max IS NOT NULL", "{ask}")
    else:
        given["age"] = whole_months(side.founded_on, today)
        given["age_before"] = whole_months(side.founded_on, today - dt.timedelta(days=1))
        states["age"] = _when("a.age_min > %(age)s OR a.age_max <= %(age_before)s", "{no}")
    if not side.is_qualified:
        states["qualified"] = _when("a.needs_qualified", "{ask}" if side.is_qualified is None else "{no}")
    return Written(states, _score_of_aids(side), given)


def _score_of_aids(side: Side) -> str:
    points = [f"{NEARNESS_WEIGHT} * a.nearness"]
    for name, weight, mask in (("themes", THEME_WEIGHT, side.themes), ("publics", PUBLIC_WEIGHT, side.publics)):
        if mask:
            mine = f"%({name})s::bigint"
            points.append(_points(weight, mine, f"CASE a.{name} WHEN -1 THEN 0 ELSE a.{name} END"))
            points.append(_points(WISH_WEIGHT, mine, f"a.liked_{name}"))
    return _total(points)


# ── An aid before projects ───────────────────────────────────────────────────────────────────────
def youngest(months: int, day: dt.date) -> dt.date:
    """The last date after which so many months are over by that day: what was founded later is not so old."""
    if months >= day.year * 12 - 12:
        return dt.date.min
    found = months_after(day, -months)
    while months_after(found + dt.timedelta(days=1), months) <= day:
        found += dt.timedelta(days=1)
    return found


def aid_written(aid: Conditions, today: dt.date, *, as_public: bool) -> Written:
    """An aid, saved or being written, compared with the rows of aids_face as « p ».

    `as_public`: only what the team shows to everyone is read; what it keeps is unknown.
    """
    given: dict[str, Any] = {name: list(getattr(aid, name)) for name in ("places", "places_up", "excluded")}
    excluded = "%(excluded)s::int[]" if aid.excluded else ""
    states = {"place": _ground("p.places", "p.places_up", "%(places)s::int[]", "%(places_up)s::int[]", excluded)}
    for subject, mine, accepted in _LISTED:
        mask = getattr(aid, accepted)
        if mask != -1:
            given[accepted] = mask
            states[subject] = _case(f"p.{mine} = 0{_or_kept(mine, as_public)}", f"p.{mine} & %({accepted})s::bigint = 0")
    for subject in (*_VALUES, "age"):
        if subject in aid.bounds:
            name = "founded_on" if subject == "age" else subject
            ask = f"p.{name} IS NULL{_or_kept(name, as_public)}"
            states[subject] = _case(ask, _beyond(aid, subject, name, today, given))
    if aid.needs_qualified:
        states["qualified"] = _when("NOT p.is_qualified", "{no}")
    return Written(states, _score_of_projects(aid, as_public, given), given)


def _beyond(aid: Conditions, subject: str, name: str, today: dt.date, given: dict[str, Any]) -> str:
    """The SQL of a value out of the bounds; an age is a date, the other way round."""
    low, high = aid.bounds[subject]
    tests = []
    if low is not None:
        given[f"{subject}_min"] = youngest(int(low), today) if subject == "age" else low
        tests.append(f"p.{name} {'>' if subject == 'age' else '<'} %({subject}_min)s")
    if high is not None:
        given[f"{subject}_max"] = youngest(int(high), today - dt.timedelta(days=1)) if subject == "age" else high
        tests.append(f"p.{name} {'<=' if subject == 'age' else '>'} %({subject}_max)s")
    return " OR ".join(tests)


def _score_of_projects(aid: Conditions, as_public: bool, given: dict[str, Any]) -> str:
    points = [f"{NEARNESS_WEIGHT * aid.nearness}"]
    for name, weight in (("themes", THEME_WEIGHT), ("publics", PUBLIC_WEIGHT)):
        liked = f"liked_{name}"
        mine = f"p.{name}"
        if as_public and name in SECTION_OF:
            mine = f"CASE WHEN {_is_kept(name)} THEN 0 ELSE {mine} END"
        if getattr(aid, name) != -1:
            points.append(_points(weight, mine, f"%({name})s::bigint"))
        if given.setdefault(liked, getattr(aid, liked)):
            points.append(_points(WISH_WEIGHT, mine, f"%({liked})s::bigint"))
    return _total(points)


def _or_kept(name: str, as_public: bool) -> str:
    return f" OR {_is_kept(name)}" if as_public and name in SECTION_OF else ""


def _is_kept(name: str) -> str:
    """Whether the team keeps that value from everyone. Few teams choose: theirs are read once, the others are as by default."""
    section = SECTION_OF[name]
    chosen = f"SELECT project_id FROM projects_sectionaudience WHERE section = '{section}' AND audience"  # noqa: S608 - names of ours
    if default_audiences()[section] == PUBLIC:
        return f"p.project_id IN ({chosen} <> '{PUBLIC}')"
    return f"p.project_id NOT IN ({chosen} = '{PUBLIC}')"
