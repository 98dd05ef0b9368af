#!/usr/bin/env python3
"""Follow what changes in a collection of the API: what is new, what changed, what is gone. Python 3.10 or later, nothing to install.

    python3 follow_changes.py https://example.org/api/v1/organisations organisations.json

The second file keeps what was read: run it again, every hour or every day, and it says what happened since. Pages that did not change
are not sent again (ETag, 304). The order is that of keys, which never changes: no row is skipped or read twice, even while others come.
"""

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any


def ask(address: str, known: dict[str, Any]) -> Any:
    """A page of results: the one that is held already when it did not change."""
    held = known.get(address)
    request = urllib.request.Request(address, headers={"If-None-Match": held["etag"]} if held else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return {"etag": answer.headers["ETag"], "page": json.load(answer)}
    except urllib.error.HTTPError as error:
        if held is None or error.code != 304:
            raise
        return held


def follow(collection: str, path: Path) -> Iterator[tuple[str, str]]:
    """Read every page, keep them, and yield (what happened, identifier)."""
    known = json.loads(path.read_text("utf-8")) if path.exists() else {}
    pages: dict[str, Any] = {}
    address = collection + ("&" if "?" in collection else "?") + "limit=1000"
    while address:
        pages[address] = ask(address, known)
        address = pages[address]["page"]["next"]
    before, after = rows_of(known), rows_of(pages)
    yield from (("new", one) for one in after if one not in before)
    yield from (("changed", one) for one in after if one in before and after[one] != before[one])
    yield from (("gone", one) for one in before if one not in after)
    # Written last: stopped half-way, the next run begins from what was known.
    path.write_text(json.dumps(pages), "utf-8")


def rows_of(pages: dict[str, Any]) -> dict[str, Any]:
    """Every row, by its identifier."""
    return {row["id"]: row for held in pages.values() for row in held["page"]["results"]}


if __name__ == "__main__":
    for what, identifier in follow(sys.argv[1], Path(sys.argv[2])):
        print(what, identifier)
