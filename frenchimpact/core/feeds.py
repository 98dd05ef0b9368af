"""Lists as feeds (Atom, RFC 4287), and files that are not sent again to who holds the same."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

ATOM = "application/atom+xml; charset=utf-8"
# When an empty feed changed.
EPOCH = "2026-01-01"
_FORBIDDEN_IN_XML = {code: None for code in range(32) if code not in (9, 10, 13)}


def atom_text(rows: Iterable[dict[str, Any]], *, title: str, address: str, ways: Mapping[str, str], language: str = "fr") -> Iterator[str]:
    """A feed whose entries keep their identifier as long as they exist; `ways` lead to its other pages.

    A row has at least « nom », « adresse_fiche », « date » and « description »; « themes » when it has some.
    """
    rows = list(rows)
    # A feed changed when its last entry did: the same content is the same file.
    changed = f"{max((row['date'] for row in rows), default=EPOCH)}T00:00:00Z"
    yield (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">\n'
        f"<title>{_xml(title)}</title><id>{_xml(address)}</id><updated>{changed}</updated>"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(address)}/>'
        + "".join(f'<link rel="{way}" type="application/atom+xml" href={quoteattr(to)}/>' for way, to in ways.items())
        + f"<author><name>{_xml(settings.PROGRAMME_NAME)}</name></author>\n"
    )
    for row in rows:
        yield (
            f"<entry><title>{_xml(row['nom'])}</title><id>{_xml(row['adresse_fiche'])}</id><updated>{row['date']}T00:00:00Z</updated>"
            f"<link href={quoteattr(row['adresse_fiche'])}/><summary>{_xml(row['description'])}</summary>"
            + "".join(f"<category term={quoteattr(code)}/>" for code in row.get("themes", ()))
            + "</entry>\n"
        )
    yield "</feed>\n"


def _xml(text: str) -> str:
    return escape(text.translate(_FORBIDDEN_IN_XML))


def unless_held(request: HttpRequest, response: HttpResponse, content: str) -> HttpResponse | None:
    """Mark the response by what it stands for; give the short answer when the one who asks holds the same already."""
    response["ETag"] = quote_etag(hashlib.md5(content.encode(), usedforsecurity=False).hexdigest())
    # Caches may keep it, as long as they ask whether it is still the same.
    response["Cache-Control"] = "public, no-cache"
    answer = get_conditional_response(request, etag=response["ETag"], response=response)
    return None if answer is response else answer
