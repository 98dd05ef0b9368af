"""The SQL of a search. Every piece of text is a constant of this file; what people typed only travels as parameters."""

from typing import Any

from frenchimpact.atlas.facets import Dimension
from frenchimpact.atlas.wishes import CAP, Wish


def conditions(wish: Wish) -> tuple[str, list[Any]]:
    """The WHERE of a wish over atlas_entry, and its parameters."""
    clauses: list[str] = []
    values: list[Any] = []
    if wish.typed.terms:
        clauses.append("words @@ to_tsquery('public.fr', %s)")
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
    return " AND ".join(clauses) or "true", values


# The order of a whole list, by columns of atlas_entry or of the matches.
_BY = {"recent": "at DESC, id", "nom": 'title_fold COLLATE "C", id', "pertinence": "rank DESC, at DESC, id"}

_COUNTED = f"facet >> 24 < {Dimension.EPCI} AND facet >> 24 <> {Dimension.COMMUNE}"

# What a card shows, for the entries of a page.
_CARDS = """
  SELECT entry.kind, coalesce(o.id, p.id) AS id, coalesce(o.slug, p.slug) AS slug, coalesce(o.name, p.name) AS name,
    left(coalesce(o.description, p.answer), 280) AS text, coalesce(o.kinds, '{}') AS kinds, coalesce(o.themes, p.themes) AS themes,
    coalesce(p.stage, '') AS stage, coalesce(p.reference, '') AS reference,
    coalesce(c.name, '') AS place, coalesce(d.name, '') AS department, entry.at, coalesce(p.is_demo, o.source = 'demo') AS is_demo
  FROM page JOIN atlas_entry entry USING (id)
  LEFT JOIN organisations_organisation o ON entry.kind = 1 AND o.id = entry.object_id
  LEFT JOIN projects_project p ON entry.kind = 2 AND p.id = entry.object_id
  LEFT JOIN geo_place c ON c.id = coalesce(o.commune_id, (
    SELECT place_id FROM projects_projectplace link WHERE link.project_id = p.id ORDER BY link.id LIMIT 1))
  LEFT JOIN geo_place d ON d.id = c.department_id
  ORDER BY page.position
"""


def statement(wish: Wish, limit: int, offset: int) -> tuple[str, list[Any]]:
    """The statement of a page and its parameters."""
    where, values = conditions(wish)
    cards = "(SELECT json_agg(card) FROM (" + _CARDS + ") card)"
    if wish.is_open:
        return (
            f"WITH page AS (SELECT id, row_number() OVER (ORDER BY {_BY[wish.sort]}) AS position FROM ("
            f" SELECT id, at, title_fold FROM atlas_entry WHERE {where} ORDER BY {_BY[wish.sort]} LIMIT %s OFFSET %s) top)"
            ", tally AS (SELECT facet, sum(n)::int AS n FROM atlas_tally"
            + (" WHERE kind = %s" if wish.kind is not None else "")
            + " GROUP BY facet)"
            f" SELECT {cards}, (SELECT n FROM tally WHERE facet = 0),"
            " (SELECT json_object_agg(facet, n) FROM tally WHERE facet <> 0 AND n > 0)",
            [*values, limit, offset, *([int(wish.kind)] if wish.kind is not None else [])],
        )
    rank = "ts_rank(title_words, to_tsquery('public.fr', %s))" if wish.sort == "pertinence" else "0::real"
    broad = "recent" if wish.sort == "pertinence" else wish.sort
    return (
        f"WITH m AS MATERIALIZED (SELECT id, at, title_fold, facets, {rank} AS rank FROM atlas_entry WHERE {where} LIMIT {CAP + 1}),"
        " total AS MATERIALIZED (SELECT count(*)::int AS n FROM m),"
        # Few enough: ranked among the matches. Too many: by walking the index of the order, which then meets matches at once.
        " page AS (SELECT id, row_number() OVER () AS position FROM ("
        f" (SELECT id FROM m WHERE (SELECT n FROM total) <= {CAP} ORDER BY {_BY[wish.sort]} LIMIT %s OFFSET %s)"
        f" UNION ALL (SELECT id FROM atlas_entry WHERE (SELECT n FROM total) > {CAP} AND {where} ORDER BY {_BY[broad]} LIMIT %s OFFSET %s)"
        " ) top)"
        f" SELECT {cards}, (SELECT n FROM total),"
        " (SELECT json_object_agg(facet, n) FROM (SELECT facet, count(*) AS n FROM m, unnest(facets) facet"
        f" WHERE (SELECT n FROM total) <= {CAP} AND {_COUNTED} GROUP BY facet) f)",
        [*([wish.typed.query] if wish.sort == "pertinence" else []), *values, limit, offset, *values, limit, offset],
    )


