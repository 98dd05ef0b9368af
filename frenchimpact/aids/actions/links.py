"""Links of published aids, visited politely: each once a week, a few of each site at a time."""

import datetime as dt
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlsplit

from django.db.models import Max
from django.utils.translation import gettext as _

from frenchimpact.aids.models import Aid, LinkCheck
from frenchimpact.core import clock
from frenchimpact.core.fetching import Guard, Unreachable

EVERY = dt.timedelta(days=7)
MOST, MOST_A_SITE, SECONDS = 200, 10, 10.0
# The site is there, and does not want machines.
_SHY = {401, 403, 405, 406, 429, 501, 503}
type Opening = Callable[[], Guard]


def guard() -> Guard:
    """The door by which links are visited: old pages still answer over http."""
    return Guard(end=time.monotonic() + SECONDS, schemes=("https", "http"), ports=(443, 80), largest=500_000)


def check_links(opening: Opening = guard) -> int:
    """Visit the links whose turn has come. How many were visited."""
    sites: Counter[str] = Counter()
    count = 0
    for aid, url in _due():
        site = urlsplit(url).netloc
        if sites[site] >= MOST_A_SITE:
            continue
        if count >= MOST:
            break
        sites[site] += 1
        count += 1
        code, is_ok, words = _visit(url, opening)
        LinkCheck.objects.create(aid=aid, url=url, code=code, is_ok=is_ok, words=words[:200])
    return count


def _due() -> list[tuple[Aid, str]]:
    """Links never visited, then those visited longest ago."""
    now = clock.now()
    last = {(aid, url): at for aid, url, at in LinkCheck.objects.values_list("aid", "url").annotate(at=Max("at")).order_by()}
    aids = Aid.objects.filter(status=Aid.Status.PUBLISHED).only("pk", "source_url", "apply_url")
    found = {(aid.pk, url): aid for aid in aids for url in (aid.source_url, aid.apply_url) if url and not _is_reserved(url)}
    waiting = [(last.get(key), key) for key in found if last.get(key) is None or last[key] <= now - EVERY]
    waiting.sort(key=lambda one: (one[0] is not None, one[0] or now, one[1]))
    return [(found[key], key[1]) for _at, key in waiting]


def _is_reserved(url: str) -> bool:
    """Whether the name is one that never exists (RFC 2606): those of a demonstration, which no visit would find."""
    return (urlsplit(url).hostname or "").rpartition(".")[2] in ("example", "test", "invalid")


def _visit(url: str, opening: Opening) -> tuple[int | None, bool, str]:
    """The head first; the page when the site does not answer heads."""
    code = None
    for method in ("HEAD", "GET"):
        try:
            code = opening().ask(url, method=method, redirections=5).status
        except Unreachable as error:
            if method == "GET" or "not a public" in str(error) or "not an address" in str(error):
                return None, False, str(error.told)
            continue
        if code < 400:
            return code, True, ""
    if code in _SHY:
        return code, True, _("Le site répond, mais refuse les visites automatiques.")
    return code, False, _("Le site répond %s.") % code
