"""Search as one types: what a number names, places, labelled territories, sheets by the beginning of their name or by their words;
then answers, aids, experiments, challenges and methods when little else begins so."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from frenchimpact.atlas.beside import beside
from frenchimpact.atlas.cards import prefix
from frenchimpact.atlas.direct import numbered
from frenchimpact.atlas.places import LEVELS, place_url
from frenchimpact.atlas.typing_errors import corrections
from frenchimpact.atlas.words import understand
from frenchimpact.barriers.queries.near import answers_with
from frenchimpact.core.prepared import prepared
from frenchimpact.core.text import fold
from frenchimpact.geo.models import Place
from frenchimpact.geo.queries import level_words, match_places, normal, place_detail

LENGTH = 8
PLACES = 3
# Labelled territories: few in the country, looked for anywhere in their names.
TERRITORIES = 2
# Published answers: few in the country beside sheets.
ANSWERS = 2
# Aids, experiments, challenges of territories, methods: as many of each.
BESIDE = 2
_ENOUGH = 5

_SHEET = """
SELECT 1, top.position, top.kind::text, coalesce(o.slug, p.slug), coalesce(o.name, p.name), coalesce(c.name, ''), false FROM top
LEFT JOIN organisations_organisation o ON top.kind = 1 AND o.id = top.object_id
LEFT JOIN projects_project p ON top.kind = 2 AND p.id = top.object_id
LEFT JOIN geo_place c ON c.id = o.commune_id
"""
# Names of places, the exact ones first, then the best known, a name of before counting little; then titles. Both by the order of
# their index, so that each stops after a few lines whatever their number.
_BEGINNING = f"""
WITH named AS (
  SELECT place_id, 0 AS rank, weight, is_former FROM geo_placename WHERE fold = %(start)s AND level <> 'pays'
  UNION ALL
  (SELECT place_id, 1, weight, is_former FROM geo_placename
   WHERE fold ~>=~ %(start)s AND fold ~<~ %(end)s AND fold <> %(start)s AND level <> 'pays' ORDER BY weight DESC LIMIT {4 * PLACES})
), place AS (
  SELECT place_id, min(rank) AS rank, max(CASE WHEN is_former THEN weight / 20 ELSE weight END) AS weight, bool_and(is_former) AS is_former
  FROM named
  GROUP BY place_id ORDER BY rank, weight DESC LIMIT {4 * PLACES}
), top AS (
  SELECT kind, object_id, row_number() OVER () AS position FROM (
    SELECT kind, object_id FROM atlas_entry WHERE title_fold COLLATE "C" >= %(title)s AND title_fold COLLATE "C" < %(last)s
    ORDER BY title_fold COLLATE "C", id LIMIT {LENGTH}) few
)
(SELECT 0 AS part, row_number() OVER (ORDER BY rank, p.name_fold <> %(start)s, weight DESC, p.level, p.id) AS position,
   p.level, p.code, p.name, coalesce(d.name || ' (' || d.code || ')', ''), place.is_former
 FROM place JOIN geo_place p ON p.id = place.place_id LEFT JOIN geo_place d ON d.id = p.department_id ORDER BY position LIMIT {PLACES})
UNION ALL {_SHEET}
UNION ALL
(SELECT 2, row_number() OVER (ORDER BY strpos(t.name_fold, %(title)s), t.name_fold, t.id), '', t.slug, t.name, t.reference, false
 FROM territories_territory t WHERE length(%(title)s) > 2 AND strpos(t.name_fold, %(title)s) > 0 ORDER BY 2 LIMIT {TERRITORIES})
ORDER BY part, position
"""
_WORDS = (
    "WITH near AS MATERIALIZED (SELECT kind, object_id, at, ts_rank(title_words, q) AS rank FROM atlas_entry,"
    " to_tsquery('public.fr', %s) q WHERE words @@ q LIMIT 300),"
    " top AS (SELECT kind, object_id, row_number() OVER (ORDER BY rank DESC, at DESC, object_id) AS position FROM near"
    f" ORDER BY position LIMIT {LENGTH}) {_SHEET} ORDER BY position"
)
type _Row = tuple[int, int, str, str, str, str, bool]


@dataclass(frozen=True)
class Suggestion:
    """One line under the search box."""

    words: str
    group: str
    href: str
    # What tells it from its namesakes.
    detail: str = ""


def suggestions(text: str) -> list[Suggestion]:
    """What the text may be the beginning of, in groups: a number recognised, a few places, sheets; misspellings if little begins so."""
    start, title = normal(text)[:120], fold(text)[:120]
    if len(title) < 2:
        return []
    found = [Suggestion(one.words, _("Aller directement à"), one.href, one.kind) for one in numbered(text)]
    with prepared() as cursor:
        cursor.execute(_BEGINNING, {"start": start, "end": start + "{", "title": title, "last": title + "{"})
        rows = cursor.fetchall()
        # What was found by a name of before says so: the look-up knows that name.
        places = [row for row in rows if row[0] == 0]
        near = _places(text) if any(row[-1] for row in places) or (not places and len(rows) < _ENOUGH) else _lines(places)
        found += near + _lines(row for row in rows if row[0] == 2) + _lines(row for row in rows if row[0] == 1)
        if len(found) < _ENOUGH:
            typed = understand(text)
            better = corrections(typed.loose_words, is_prefix=True)
            query = (typed.with_words(better) if better else typed).prefix_query
            if query:
                cursor.execute(_WORDS, [query])
                found += _lines(cursor.fetchall())
                found += [
                    Suggestion(one.title, _("Réponses publiées"), f"{prefix()}/freins/{one.slug}/", one.reference)
                    for one in answers_with(query, ANSWERS)
                ]
                found += [Suggestion(one.title, one.group, one.href, one.detail) for one in beside(text, BESIDE)]
    once: dict[str, Suggestion] = {}
    for one in found:
        once.setdefault(one.href, one)
    few = list(once.values())[:LENGTH]
    groups = list(dict.fromkeys(one.group for one in few))
    return sorted(few, key=lambda one: groups.index(one.group))


def _places(text: str) -> list[Suggestion]:
    """Places by number, with their department, of before a merger, or misspelt."""
    matches = match_places(text, LEVELS, PLACES)
    return [Suggestion(one.place.name, _("Lieux"), place_url(one.place), place_detail(one.place, one.former)) for one in matches]


def _lines(rows: Iterable[_Row]) -> list[Suggestion]:
    start, names = prefix(), {"1": _("Organisations"), "2": _("Projets")}
    lines = []
    for part, _position, kind, key, name, where, _is_former in rows:
        if part == 0:
            detail = f"{level_words(kind)} · {where or key}" if where or kind == Place.Level.DEPARTMENT else level_words(kind)
            lines.append(Suggestion(name, _("Lieux"), f"{start}/lieux/{kind}/{key}/", detail))
        elif part == 2:
            lines.append(Suggestion(name, _("Territoires labellisés"), f"{start}/territoires/{key}/", where))
        else:
            lines.append(Suggestion(name, names[kind], f"{start}/{'projets' if kind == '2' else 'structures'}/{key}/", where))
    return lines
