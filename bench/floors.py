"""The best SQL found for what the pages show: the same rows, on the same data, by one prepared statement each."""

from typing import Any

import psycopg

# A page of 20, its total and its figures: matches kept once, capped, facets from the same.
SEARCH = """
WITH m AS MATERIALIZED (
  SELECT id, at, facets, ts_rank(title_words, q) AS rank FROM atlas_entry, to_tsquery('public.fr', %(query)s) q
  WHERE words @@ q AND kind = 1 LIMIT 5001
), page AS (SELECT id, rank, at FROM m ORDER BY rank DESC, at DESC, id LIMIT 20)
SELECT 'row', o.id::text, o.name, left(o.description, 280), c.name, d.name, o.slug, o.kinds, o.themes, page.at
FROM page JOIN organisations_organisation o ON o.id = page.id / 16
  LEFT JOIN geo_place c ON c.id = o.commune_id LEFT JOIN geo_place d ON d.id = c.department_id
UNION ALL SELECT 'total', count(*)::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM m
UNION ALL SELECT 'facet', facet::text, count(*)::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL
  FROM (SELECT unnest(facets) AS facet FROM m) every WHERE facet >> 24 < 64 AND facet >> 24 <> 7 GROUP BY facet
"""

# The first page of the whole list, with its figures.
FIRST_PAGE = """
WITH page AS (SELECT id, at FROM atlas_entry WHERE kind = 1 ORDER BY at DESC, id LIMIT 20)
SELECT 'row', o.id::text, o.name, left(o.description, 280), c.name, d.name, o.slug, o.kinds, o.themes, page.at
FROM page JOIN organisations_organisation o ON o.id = page.id / 16
  LEFT JOIN geo_place c ON c.id = o.commune_id LEFT JOIN geo_place d ON d.id = c.department_id
UNION ALL SELECT 'facet', facet::text, sum(n)::text, NULL, NULL, NULL, NULL, NULL, NULL, NULL FROM atlas_tally WHERE kind = 1 GROUP BY facet
"""

# What a text begins: three places, the best known first, then eight sheets in the order of their titles.
SUGGEST = """
(SELECT n.place_id::text, p.name, d.name, p.code
 FROM (SELECT DISTINCT ON (weight, place_id) place_id, weight FROM geo_placename
   WHERE fold ~>=~ %(start)s AND fold ~<~ %(end)s AND level <> 'pays' ORDER BY weight DESC, place_id LIMIT 3) n
 JOIN geo_place p ON p.id = n.place_id LEFT JOIN geo_place d ON d.id = p.department_id)
UNION ALL
(SELECT top.object_id::text, coalesce(o.name, p.name), c.name, coalesce(o.slug, p.slug)
 FROM (SELECT kind, object_id FROM atlas_entry WHERE title_fold COLLATE "C" >= %(start)s AND title_fold COLLATE "C" < %(end)s
   ORDER BY title_fold COLLATE "C", id LIMIT 8) top
 LEFT JOIN organisations_organisation o ON top.kind = 1 AND o.id = top.object_id
 LEFT JOIN projects_project p ON top.kind = 2 AND p.id = top.object_id LEFT JOIN geo_place c ON c.id = o.commune_id)
"""

# Cells of a window of the map.
MAP = """
SELECT count(*)::int, sum(x)::float8 / count(*), sum(y)::float8 / count(*), min(id), max(x) - min(x) + max(y) - min(y) FROM atlas_entry
WHERE kind = 1 AND x >= %(left)s AND x < %(right)s AND y >= %(top)s AND y < %(bottom)s GROUP BY x >> %(shift)s, y >> %(shift)s
"""


def ask(database: psycopg.Connection[Any], statement: str, **values: object) -> list[Any]:
    """Its rows, as fast as SQL gives them."""
    return database.execute(statement, values, prepare=True).fetchall()