def counting(wish: Wish) -> tuple[str, list[Any]]:
    """The number of results, counted up to the cap."""
    where, values = conditions(wish)
    return f"SELECT count(*)::int FROM (SELECT FROM atlas_entry WHERE {where} LIMIT {CAP + 1}) few", values


def counting_by(wish: Wish, dimension: Dimension) -> tuple[str, list[Any]]:
    """The number of results of each value of a dimension."""
    if wish.is_open:
        kind, values = ("AND kind = %s", [int(wish.kind)]) if wish.kind is not None else ("", [])
        return f"SELECT facet, sum(n)::int FROM atlas_tally WHERE facet >> 24 = {int(dimension)} {kind} GROUP BY facet", values
    where, values = conditions(wish)
    return (
        "SELECT facet, count(*)::int FROM atlas_entry, unnest(facets) facet"
        f" WHERE {where} AND facet >> 24 = {int(dimension)} GROUP BY facet",
        values,
    )


def whole(wish: Wish, *, is_ranked: bool) -> tuple[str, list[Any]]:
    """Every result in the order of the pages. `is_ranked`: they are few enough for relevance to decide."""
    where, values = conditions(wish)
    order = wish.sort if is_ranked or wish.sort != "pertinence" else "recent"
    rank = "ts_rank(title_words, to_tsquery('public.fr', %s))" if order == "pertinence" else "0::real"
    return (
        f"WITH page AS MATERIALIZED (SELECT id, row_number() OVER (ORDER BY {_BY[order]}) AS position"
        f" FROM (SELECT id, at, title_fold, {rank} AS rank FROM atlas_entry WHERE {where}) every) " + _CARDS.replace("280", "20000"),
        [*([wish.typed.query] if order == "pertinence" else []), *values],
    )


def clustering(wish: Wish, box: tuple[int, int, int, int], shift: int) -> tuple[str, list[Any]]:
    """Numbers, middles and spread of the cells of a window: left, right, top, bottom in grid units."""
    where, values = conditions(wish)
    return (
        "SELECT count(*)::int, avg(x), avg(y), min(id), max(x) - min(x) + max(y) - min(y) FROM atlas_entry"
        f" WHERE x >= %s AND x < %s AND y >= %s AND y < %s AND {where} GROUP BY x >> {int(shift)}, y >> {int(shift)}",
        [*box, *values],
    )


def counting_in(wish: Wish, box: tuple[int, int, int, int]) -> tuple[str, list[Any]]:
    """How many stand in a window."""
    where, values = conditions(wish)
    return f"SELECT count(*)::int FROM atlas_entry WHERE x >= %s AND x < %s AND y >= %s AND y < %s AND {where}", [*box, *values]


def sheets_in(wish: Wish, box: tuple[int, int, int, int], limit: int) -> tuple[str, list[Any]]:
    """Kind, name, slug and place of the last ones of a window."""
    where, values = conditions(wish)
    return (
        "WITH page AS (SELECT id, row_number() OVER () AS position FROM (SELECT id FROM atlas_entry"
        f" WHERE x >= %s AND x < %s AND y >= %s AND y < %s AND {where} ORDER BY id DESC LIMIT %s) last)"
        " SELECT card.kind, card.name, card.slug, card.place FROM (" + _CARDS + ") card",
        [*box, *values, limit],
    )


def names_of() -> str:
    """Names and slugs of some entries."""
    return (
        "SELECT entry.id, entry.kind, coalesce(o.name, p.name), coalesce(o.slug, p.slug) FROM atlas_entry entry"
        " LEFT JOIN organisations_organisation o ON entry.kind = 1 AND o.id = entry.object_id"
        " LEFT JOIN projects_project p ON entry.kind = 2 AND p.id = entry.object_id WHERE entry.id = ANY(%s)"
    )
