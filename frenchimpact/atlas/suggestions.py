"""Search as one types: places, organisations and projects, by the beginning of their name first, then by their words, typos allowed."""

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from frenchimpact.atlas.cards import prefix
from frenchimpact.atlas.places import LEVELS, list_url
from frenchimpact.atlas.typing_errors import corrections
from frenchimpact.atlas.words import understand
from frenchimpact.core.text import fold
from frenchimpact.geo.queries import level_words, place_words, search_places

LENGTH = 8
_ENOUGH = 5

_SHOW = """
SELECT top.kind, coalesce(o.name, p.name), coalesce(o.slug, p.slug), coalesce(c.name, '') FROM top
LEFT JOIN organisations_organisation o ON top.kind = 1 AND o.id = top.object_id
LEFT JOIN projects_project p ON top.kind = 2 AND p.id = top.object_id
LEFT JOIN geo_place c ON c.id = o.commune_id
ORDER BY top.position
"""
# In the order of the index on titles, so that it stops after a few lines whatever their number.
_BEGINNING = (
    'WITH top AS (SELECT kind, object_id, row_number() OVER (ORDER BY title_fold COLLATE "C", id) AS position FROM'
    ' (SELECT id, kind, object_id, title_fold FROM atlas_entry WHERE title_fold COLLATE "C" >= %s AND title_fold COLLATE "C" < %s'
    f' ORDER BY title_fold COLLATE "C", id LIMIT {LENGTH}) few) {_SHOW}'
)
_WORDS = (
    "WITH near AS MATERIALIZED (SELECT kind, object_id, at, ts_rank(title_words, to_tsquery('public.fr', %s)) AS rank FROM atlas_entry"
    " WHERE words @@ to_tsquery('public.fr', %s) LIMIT 300),"
    " top AS (SELECT kind, object_id, row_number() OVER (ORDER BY rank DESC, at DESC, object_id) AS position FROM near"
    f" ORDER BY position LIMIT {LENGTH}) {_SHOW}"
)


@dataclass(frozen=True)
class Suggestion:
    """One line under the search box."""

    words: str
    kind: str
    href: str


def suggestions(text: str) -> list[Suggestion]:
    """What the text may be the beginning of: two places, then sheets."""
    start = fold(text)[:120]
    if len(start) < 2:
        return []
    places = search_places(text, LEVELS, 3)
    found = {href: Suggestion(place_words(place), level_words(place.level), href) for place in places if (href := list_url(place))}
    with connection.cursor() as cursor:
        cursor.execute(_BEGINNING, [start, start + "{"])
        _add(found, cursor.fetchall())
        if len(found) < _ENOUGH:
            typed = understand(text)
            better = corrections(typed.loose_words, is_prefix=True)
            query = (typed.with_words(better) if better else typed).prefix_query
            if query:
                cursor.execute(_WORDS, [query, query])
                _add(found, cursor.fetchall())
    return list(found.values())[:LENGTH]


def _add(found: dict[str, Suggestion], rows: list[tuple[int, str, str, str]]) -> None:
    names = {1: _("Organisation"), 2: _("Projet")}
    for kind, name, slug, place in rows:
        href = f"{prefix()}/{'projets' if kind == 2 else 'structures'}/{slug}/"
        found.setdefault(href, Suggestion(f"{name} – {place}" if place else name, names[kind], href))
