"""The SQL of a search. Every piece of text is a constant of this file; what people typed only travels as parameters."""

from typing import Any

from frenchimpact.atlas.facets import Dimension
from frenchimpact.atlas.models import Entry
from frenchimpact.atlas.wishes import CAP, Wish


def sought(wish: Wish) -> tuple[str, str, list[Any]]:
    """The FROM and the WHERE of a wish over atlas_entry, and their parameters in that order.

    What is typed is read once, as `q`: in a prepared statement, a function of a parameter would else be called for every row.
    """
    clauses: list[str] = []
    values: list[Any] = []
    if wish.typed.terms:
        clauses.append("words @@ q")
        values.append(wish.typed.query)
    singles = [group[0] for group in wish.groups if len(group) == 1]
    if singles:
        clauses.append("facets @> %s::int[]")
        values.append(singles)
    for group in wish.groups:
        if len(group) != 1:
            clauses.append("facets && %s::int[]")
            values.append(list(group))
    if wish.kind is not None:
        clauses.append("kind = %s")
        values.append(int(wish.kind))
    typed = ", to_tsquery('public.fr', %s) q" if wish.typed.terms else ""
    return f"atlas_entry{typed}", " AND ".join(clauses) or "true", values


# The order of a whole list, by columns of atlas_entry or of the matches.
_BY = {"recent": "at DESC, id", "nom": 'title_fold COLLATE "C", id', "pertinence": "ts_rank(title_words, q) DESC, at DESC, id"}
# What matches must carry to be put in that order.
_CARRIED = {"recent": "", "nom": ", title_fold", "pertinence": ", title_words"}

_INSIDE = "x >= %s AND x < %s AND y >= %s AND y < %s"
_COUNTED = f"facet >> 24 < {Dimension.EPCI} AND facet >> 24 <> {Dimension.COMMUNE}"

_PLACE = "coalesce(c.name, '') AS place, coalesce(d.name, '') AS department"
_PLACES = "LEFT JOIN geo_place c ON c.id = {commune} LEFT JOIN geo_place d ON d.id = c.department_id"
_INSEE = "CASE WHEN c.level = 'commune' THEN c.code ELSE '' END AS insee"
_LABELS = (
    "ARRAY(SELECT DISTINCT k.code FROM labels_label l JOIN labels_labelkind k ON k.id = l.kind_id"
    " WHERE l.organisation_id = o.id AND l.status IN ('active', 'observed') ORDER BY k.code) AS labels"
)
_WHERE_IT_ACTS = "(SELECT place_id FROM projects_projectplace link WHERE link.project_id = p.id ORDER BY link.id LIMIT 1)"
# What a card shows, for the entries of `page`, by the kind of things that a list holds.
_CARDS: dict[Entry.Kind | None, str] = {
    Entry.Kind.ORGANISATION: (
        "SELECT page.position, 1 AS kind, o.id, o.slug, o.name, left(o.description, {length}) AS text, o.kinds, o.themes, '' AS stage,"
        f" '' AS reference, {_PLACE}, page.at, o.source = 'demo' AS is_demo, o.siren, {_INSEE}, {_LABELS}"
        f" FROM page JOIN organisations_organisation o ON o.id = page.id / 16 {_PLACES.format(commune='o.commune_id')}"
    ),
    Entry.Kind.PROJECT: (
        "SELECT page.position, 2 AS kind, p.id, p.slug, p.name, left(coalesce(nullif(p.answer, ''), p.problem), {length}) AS text,"
        " '{{}}'::text[] AS kinds, p.themes,"
        f" p.stage, coalesce(p.reference, '') AS reference, {_PLACE}, page.at, p.is_demo,"
        f" '' AS siren, {_INSEE}, '{{{{}}}}'::text[] AS labels"
        f" FROM page JOIN projects_project p ON p.id = page.id / 16 {_PLACES.format(commune=_WHERE_IT_ACTS)}"
    ),
    None: (
        "SELECT page.position, page.id & 15 AS kind, page.id / 16 AS id, coalesce(o.slug, p.slug) AS slug,"
        " coalesce(o.name, p.name) AS name, left(coalesce(o.description, nullif(p.answer, ''), p.problem), {length}) AS text,"
        " coalesce(o.kinds, '{{}}') AS kinds, coalesce(o.themes, p.themes) AS themes, coalesce(p.stage, '') AS stage,"
        f" coalesce(p.reference, '') AS reference, {_PLACE}, page.at, coalesce(p.is_demo, o.source = 'demo') AS is_demo,"
        f" coalesce(o.siren, '') AS siren, {_INSEE}, {_LABELS} FROM page"
        " LEFT JOIN organisations_organisation o ON page.id & 15 = 1 AND o.id = page.id / 16"
        " LEFT JOIN projects_project p ON page.id & 15 = 2 AND p.id = page.id / 16"
        f" {_PLACES.format(commune=f'coalesce(o.commune_id, {_WHERE_IT_ACTS})')}"
    ),
}


