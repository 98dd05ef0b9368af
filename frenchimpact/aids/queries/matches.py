"""Projects and aids brought together by thousands, in one statement either way; `judging.py` says the same of one pair."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from frenchimpact.aids.judging import Conditions, Side
from frenchimpact.aids.models import Face, Rule, Terms
from frenchimpact.aids.queries.comparing import ASK, NO, SECTION_OF, SUBJECTS, aid_written, project_written
from frenchimpact.core import clock

_OPEN = "(a.opens_on IS NULL OR a.opens_on <= %(today)s) AND (a.closes_on IS NULL OR a.closes_on >= %(today)s)"


# A generic aid and its variants are told once: where a variant surely applies, is open and refuses nothing of who asks, it stands for the
# generic one; as long as nobody said where, the generic one stands for its variants.
_APPLIES = "{0}.places && {1} AND NOT {0}.excluded && {1}"
_GENERIC, _VARIANT = "a.aid_id = a.family", "a.aid_id <> a.family"


def _once(side: Side, where: str, key: str) -> str:
    """The test that leaves out the members of a family for which another of those compared stands."""
    applies = _APPLIES.format("a", "%(places_up)s::int[]")
    stands, left = (f"{_VARIANT} AND {applies} AND {_OPEN} AND {key} < {NO}", _GENERIC) if side.places else (_GENERIC, _VARIANT)
    standing = f"SELECT a.family FROM aids_terms a WHERE a.family IS NOT NULL AND {stands} AND {where}"  # noqa: S608 - names of ours
    return f"(a.family IS NULL OR NOT ({left}) OR a.family NOT IN ({standing}))"


@dataclass(frozen=True, slots=True)
class Match:
    """An aid, or a project, and how it compares: how many conditions fail, how many are unknown, its place in the order."""

    pk: int
    failing: int
    unknown: int
    score: int

    @property
    def fit(self) -> str:
        """« suits », « to_check », « near » or « apart », as in `judging.Judgement`."""
        if self.failing:
            return "near" if self.failing == 1 else "apart"
        return "to_check" if self.unknown else "suits"


@dataclass(frozen=True)
class Matches:
    """A page of results, and how many there are of each fit."""

    rows: list[Match]
    counts: dict[str, int]
    # The nearest of the others, when they were asked for with them.
    beside: list[Match] = field(default_factory=list)


@dataclass(frozen=True)
class Crowd:
    """Published projects before an aid: how many of each fit, and how many each condition alone leaves out."""

    counts: dict[str, int]
    excluded_by: dict[str, int] = field(default_factory=dict)
    unknown_by: dict[str, int] = field(default_factory=dict)
    # A few projects, those that fit best first, when they were asked for.
    samples: list[Match] = field(default_factory=list)


# What a mask is when nobody says anything.
_NOTHING = {"forms": "0", "publics": "0"}


def as_everyone_sees(side: Side, sections: Collection[str]) -> Side:
    """A project with only what the sections that everyone may read say of it."""
    silent = {name for name, section in SECTION_OF.items() if section not in sections}
    unsaid: dict[str, Any] = {name: 0 if name in _NOTHING else None for name in silent}
    return replace(side, **unsaid)


def side_of(face: Face) -> Side:
    """A project's face, as `judge` takes it."""
    return Side(
        face.forms,
        face.stage,
        face.themes,
        face.publics,
        frozenset(face.places),
        frozenset(face.places_up),
        face.budget,
        face.amount,
        face.founded_on,
        face.employees,
        face.evidence,
        face.is_qualified,
    )


def conditions_of(terms: Terms) -> Conditions:
    """A compiled aid, as `judge` takes it."""
    bounds: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    for name in Rule.BOUNDED:
        low, high = getattr(terms, f"{name}_min"), getattr(terms, f"{name}_max")
        if low is not None or high is not None:
            bounds[name] = (None if low is None else Decimal(low), None if high is None else Decimal(high))
    return Conditions(
        frozenset(terms.places),
        frozenset(terms.places_up),
        terms.nearness,
        frozenset(terms.excluded),
        terms.forms,
        terms.stages,
        terms.themes,
        terms.publics,
        terms.liked_themes,
        terms.liked_publics,
        bounds,
        terms.needs_qualified,
    )


