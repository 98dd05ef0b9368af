"""Links that no longer answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from frenchimpact.aids.models import Aid, LinkCheck

# So many visits in a row without an answer: a day of trouble says nothing.
IN_A_ROW = 3


@dataclass(frozen=True)
class Dead:
    """A link that failed at its last visits."""

    aid_id: int
    url: str
    words: str


def dead_links(aid: Aid) -> list[str]:
    """The links of an aid that failed three times running."""
    found = []
    for url in dict.fromkeys(filter(None, (aid.apply_url, aid.source_url))):
        last = list(LinkCheck.objects.filter(aid=aid, url=url).order_by("-at", "-pk").values_list("is_ok", flat=True)[:IN_A_ROW])
        if len(last) == IN_A_ROW and not any(last):
            found.append(url)
    return found


# The last visit of each link of a published aid, when it failed.
BROKEN = """
SELECT a.id, link.url, last.words FROM aids_aid a
CROSS JOIN LATERAL (SELECT DISTINCT url FROM unnest(ARRAY[a.source_url, a.apply_url]) url WHERE url <> '') link
CROSS JOIN LATERAL (
  SELECT c.is_ok, c.words, c.at FROM aids_linkcheck c WHERE c.aid_id = a.id AND c.url = link.url ORDER BY c.at DESC, c.id DESC LIMIT 1
) last WHERE a.status = 'published' AND NOT last.is_ok
"""


def broken_links(limit: int = 100, among: Iterable[int] | None = None) -> list[tuple[Aid, Dead]]:
    """Published aids whose last visit failed, with the link and the reason; only `among` these, when it is said."""
    some, values = ("", []) if among is None else (" AND a.id = ANY(%s)", [list(among)])
    with connection.cursor() as cursor:
        cursor.execute(f"{BROKEN}{some} ORDER BY last.at DESC, a.id LIMIT %s", [*values, limit])
        found = [Dead(*row) for row in cursor.fetchall()]
    aids = Aid.objects.select_related("funder").in_bulk([one.aid_id for one in found])
    return [(aids[one.aid_id], one) for one in found]