def _answer(wish: Wish, figures: str) -> str:
    """The end of a statement: the total and the figures on the first line, which may hold no card; a card on each line."""
    return (
        f", card AS ({_CARDS[wish.kind].format(length=280)})"
        f" SELECT total.n, CASE WHEN coalesce(card.position, 1) = 1 THEN ({figures}) END, card.*"
        " FROM total LEFT JOIN card ON true ORDER BY card.position"
    )


def statement(wish: Wish, limit: int, offset: int) -> tuple[str, list[Any]]:
    """The statement of a page and its parameters."""
    return _of_all(wish, limit, offset) if wish.is_open else _of_some(wish, limit, offset)


def _of_all(wish: Wish, limit: int, offset: int) -> tuple[str, list[Any]]:
    """Everything: by the index of the order, its figures being kept ready."""
    source, where, values = sought(wish)
    kind = [] if wish.kind is None else [int(wish.kind)]
    return (
        f"WITH page AS (SELECT id, at, row_number() OVER () AS position FROM ("
        f" SELECT id, at FROM {source} WHERE {where} ORDER BY {_BY[wish.sort]} LIMIT %s OFFSET %s) top)"
        f", tally AS MATERIALIZED (SELECT facet, sum(n)::int AS n FROM atlas_tally{' WHERE kind = %s' if kind else ''} GROUP BY facet)"
        ", total AS (SELECT coalesce((SELECT n FROM tally WHERE facet = 0), 0) AS n)"
        + _answer(wish, "SELECT array_agg(ARRAY[facet, n]) FROM tally WHERE facet <> 0 AND n > 0"),
        [*values, limit, offset, *kind],
    )


def _of_some(wish: Wish, limit: int, offset: int) -> tuple[str, list[Any]]:
    """A part: its matches are read once, up to the cap, for the page, the total and the figures.

    Few enough, they are ranked. Too many, the page comes from the index of the order, which meets matches at once; the conditions
    are written there so that no other index can serve them.
    """
    source, where, values = sought(wish)
    typed = source.removeprefix("atlas_entry")
    query = [wish.typed.query] if typed else []
    order = _BY["recent" if wish.sort == "pertinence" else wish.sort]
    return (
        f"WITH m AS MATERIALIZED (SELECT id, at, facets{_CARRIED[wish.sort]} FROM {source} WHERE {where} LIMIT {CAP + 1})"
        ", total AS MATERIALIZED (SELECT count(*)::int AS n FROM m)"
        ", page AS (SELECT id, at, row_number() OVER () AS position FROM ("
        f" (SELECT id, at FROM m{typed} WHERE (SELECT n FROM total) <= {CAP} ORDER BY {_BY[wish.sort]} LIMIT %s OFFSET %s)"
        f" UNION ALL (SELECT id, at FROM {source} WHERE (SELECT n FROM total) > {CAP} AND ({where}) IS TRUE"
        f" ORDER BY {order} LIMIT %s OFFSET %s)) top)"
        + _answer(
            wish,
            "SELECT array_agg(ARRAY[facet, n]) FROM (SELECT facet, count(*)::int AS n FROM"
            f" (SELECT unnest(facets) AS facet FROM m WHERE (SELECT n FROM total) <= {CAP}) every WHERE {_COUNTED} GROUP BY facet) f",
        ),
        [*values, *query, limit, offset, *values, limit, offset],
    )


def counting(wish: Wish) -> tuple[str, list[Any]]:
    """The number of results, counted up to the cap."""
    source, where, values = sought(wish)
    return f"SELECT count(*)::int FROM (SELECT FROM {source} WHERE {where} LIMIT {CAP + 1}) few", values


def counting_by(wish: Wish, dimension: Dimension) -> tuple[str, list[Any]]:
    """The number of results of each value of a dimension."""
    if wish.is_open:
        kind, values = ("AND kind = %s", [int(wish.kind)]) if wish.kind is not None else ("", [])
        return f"SELECT facet, sum(n)::int FROM atlas_tally WHERE facet >> 24 = {int(dimension)} {kind} GROUP BY facet", values
    source, where, values = sought(wish)
    return (
        f"SELECT facet, count(*)::int FROM (SELECT unnest(facets) AS facet FROM {source} WHERE {where}) every"
        f" WHERE facet >> 24 = {int(dimension)} GROUP BY facet",
        values,
    )


def whole(wish: Wish, *, is_ranked: bool) -> tuple[str, list[Any]]:
    """Every result in the order of the pages. `is_ranked`: they are few enough for relevance to decide."""
    source, where, values = sought(wish)
    order = wish.sort if is_ranked or wish.sort != "pertinence" else "recent"
    return (
        f"WITH page AS MATERIALIZED (SELECT id, at, row_number() OVER (ORDER BY {_BY[order]}) AS position FROM {source} WHERE {where}) "
        + _CARDS[wish.kind].format(length=20_000)
        + " ORDER BY page.position",
        values,
    )


