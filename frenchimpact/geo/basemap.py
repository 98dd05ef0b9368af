"""The vector basemap, one file read by pieces (HTTP Range): no tile server, no other host."""

import re

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import open_door
from frenchimpact.geo.queries import BASEMAP, basemap_edition

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_YEAR = 365 * 24 * 3600
_DAY = 24 * 3600


@open_door
@require_safe
def basemap(request: HttpRequest) -> HttpResponse:
    """The basemap, whole or the piece that is asked: 206, 304, or 416 when the piece lies past the end."""
    tag, size = f'"{basemap_edition()}"', BASEMAP.stat().st_size
    common = {"ETag": tag, "Accept-Ranges": "bytes"}
    first, last = piece = _piece(request, tag, size) or (0, size - 1)
    if first > last:
        return HttpResponse(status=416, content_type="text/plain", headers=common | {"Content-Range": f"bytes */{size}"})
    is_lasting = request.GET.get("v") == basemap_edition()
    common["Cache-Control"] = f"public, max-age={_YEAR}, immutable" if is_lasting else f"public, max-age={_DAY}"
    if tag in [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponse(status=304, headers=common)
    is_whole = piece == (0, size - 1)
    if not is_whole:
        common["Content-Range"] = f"bytes {first}-{last}/{size}"
    with BASEMAP.open("rb") as content:
        content.seek(first)
        body = content.read(last - first + 1)
    return HttpResponse(body, status=200 if is_whole else 206, content_type="application/vnd.pmtiles", headers=common)


def _piece(request: HttpRequest, tag: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked; None for the whole file: nothing asked, several pieces, or a piece of another edition."""
    if request.headers.get("If-Range", tag) != tag:
        return None
    asked = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if asked is None or asked[0] == "bytes=-":
        return None
    if not asked[1]:
        # The last bytes of the file; « -0 » is none.
        return max(0, size - int(asked[2])), size - 1
    first, last = int(asked[1]), int(asked[2]) if asked[2] else size - 1
    if asked[2] and last < first:
        return None
    return first, min(last, size - 1)