_NAMES = ("suits", "to_check", "near", "apart")
# The keys of each fit.
_TESTS = {
    "suits": "key = 0",
    "to_check": f"key BETWEEN {ASK} AND {NO - 1}",
    "near": f"key BETWEEN {NO} AND {2 * NO - 1}",
    "apart": f"key >= {2 * NO}",
}
_FITS = ", ".join(f"count(*) FILTER (WHERE {_TESTS[name]})" for name in _NAMES)
# The orders in which aids may be read. By default, what suits best; the others keep aids with a failing condition last.
ORDERS = {
    "adaptation": "key, score DESC, closes_on NULLS LAST, aid_id",
    "echeance": f"key >= {NO}, closes_on NULLS LAST, key, score DESC, aid_id",
    "nouveaute": f"key >= {NO}, published_at DESC NULLS LAST, aid_id DESC",
    "montant": f"key >= {NO}, ticket_max DESC NULLS LAST, key, score DESC, aid_id",
}
# What the points of an aid are made of.
_SCORED = "a.nearness, a.themes, a.publics, a.liked_themes, a.liked_publics"


def _wanted(fits: Sequence[str]) -> str:
    return " OR ".join(_TESTS[fit] for fit in fits) or "false"


def _page(name: str, score: str, fits: Sequence[str], by: str, limits: str) -> str:
    """Some of those compared, as a list of one's own: they alone are given points."""
    return f"{name} AS (SELECT a.*, {score} AS score FROM judged a WHERE {_wanted(fits)} ORDER BY {by} {limits})"  # noqa: S608 - names of ours


