"""Asking the product for a page as a server would, and PostgreSQL for the same rows."""

import io
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import psycopg
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext

# The best statement found for a page of 20, its total and its figures: matches kept once, capped, facets from the same.
SEARCH = """
WITH m AS MATERIALIZED (
  SELECT id, at, facets, ts_rank(title_words, q) AS rank FROM atlas_entry, to_tsquery('public.fr', %(query)s) q
  WHERE words @@ q AND kind = 1 LIMIT 5001
), page AS (SELECT id, rank, at FROM m ORDER BY rank DESC, at DESC, id LIMIT 20)
SELECT 'row', o.id::text, o.name, left(o.description, 280), c.name, d.name
FROM page JOIN organisations_organisation o ON o.id = page.id / 16
  LEFT JOIN geo_place c ON c.id = o.commune_id LEFT JOIN geo_place d ON d.id = c.department_id
UNION ALL SELECT 'total', count(*)::text, NULL, NULL, NULL, NULL FROM m
UNION ALL SELECT 'facet', facet::text, count(*)::text, NULL, NULL, NULL FROM m, unnest(facets) facet
  WHERE facet >> 24 < 64 AND facet >> 24 <> 7 GROUP BY facet
"""


class Site:
    """The product in this process."""

    def __init__(self) -> None:
        self.application = WSGIHandler()

    def get(self, path: str, **parameters: str) -> bytes:
        """The whole answer. Raises AssertionError when it is not a page."""
        environ: dict[str, Any] = {}
        setup_testing_defaults(environ)
        environ.update(PATH_INFO=path, QUERY_STRING=urlencode(parameters), HTTP_HOST="127.0.0.1")
        environ["wsgi.input"] = io.BytesIO()
        told: list[str] = []

        def start(status: str, headers: Any, failure: Any = None, /) -> Callable[[bytes], object]:
            told.append(status)
            return lambda written: None

        answer = self.application(environ, start)
        body = b"".join(answer)
        answer.close()
        if not told[0].startswith("200"):
            raise AssertionError(f"{path}?{environ['QUERY_STRING']} answers {told[0]}")
        return body

    def statements(self, path: str, **parameters: str) -> int:
        """How many statements the page asks of the database, once its process is warm."""
        self.get(path, **parameters)
        with CaptureQueriesContext(connection) as captured:
            self.get(path, **parameters)
        return len(captured)


def raw_search(database: psycopg.Connection[Any], query: str) -> list[Any]:
    """The rows, total and figures of a search, as fast as SQL gives them."""
    return database.execute(SEARCH, {"query": query}, prepare=True).fetchall()
