"""Feeds given page by page: each page says where the next one is, on the same site."""

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from django.utils.translation import gettext as _

from frenchimpact.aids.harvest.files import MOST_OCTETS, json_content, rows_in
from frenchimpact.core.fetching import Answer, Unreachable, status_words
from frenchimpact.core.tables import NotATable

MOST_PAGES, MOST_SECONDS = 1000, 600.0
_LINK = re.compile(r'<([^>]*)>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]*"|[^\s;,"]+))*)')
_HOLDERS = ("links", "_links", "meta", "pagination", "paging")
_NEXT = re.compile(r'rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next)', re.I)


@dataclass(frozen=True)
class Gathered:
    """All that a feed gave."""

    content: bytes
    is_paged: bool = False
    # Whether it gave as many as it said that it has.
    is_whole: bool = True


def gather(first: Answer, ask: Callable[[str], Answer]) -> Gathered:
    """The pages from the first one to the last, as one list; what is not paged, as it came. Raises Unreachable, NotATable."""
    if not first.content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        if _linked(first):
            raise NotATable(_("Ce flux est donné page par page, mais pas en JSON : donnez l’adresse du fichier entier."))
        return Gathered(first.content)
    found = json_content(first.content)
    address = _next(first, found)
    if not address:
        return Gathered(first.content, is_whole=_said(found) <= len(rows_in(found)))
    rows, said, size = rows_in(found), _said(found), len(first.content)
    seen, end = {first.url}, time.monotonic() + MOST_SECONDS
    while address:
        if address in seen:
            raise NotATable(_("Ce flux tourne en rond : sa page %s renvoie à une page déjà lue.") % len(seen))
        if len(seen) >= MOST_PAGES or size > MOST_OCTETS or time.monotonic() > end:
            raise NotATable(_("Ce flux ne finit pas : la lecture s’arrête après %s pages, et rien n’est pris.") % len(seen))
        seen.add(address)
        answer = ask(address)
        if answer.status != HTTPStatus.OK:
            raise Unreachable(f"page {len(seen)}: {answer.status}", _page_words(len(seen), status_words(answer.status)))
        if not _inside(first.url, answer.url):
            raise _elsewhere(answer.url)
        try:
            found = json_content(answer.content)
        except NotATable as error:
            raise NotATable(_page_words(len(seen), str(error))) from error
        more = rows_in(found)
        rows += more
        size += len(answer.content)
        # Some sites go on giving empty pages after the last one.
        address = _next(answer, found) if more else ""
    return Gathered(json.dumps(rows, ensure_ascii=False).encode(), is_paged=True, is_whole=said <= len(rows))


def _page_words(number: int, words: str) -> str:
    return _("Page %(number)s : %(words)s") % {"number": number, "words": words}


def _said(found: Any) -> int:
    """How many aids the feed says that it has."""
    said = found.get("count", found.get("total")) if isinstance(found, dict) else None
    return said if isinstance(said, int) and not isinstance(said, bool) else 0


def _linked(answer: Answer) -> str:
    """The next page, as a `Link` header names it (RFC 8288)."""
    marks = _LINK.findall(answer.headers.get("link", "")[:8000])
    return next((url for url, told in marks if _NEXT.search(told)), "")


def _next(answer: Answer, found: Any) -> str:
    """Where the next page is; empty after the last one. Raises NotATable when it is on another site."""
    told: Any = ""
    if isinstance(found, dict):
        inside = [found, *(found[name] for name in _HOLDERS if isinstance(found.get(name), dict))]
        told = next((one["next"] for one in inside if one.get("next")), "")
    if isinstance(told, dict):
        told = told.get("href") or told.get("url") or ""
    told = told or _linked(answer)
    if not isinstance(told, str) or not told.strip():
        return ""
    address = _inside(answer.url, told.strip())
    if not address:
        raise _elsewhere(told)
    return address


def _inside(origin: str, told: str) -> str:
    """That address when it is of the same site; empty otherwise. Behind a proxy, sites often say « http » of themselves."""
    try:
        here, there = urlsplit(origin), urlsplit(urljoin(origin, told))
    except ValueError:
        return ""
    if there.hostname != here.hostname or there.username or there.scheme not in {"http", "https"}:
        return ""
    return urlunsplit((here.scheme, here.netloc, there.path or "/", there.query, ""))


def _elsewhere(told: str) -> NotATable:
    words = _("La page suivante de ce flux est sur un autre site (« %s ») : elle n’est pas suivie, et rien n’est pris.")
    return NotATable(words % told[:100])
