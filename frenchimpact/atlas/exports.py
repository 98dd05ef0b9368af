"""The rows of a list as files, written as they are read: the same rows, in the same order, whatever their number."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from frenchimpact.atlas import queries
from frenchimpact.atlas.asked import Asked
from frenchimpact.atlas.cards import prefix
from frenchimpact.atlas.queries import Found
from frenchimpact.atlas.wishes import Wish
from frenchimpact.core import clock
from frenchimpact.core.feeds import atom_text, unless_held
from frenchimpact.core.listings import csv_text, json_text

COLUMNS = (
    "nature",
    "reference",
    "nom",
    "type",
    "etape",
    "themes",
    "lieu",
    "departement",
    "description",
    "date",
    "adresse_fiche",
    "siren",
    "code_insee",
    "labels",
    "demonstration",
)
# A feed reader asks again every hour: it gets the first entries, and the way to the following ones (RFC 5005).
FEED_LENGTH = 100
# Changes when the columns or the way they are written do: files already held are then asked again.
_FORM = 2


def row_of(found: Found, start: str = "") -> dict[str, Any]:
    """One row, by column; the same in every format. `start` is what addresses begin with."""
    return {
        "nature": "projet" if found.is_project else "organisation",
        "reference": found.reference or found.slug,
        "nom": found.name,
        "type": found.kinds,
        "etape": found.stage,
        "themes": found.themes,
        "lieu": found.place,
        "departement": found.department,
        "description": found.text,
        "date": timezone.localtime(found.at).date().isoformat(),
        "adresse_fiche": f"{start}/{'projets' if found.is_project else 'structures'}/{found.slug}/",
        "siren": found.siren,
        "code_insee": found.insee,
        "labels": list(found.labels),
        "demonstration": "oui" if found.is_demo else "non",
    }


def _feed(asked: Asked, found: Iterable[Found], start: str) -> Iterator[str]:
    """One page of the feed, read one entry further than it shows, to know whether another page follows."""
    skipped = (asked.page - 1) * FEED_LENGTH
    entries = list(islice(found, skipped, skipped + FEED_LENGTH + 1))

    def at(page: int) -> str:
        return start + asked.list.path + asked.query(page=page)

    ways = {"first": at(1)}
    if asked.page > 1:
        ways["previous"] = at(asked.page - 1)
    if len(entries) > FEED_LENGTH:
        ways["next"] = at(asked.page + 1)
    rows = (row_of(one, start) for one in entries[:FEED_LENGTH])
    yield from atom_text(rows, title=f"{settings.PROGRAMME_NAME} – {asked.list.title}", address=at(asked.page), ways=ways)


def export(request: HttpRequest, asked: Asked, wish: Wish) -> HttpResponseBase:
    """The file that the address asks for; « not modified » for who already has the same."""
    start = settings.BASE_URL + prefix()
    if asked.format == "atom":
        feed = "".join(_feed(asked, queries.stream(wish), start))
        response = HttpResponse(feed, content_type="application/atom+xml; charset=utf-8")
        return unless_held(request, response, feed) or response
    headers = HttpResponse(content_type="text/csv; charset=utf-8" if asked.format == "csv" else "application/json")
    if asked.format == "csv":
        name = asked.list.path.strip("/").replace("/", "-")
        headers["Content-Disposition"] = f'attachment; filename="{name}-{clock.today().isoformat()}.csv"'
    if held := unless_held(request, headers, f"{_FORM} {start}{asked.list.path}{asked.query()} {queries.fingerprint(wish)}"):
        return held
    rows = (row_of(one, start) for one in queries.stream(wish))
    text = csv_text(rows, columns=COLUMNS, has_bom=asked.has_bom) if asked.format == "csv" else json_text(rows)
    return StreamingHttpResponse(_encoded(text), headers=dict(headers.items()))


def _encoded(parts: Iterator[str], size: int = 32_768) -> Iterator[bytes]:
    """Small pieces put together, so that few are sent."""
    waiting: list[str] = []
    length = 0
    for part in parts:
        waiting.append(part)
        length += len(part)
        if length >= size:
            yield "".join(waiting).encode()
            waiting, length = [], 0
    yield "".join(waiting).encode()
