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


# `%(all)s`, or those of these aids.
_BROKEN = """
SELECT last.aid_id, last.url, last.words FROM (
  SELECT DISTINCT ON (c.aid_id, c.url) c.* FROM aids_linkcheck c JOIN aids_aid a ON a.id = c.aid_id
  WHERE a.status = 'published' AND (%(all)s OR a.id = ANY(%(aids)s)) AND c.url IN (a.source_url, a.apply_url)
  ORDER BY c.aid_id, c.url, c.at DESC, c.id DESC
) last WHERE NOT last.is_ok ORDER BY last.at DESC, last.aid_id LIMIT %(limit)s
"""


def broken_links(limit: int = 100, among: Iterable[int] | None = None) -> list[tuple[Aid, Dead]]:
    """Published aids whose last visit failed, with the link and the reason; only `among` these, when it is said."""
    with connection.cursor() as cursor:
        cursor.execute(_BROKEN, {"all": among is None, "aids": list(among or ()), "limit": limit})
        found = [Dead(*row) for row in cursor.fetchall()]
    aids = Aid.objects.select_related("funder").in_bulk([one.aid_id for one in found])
    return [(aids[one.aid_id], one) for one in found]
