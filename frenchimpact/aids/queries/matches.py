"""Projects and aids brought together by thousands, in one statement either way; `judging.py` says the same of one pair."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from frenchimpact.aids.judging import NEARNESS_WEIGHT, PUBLIC_WEIGHT, THEME_WEIGHT, WISH_WEIGHT, Conditions, Side
from frenchimpact.aids.models import Face, Rule, Terms
from frenchimpact.core import clock
from frenchimpact.projects.models import SectionAudience
from frenchimpact.projects.queries import default_audiences

PUBLIC = SectionAudience.Audience.PUBLIC
type Operand = Callable[[str], str]
_LISTED = (("form", "forms", "forms"), ("stage", "stage", "stages"), ("theme", "themes", "themes"), ("public", "publics", "publics"))
_VALUES = ("budget", "amount", "employees", "evidence")
_OPEN = "(a.opens_on IS NULL OR a.opens_on <= %(today)s) AND (a.closes_on IS NULL OR a.closes_on >= %(today)s)"


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


@dataclass(frozen=True)
class Crowd:
    """Published projects before an aid: how many of each fit, and how many each condition alone leaves out."""

    counts: dict[str, int]
    excluded_by: dict[str, int] = field(default_factory=dict)
    unknown_by: dict[str, int] = field(default_factory=dict)


def _conditions(p: Operand, a: Operand) -> dict[str, tuple[str, str]]:
    """For each subject, the SQL of « failing » and of « unknown »."""
    outside = f"({a('excluded')} && {p('places_up')})"
    inside, wider = f"({p('places_up')} && {a('places')})", f"({p('places')} && {a('places_up')})"
    found = {
        "place": (
            f"(cardinality({p('places')}) > 0 AND ({outside} OR NOT ({inside} OR {wider})))",
            f"(cardinality({p('places')}) = 0 OR (NOT {outside} AND NOT {inside} AND {wider}))",
        )
    }
    for subject, mine, accepted in _LISTED:
        found[subject] = (
            f"({a(accepted)} <> -1 AND {p(mine)} <> 0 AND {a(accepted)} & {p(mine)} = 0)",
            f"({a(accepted)} <> -1 AND {p(mine)} = 0)",
        )
    for subject in _VALUES:
        value, low, high = p(subject), a(f"{subject}_min"), a(f"{subject}_max")
        bounded = f"({low} IS NOT NULL OR {high} IS NOT NULL)"
        found[subject] = (
            f"coalesce({value} < {low} OR {value} > {high}, false)",
            f"({bounded} AND {value} IS NULL)",
        )
    day, low, high = p("founded_on"), a("age_min"), a("age_max")
    young, old = (f"({day} + make_interval(months => {bound})) {sign} %(today)s" for bound, sign in ((low, ">"), (high, "<")))
    found["age"] = (
        f"(coalesce({young}, false) OR coalesce({old}, false))",
        f"(({low} IS NOT NULL OR {high} IS NOT NULL) AND {day} IS NULL)",
    )
    found["qualified"] = (
        f"({a('needs_qualified')} AND NOT coalesce({p('is_qualified')}, true))",
        f"({a('needs_qualified')} AND {p('is_qualified')} IS NULL)",
    )
    return found


def _sum(parts: Iterable[str]) -> str:
    return " + ".join(f"{part}::int" for part in parts)


def _score(p: Operand, a: Operand) -> str:
    def common(mine: str, theirs: str) -> str:
        return f"bit_count(({p(mine)} & {theirs})::bit(64))"

    def asked(name: str) -> str:
        return f"CASE WHEN {a(name)} = -1 THEN 0 ELSE {a(name)} END"

    return (
        f"({THEME_WEIGHT} * {common('themes', asked('themes'))} + {PUBLIC_WEIGHT} * {common('publics', asked('publics'))}"
        f" + {WISH_WEIGHT} * ({common('themes', a('liked_themes'))} + {common('publics', a('liked_publics'))})"
        f" + {NEARNESS_WEIGHT} * {a('nearness')})::int"
    )


_TYPES = {
    **dict.fromkeys(("forms", "stage", "stages", "themes", "publics", "liked_themes", "liked_publics"), "bigint"),
    **dict.fromkeys(("places", "places_up", "excluded"), "int[]"),
    **{f"{name}{end}": "numeric" for name in _VALUES for end in ("", "_min", "_max")},
    "founded_on": "date",
    "age_min": "int",
    "age_max": "int",
    "nearness": "int",
    "is_qualified": "boolean",
    "needs_qualified": "boolean",
}


def _given(name: str) -> str:
    """A value given to the statement, with its type."""
    return f"%({name})s::{_TYPES[name]}"


def _of_project(name: str) -> str:
    return f"p.{name}"


def _of_aid(name: str) -> str:
    return f"a.{name}"


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


def _faces(as_public: bool) -> str:
    """The projects that a statement goes through: published ones, as everyone may see them, or all that they say."""
    if not as_public:
        return "aids_face"
    by_default = default_audiences()

    def hidden(section: str) -> str:
        # A team that chose nothing is as the section is by default.
        chosen = f"max(audience) FILTER (WHERE section = '{section}')"
        return f"coalesce({chosen}, '{by_default[section]}') <> '{PUBLIC}' AS {section}"

    def shown(name: str, section: str) -> str:
        # Few teams choose: the others have no row, and are read as by default.
        is_hidden = f"coalesce(s.{section}, {str(by_default[section] != PUBLIC).lower()})"
        return f"CASE WHEN {is_hidden} THEN {_NOTHING.get(name, 'NULL')} ELSE f.{name} END AS {name}"

    sections = dict.fromkeys(SECTION_OF.values())
    told = ", ".join(shown(name, section) for name, section in SECTION_OF.items())
    return (
        f"(SELECT f.project_id, f.stage, f.themes, f.places, f.places_up, f.is_qualified, f.is_public, {told} FROM aids_face f"  # noqa: S608 - names of ours
        f" LEFT JOIN (SELECT project_id, {', '.join(map(hidden, sections))} FROM projects_sectionaudience GROUP BY project_id) s"
        " USING (project_id) WHERE f.is_public)"
    )


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


_FITS = (
    "count(*) FILTER (WHERE failing = 0 AND unknown = 0), count(*) FILTER (WHERE failing = 0 AND unknown > 0),"
    " count(*) FILTER (WHERE failing = 1), count(*) FILTER (WHERE failing > 1)"
)
_NAMES = ("suits", "to_check", "near", "apart")
_TESTS = {"suits": "failing = 0 AND unknown = 0", "to_check": "failing = 0 AND unknown > 0", "near": "failing = 1", "apart": "failing > 1"}


# The orders in which aids may be read. By default, what suits best; the others keep aids with a failing condition last.
ORDERS = {
    "adaptation": "failing, unknown, score DESC, closes_on NULLS LAST, aid_id",
    "echeance": "failing > 0, closes_on NULLS LAST, failing, unknown, score DESC, aid_id",
    "nouveaute": "failing > 0, published_at DESC NULLS LAST, aid_id DESC",
    "montant": "failing > 0, ticket_max DESC NULLS LAST, failing, unknown, score DESC, aid_id",
}


def match_aids(
    side: Side,
    *,
    order: str = "adaptation",
    among: QuerySet[Terms] | None = None,
    fits: Sequence[str] = ("suits", "to_check"),
    limit: int | None = 20,
    offset: int = 0,
    only_open: bool = True,
) -> Matches:
    """The published aids that suit a project, best first: open ones of `among` (all of them when None), of the fits asked.

    One statement. By « adaptation »: fewest failing conditions, then fewest unknown, then score, then the nearest deadline.
    """
    parameters: dict[str, Any] = {**asdict(side), "places": list(side.places), "places_up": list(side.places_up), "today": clock.today()}
    where = [_OPEN] if only_open else []
    if among is not None:
        sql, given = among.values("pk").query.sql_with_params()
        names = {f"among_{index}": value for index, value in enumerate(given)}
        where.append(f"a.aid_id IN ({sql % tuple(f'%({name})s' for name in names)})")
        parameters |= names
    parts = _conditions(_given, _of_aid)
    wanted = " OR ".join(_TESTS[fit] for fit in fits) or "false"
    by = ORDERS[order]
    # What no condition is about is only read when the order asks for it.
    reads_more = order in {"nouveaute", "montant"}
    more, join = (", x.published_at, x.ticket_max", " JOIN aids_aid x ON x.id = a.aid_id") if reads_more else ("", "")
    statement = (
        f"WITH judged AS MATERIALIZED (SELECT a.aid_id, {_sum(failing for failing, _ in parts.values())} AS failing,"  # noqa: S608 - names of ours
        f" {_sum(unknown for _, unknown in parts.values())} AS unknown, {_score(_given, _of_aid)} AS score, a.closes_on{more}"
        f" FROM aids_terms a{join} WHERE {' AND '.join(where) or 'true'}),"
        f" page AS (SELECT * FROM judged WHERE {wanted} ORDER BY {by} LIMIT %(limit)s OFFSET %(offset)s)"
        f" SELECT ARRAY(SELECT ARRAY[aid_id, failing, unknown, score] FROM page ORDER BY {by}), {_FITS} FROM judged"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**parameters, "limit": limit, "offset": offset})
        rows, *counts = cursor.fetchone()
    return Matches([Match(*row) for row in rows], dict(zip(_NAMES, counts, strict=True)))


def _aid_parameters(aid: Conditions) -> dict[str, Any]:
    """What a statement that goes through projects is given of an aid, saved or being written."""
    bounds: dict[str, Decimal | int | None] = {}
    for name in Rule.BOUNDED:
        for end, bound in zip(("min", "max"), aid.bounds.get(name, (None, None)), strict=True):
            # Months are whole numbers, the rest may have decimals.
            bounds[f"{name}_{end}"] = int(bound) if name == "age" and bound is not None else bound
    masks = {name: getattr(aid, name) for name in ("forms", "stages", "themes", "publics", "liked_themes", "liked_publics", "nearness")}
    places = {name: list(getattr(aid, name)) for name in ("places", "places_up", "excluded")}
    return {**masks, **places, **bounds, "needs_qualified": aid.needs_qualified, "today": clock.today()}


def count_projects(aid: Conditions, *, as_public: bool = False) -> Crowd:
    """How many published projects an aid reaches, saved or being written, and how many each condition alone leaves out. One statement.

    `as_public`: compared only by what their teams show to everyone; what they keep is unknown, so that no count ever tells it.
    """
    parts = _conditions(_of_project, _given)
    columns = ", ".join(f"{failing} AS f_{name}, {unknown} AS u_{name}" for name, (failing, unknown) in parts.items())
    one = f"(SELECT {columns} FROM {_faces(as_public)} p WHERE p.is_public) one"  # noqa: S608 - names of ours
    tallies = ", ".join(
        f"count(*) FILTER (WHERE failing = 1 AND f_{name}), count(*) FILTER (WHERE failing = 0 AND u_{name})" for name in parts
    )
    statement = (
        f"SELECT {_FITS}, {tallies} FROM (SELECT *, {_sum(f'f_{name}' for name in parts)} AS failing,"  # noqa: S608 - names of ours
        f" {_sum(f'u_{name}' for name in parts)} AS unknown FROM {one}) judged"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, _aid_parameters(aid))
        row = cursor.fetchone()
    alone = row[len(_NAMES) :]
    return Crowd(
        dict(zip(_NAMES, row, strict=False)),
        {name: alone[2 * index] for index, name in enumerate(parts)},
        {name: alone[2 * index + 1] for index, name in enumerate(parts)},
    )


def _judged_projects(only_public: bool, *, as_public: bool = False) -> str:
    """The SQL of projects compared with one aid, as « judged »."""
    parts = _conditions(_of_project, _given)
    return (
        f"judged AS MATERIALIZED (SELECT p.project_id, {_sum(failing for failing, _ in parts.values())} AS failing,"  # noqa: S608 - names of ours
        f" {_sum(unknown for _, unknown in parts.values())} AS unknown, {_score(_of_project, _given)} AS score"
        f" FROM {_faces(as_public)} p WHERE {'p.is_public' if only_public else 'true'})"
    )


def match_projects(
    aid: Conditions,
    *,
    fits: Sequence[str] = ("suits", "to_check"),
    limit: int | None = 20,
    offset: int = 0,
    only_public: bool = True,
    as_public: bool = False,
) -> Matches:
    """The projects that an aid suits, best first: published ones, or all of them for the machine that tells their own teams.

    `as_public`: as in `count_projects`.
    """
    wanted = " OR ".join(_TESTS[fit] for fit in fits) or "false"
    statement = (
        f"WITH {_judged_projects(only_public, as_public=as_public)},"  # noqa: S608 - names of ours
        f" page AS (SELECT * FROM judged WHERE {wanted} ORDER BY failing, unknown, score DESC, project_id"
        f" LIMIT %(limit)s OFFSET %(offset)s)"
        f" SELECT ARRAY(SELECT ARRAY[project_id, failing, unknown, score] FROM page"
        f" ORDER BY failing, unknown, score DESC, project_id), {_FITS} FROM judged"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_aid_parameters(aid), "limit": limit, "offset": offset})
        rows, *counts = cursor.fetchone()
    return Matches([Match(*row) for row in rows], dict(zip(_NAMES, counts, strict=True)))


def queue_finds(terms: Terms) -> int:
    """Keep each project that an aid suits, or may suit but for one answer, so that its team is told once. One statement; gives how many."""
    statement = (
        f"WITH {_judged_projects(only_public=False)} INSERT INTO aids_find (project_id, aid_id, at)"  # noqa: S608 - names of ours
        " SELECT project_id, %(aid)s, %(now)s FROM judged WHERE failing = 0 AND unknown <= 1 ORDER BY project_id"
        " ON CONFLICT (project_id, aid_id) DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_aid_parameters(conditions_of(terms)), "aid": terms.aid_id, "now": clock.now()})
        return int(cursor.rowcount)
