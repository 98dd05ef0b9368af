"""What tells one state of a file from the next without reading it: who holds it asks whether it changed, and is answered at once.

The database counts the rows written in each of the tables that a file is made of. It tells of them some seconds late: a file is then
newer than its print, never older, and the print changes next. Whatever is not a table – the day, the words – is in it too.
"""

import datetime as dt
import hashlib
import json
import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date

from frenchimpact.opendata.datasets.dataset import Dataset
from frenchimpact.opendata.datasets.files import given

SECONDS = 60
_KEPT_SECONDS = 400 * 24 * 3600
# Those of the transaction under way stand apart, until it ends.
_COUNTS = """
SELECT (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_user_tables WHERE relname = ANY(%(tables)s)),
  (SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables WHERE relname = ANY(%(tables)s)),
  (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database())
"""
_tables: dict[str, list[str]] = {}


@dataclass(frozen=True)
class Held:
    """The print of a file, and since when it is known to be the same; not at all the first second, which dates cannot divide."""

    etag: str
    since: int | None

    def say(self, response: HttpResponseBase) -> None:
        """In the answer."""
        response["ETag"] = self.etag
        if self.since is not None:
            response["Last-Modified"] = http_date(self.since)
        patch_cache_control(response, public=True, max_age=SECONDS)


def file_print(dataset: Dataset, kind: str, day: dt.date) -> Held | None:
    """Its print on that day; None for a file that is not one statement."""
    if not dataset.sql and not dataset.tables:
        return None
    parameters = given(dataset.sql)
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"tables": list(dataset.tables) or _tables_of(dataset.sql, parameters)})
        flushed, under_way, reset = cursor.fetchone()
    told = f"{dataset.code} {kind} {day} {(flushed or 0) + (under_way or 0)} {reset} {dataset.sql} {parameters} {dataset.opening}"
    # Weak: the same rows, if not in the same bytes, since a file is written in the order that the database finds.
    etag = f'W/"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
    return Held(etag, _since(f"opendata:print:{dataset.code}:{kind}", etag))


def kept(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """What is small enough to be written each time, with the print of what it says: « not modified » for who already has the same."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=SECONDS)
    same = get_conditional_response(request, etag=etag, response=response)
    return same if isinstance(same, HttpResponse) else response


def _since(key: str, etag: str) -> int | None:
    """From which second on this print is known, as all processes tell it."""
    now = time.time()
    known, since = cache.get(key, ("", 0))
    if known != etag:
        since = math.ceil(now)
        cache.set(key, (etag, since), _KEPT_SECONDS)
    return since if since <= now else None


def _tables_of(statement: str, parameters: dict[str, Any]) -> list[str]:
    """The tables that a statement reads, as the database plans it."""
    if statement not in _tables:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
            (plan,) = cursor.fetchone()
        _tables[statement] = sorted(set(_named(json.loads(plan) if isinstance(plan, str) else plan)))
    return _tables[statement]


def _named(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "Relation Name" in node:
            yield node["Relation Name"]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _named(one)
