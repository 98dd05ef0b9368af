"""Files go out: behind a door, never as a page of the site."""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from frenchimpact.core.doors import door, open_door
from frenchimpact.core.errors import Refusal
from frenchimpact.files import queries, rules, vault
from frenchimpact.files.models import StoredFile

# Shown in the browser: what was decoded and written again by us. Anything else, PDF first of all, is only ever saved:
# a PDF carries scripts and forms of its own, and browsers refuse to open their reader in a sandbox.
_SHOWN = {"jpeg", "png", "webp"}
SANDBOX = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"


@require_safe
@door(find=queries.find_file, visitors=True)
def file_detail(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """The file itself, for those who may see the thing it belongs to. `?telecharger=1` never shows it in the browser."""
    _check_open(request.user, file)
    return _send(request, file, vault.CONTENT)


@require_safe
@door(find=queries.find_file, visitors=True)
def file_thumbnail(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """The small picture of an image."""
    _check_open(request.user, file)
    if not file.is_image:
        raise Http404
    return _send(request, file, vault.THUMBNAIL)


@require_safe
@open_door
def file_by_link(request: HttpRequest, token: str) -> HttpResponseBase:
    """The file of a signed address that has not expired: permission was asked when the address was made."""
    file = queries.find_signed(token)
    _check_open(request.user, file)
    return _send(request, file, vault.CONTENT)


def _check_open(user: Any, file: StoredFile) -> None:
    if rules.can_download(user, file):
        return
    if file.state == StoredFile.State.QUARANTINED:
        raise Refusal(rules.quarantine_words(file))
    raise Refusal(_("Ce fichier est en attente de vérification par l’antivirus. Revenez dans quelques minutes."))


def _send(request: HttpRequest, file: StoredFile, part: str) -> HttpResponseBase:
    """Stream the bytes with headers that keep them from acting as a page. The browser asks again each time it shows them."""
    thumbnail = part == vault.THUMBNAIL
    tag = f'"{file.sha256[:32]}{"-t" if thumbnail else ""}"'
    if request.headers.get("If-None-Match") == tag:
        return _guarded(HttpResponse(status=304), file, tag)
    try:
        content = vault.read(vault.place(file.key, part))
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(content, content_type="image/webp" if thumbnail else file.what.media_type)
    shown = thumbnail or (file.kind in _SHOWN and "telecharger" not in request.GET)
    response["Content-Disposition"] = content_disposition_header(not shown, file.name) or "attachment"
    if not thumbnail:
        response["Content-Length"] = str(file.size)
    return _guarded(response, file, tag)


def _guarded[R: HttpResponseBase](response: R, file: StoredFile, tag: str) -> R:
    response["ETag"] = tag
    # Pictures come again on each page; a document is kept by whoever saves it, and by no browser.
    response["Cache-Control"] = "private, no-cache" if file.is_image else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response