def _rows(found: list[list[int]]) -> list[Match]:
    return [Match(pk, key // NO, key % NO, score) for pk, key, score in found]


def match_aids(
    side: Side,
    *,
    order: str = "adaptation",
    among: QuerySet[Terms] | None = None,
    fits: Sequence[str] = ("suits", "to_check"),
    limit: int | None = 20,
    offset: int = 0,
    only_open: bool = True,
    beside: Sequence[str] = (),
    beside_limit: int = 10,
    is_once: bool = True,
) -> Matches:
    """The published aids that suit a project, best first: open ones of `among` (all of them when None), of the fits asked.

    One statement. By « adaptation »: fewest failing conditions, then fewest unknown, then score, then the nearest deadline.
    `beside`: the first aids of other fits too, from the same comparison. `is_once`: a generic aid and its variants are told once.
    """
    written = project_written(side, clock.today())
    parameters = {**written.given, "today": clock.today(), "limit": limit, "offset": offset, "beside": beside_limit}
    where = [_OPEN] if only_open else []
    if among is not None:
        sql, given = among.values("pk").query.sql_with_params()
        names = {f"among_{index}": value for index, value in enumerate(given)}
        where.append(f"a.aid_id IN ({sql % tuple(f'%({name})s' for name in names)})")
        parameters |= names
    if is_once:
        where.append(_once(side, " AND ".join(where) or "true", written.key))
    by = ORDERS[order]
    # What no condition is about is only read when the order asks for it.
    reads_more = order in {"nouveaute", "montant"}
    more, join = (", x.published_at, x.ticket_max", " JOIN aids_aid x ON x.id = a.aid_id") if reads_more else ("", "")
    pages = [_page("page", written.score, fits, by, "LIMIT %(limit)s OFFSET %(offset)s")]
    pages += [_page("others", written.score, beside, by, "LIMIT %(beside)s")] if beside else []
    others = f"ARRAY(SELECT ARRAY[aid_id, key, score] FROM others ORDER BY {by})" if beside else "'{}'::int[]"  # noqa: S608 - names of ours
    statement = (
        f"WITH judged AS MATERIALIZED (SELECT a.aid_id, {written.key} AS key, a.closes_on, {_SCORED}{more}"  # noqa: S608 - names of ours
        f" FROM aids_terms a{join} WHERE {' AND '.join(where) or 'true'}), {', '.join(pages)}"
        f" SELECT ARRAY(SELECT ARRAY[aid_id, key, score] FROM page ORDER BY {by}), {others}, {_FITS} FROM judged"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows, near, *counts = cursor.fetchone()
    return Matches(_rows(rows), dict(zip(_NAMES, counts, strict=True)), _rows(near))


def count_projects(aid: Conditions, *, as_public: bool = False, samples: int = 0) -> Crowd:
    """How many published projects an aid reaches, saved or being written, and how many each condition alone leaves out. One statement.

    `as_public`: compared only by what their teams show to everyone; what they keep is unknown, so that no count ever tells it.
    `samples`: for each way of meeting the conditions or not, so many of the projects that meet them so, among the best.
    """
    written = aid_written(aid, clock.today(), as_public=as_public)
    # The best of each share of the projects: by its score, then the first.
    best = f", max({written.score}::bigint << 40 | (1::bigint << 40) - 1 - p.project_id)" if samples else ""
    share = f", p.project_id %% {int(samples)}" if samples > 1 else ""
    statement = f"SELECT {written.each} AS states, count(*){best} FROM aids_face p WHERE p.is_public GROUP BY 1{share}"  # noqa: S608 - names of ours
    with connection.cursor() as cursor:
        cursor.execute(statement, written.given)
        groups = cursor.fetchall()
    return _crowd(groups)


def _crowd(groups: list[tuple[int, ...]]) -> Crowd:
    """The counts of all, from those of each way of meeting the conditions."""
    counts = dict.fromkeys(_NAMES, 0)
    excluded_by, unknown_by = dict.fromkeys(SUBJECTS, 0), dict.fromkeys(SUBJECTS, 0)
    samples = []
    for states, count, *best in groups:
        failing = [name for number, name in enumerate(SUBJECTS) if states >> 2 * number & 3 == 2]
        unknown = [name for number, name in enumerate(SUBJECTS) if states >> 2 * number & 3 == 1]
        match = Match(0, len(failing), len(unknown), 0)
        counts[match.fit] += count
        if len(failing) == 1:
            excluded_by[failing[0]] += count
        if not failing:
            for name in unknown:
                unknown_by[name] += count
        samples += [replace(match, pk=(1 << 40) - 1 - (one & (1 << 40) - 1), score=one >> 40) for one in best]
    samples.sort(key=lambda one: (one.failing, one.unknown, -one.score, one.pk))
    return Crowd(counts, excluded_by, unknown_by, samples)


def match_projects(
    aid: Conditions,
    *,
    fits: Sequence[str] = ("suits", "to_check"),
    limit: int | None = 20,
    offset: int = 0,
    only_public: bool = True,
    as_public: bool = False,
) -> list[Match]:
    """The projects that an aid suits, best first: published ones, or all of them for the machine that tells their own teams.

    `as_public`: as in `count_projects`.
    """
    written = aid_written(aid, clock.today(), as_public=as_public)
    statement = (
        f"SELECT project_id, key, {written.score} AS score FROM"  # noqa: S608 - names of ours
        f" (SELECT p.*, {written.key} AS key FROM aids_face p WHERE {'p.is_public' if only_public else 'true'} OFFSET 0) p"
        f" WHERE {_wanted(fits)} ORDER BY key, score DESC, project_id LIMIT %(limit)s OFFSET %(offset)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**written.given, "limit": limit, "offset": offset})
        return _rows(cursor.fetchall())


def queue_finds(terms: Terms) -> int:
    """Keep each project that an aid suits, or may suit but for one answer, so that its team is told once. One statement; gives how many.

    Of a generic aid and its variants, the one that `match_aids` would show.
    """
    written = aid_written(conditions_of(terms), clock.today(), as_public=False)
    only, given = ("", dict[str, Any]()) if terms.family is None else _not_told_by_another(terms)
    statement = (
        f"INSERT INTO aids_find (project_id, aid_id, at) SELECT p.project_id, %(aid)s, %(now)s FROM aids_face p"  # noqa: S608 - names of ours
        f" WHERE {written.key} <= {ASK}{only} ORDER BY p.project_id ON CONFLICT (project_id, aid_id) DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**written.given, **given, "aid": terms.aid_id, "now": clock.now(), "today": clock.today()})
        return int(cursor.rowcount)


def _not_told_by_another(terms: Terms) -> tuple[str, dict[str, Any]]:
    """As `_once`, for one of a family before projects: the test that leaves out those to whom another of its family is shown."""
    today = clock.today()
    family = Terms.objects.filter(family=terms.family).exclude(pk=terms.pk)
    is_open = family.filter(Q(opens_on=None) | Q(opens_on__lte=today), Q(closes_on=None) | Q(closes_on__gte=today))
    if terms.aid_id != terms.family:
        # Where nobody said where, the generic aid stands for it, when it is there.
        return (" AND cardinality(p.places) > 0", {}) if is_open.filter(aid=terms.family).exists() else ("", {})
    tests, given = [], dict[str, Any]()
    for variant in is_open:
        written = aid_written(conditions_of(variant), today, as_public=False)
        own = f"v{variant.pk}_"
        key = re.sub(r"%\((\w+)\)s", rf"%({own}\1)s", written.key)
        given |= {own + name: value for name, value in written.given.items()}
        inside = f"p.places_up && %({own}places)s::int[] AND NOT p.places_up && %({own}excluded)s::int[]"
        tests.append(f" AND NOT ({inside} AND {key} < {NO})")
    return "".join(tests), given