def clustering(wish: Wish, box: tuple[int, int, int, int], shift: int) -> tuple[str, list[Any]]:
    """Numbers, middles and spread of the cells of a window: left, right, top, bottom in grid units."""
    source, where, values = sought(wish)
    return (
        "SELECT count(*)::int, sum(x)::float8 / count(*), sum(y)::float8 / count(*), min(id), max(x) - min(x) + max(y) - min(y)"
        f" FROM {source} WHERE {where} AND {_INSIDE} GROUP BY x >> {int(shift)}, y >> {int(shift)}",
        [*values, *box],
    )


def counting_in(wish: Wish, box: tuple[int, int, int, int]) -> tuple[str, list[Any]]:
    """How many stand in a window."""
    source, where, values = sought(wish)
    return f"SELECT count(*)::int FROM {source} WHERE {where} AND {_INSIDE}", [*values, *box]


def sheets_in(wish: Wish, box: tuple[int, int, int, int], limit: int) -> tuple[str, list[Any]]:
    """Kind, name, slug, place and labels of the last ones of a window."""
    source, where, values = sought(wish)
    return (
        "WITH page AS (SELECT id, at, row_number() OVER () AS position FROM"
        f" (SELECT id, at FROM {source} WHERE {where} AND {_INSIDE} ORDER BY id DESC LIMIT %s) last)"
        " SELECT card.kind, card.name, card.slug, card.place, card.labels"
        f" FROM ({_CARDS[wish.kind].format(length=1)}) card ORDER BY card.position",
        [*values, *box, limit],
    )


def names_of() -> str:
    """Names and slugs of some entries."""
    return (
        "SELECT entry.id, entry.kind, coalesce(o.name, p.name), coalesce(o.slug, p.slug) FROM atlas_entry entry"
        " LEFT JOIN organisations_organisation o ON entry.kind = 1 AND o.id = entry.object_id"
        " LEFT JOIN projects_project p ON entry.kind = 2 AND p.id = entry.object_id WHERE entry.id = ANY(%s)"
    )


def cards_of(ids: list[int]) -> tuple[str, list[Any]]:
    """What cards show of some entries, in their order."""
    listed = "unnest(%s::bigint[]) WITH ORDINALITY listed(id, position)"
    page = f"SELECT entry.id, entry.at, listed.position FROM {listed} JOIN atlas_entry entry ON entry.id = listed.id"
    return f"WITH page AS ({page}) {_CARDS[None].format(length=280)} ORDER BY page.position", [ids]


def standing_near(x: int, y: int, reach: int, besides: int, limit: int) -> tuple[str, list[Any]]:
    """The entries within a distance of a point, the nearest first, with their distance in grid units and how many there are."""
    return (
        "WITH near AS MATERIALIZED (SELECT id, sqrt((x - %s)::float8 ^ 2 + (y - %s)::float8 ^ 2) AS far FROM atlas_entry"
        " WHERE x BETWEEN %s AND %s AND y BETWEEN %s AND %s AND NOT facets @> %s::int[])"
        " SELECT id, far, (SELECT count(*)::int FROM near WHERE far <= %s) FROM near WHERE far <= %s ORDER BY far, id LIMIT %s",
        [x, y, x - reach, x + reach, y - reach, y + reach, [besides], reach, reach, limit],
    )


def acting_over(places: list[int], besides: int, limit: int) -> tuple[str, list[Any]]:
    """The published projects that act over these whole grounds, the closest ground first, without those of a narrower one."""
    return (
        "SELECT entry.id FROM projects_projectplace link JOIN atlas_entry entry ON entry.id = link.project_id * 16 + 2"
        " WHERE link.place_id = ANY(%s) AND NOT entry.facets @> %s::int[]"
        " GROUP BY entry.id, entry.at ORDER BY min(array_position(%s::bigint[], link.place_id)), entry.at DESC, entry.id LIMIT %s",
        [places, [besides], places, limit],
    )


def fingerprinting(wish: Wish) -> tuple[str, list[Any]]:
    """How many results, and a sum that changes when a row of what their file shows does (`xmin` is who wrote the row last)."""
    source, where, values = sought(wish)
    return (
        "SELECT count(*), coalesce(sum(hashtextextended(concat_ws('.', entry.id, entry.written, coalesce(o.xmin, p.xmin)), 0)), 0)"
        f" FROM (SELECT id, atlas_entry.xmin AS written FROM {source} WHERE {where}) entry"
        " LEFT JOIN organisations_organisation o ON entry.id & 15 = 1 AND o.id = entry.id / 16"
        " LEFT JOIN projects_project p ON entry.id & 15 = 2 AND p.id = entry.id / 16",
        values,
    )
