"""Resumable uploads: the part of the tus protocol (1.0.0) that our script speaks, and any tus client may too.

POST begins, HEAD tells where it stopped, PATCH continues, DELETE gives up. https://tus.io/protocols/resumable-upload
"""

import base64
import binascii
import tempfile
from typing import BinaryIO, cast

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_http_methods

from frenchimpact.accounts.models import User
from frenchimpact.core.doors import door
from frenchimpact.core.errors import OutOfTurn, Refusal
from frenchimpact.files import actions, queries
from frenchimpact.files.actions.uploads import LARGEST_PIECE
from frenchimpact.files.kinds import INTAKES, LARGEST
from frenchimpact.files.models import Upload

VERSION = "1.0.0"
_PIECE = 1 << 16


def _answer(status: int, text: str = "", **headers: str) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def _refused(refusal: Refusal) -> HttpResponse:
    return _answer(refusal.status, str(refusal.message))


def _wrong_version(request: HttpRequest) -> HttpResponse | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    return _answer(412, "Tus-Resumable: 1.0.0 expected", Tus_Version=VERSION)


@require_http_methods(["OPTIONS", "POST"])
@door()
def upload_list(request: HttpRequest) -> HttpResponse:
    """Begin an upload, or learn what is supported."""
    if request.method == "OPTIONS":
        return _answer(204, Tus_Version=VERSION, Tus_Extension="creation,termination,expiration", Tus_Max_Size=str(LARGEST))
    if wrong := _wrong_version(request):
        return wrong
    about = _metadata(request.headers.get("Upload-Metadata", ""))
    length = _number(request.headers.get("Upload-Length"))
    if length is None or about is None or about.get("intake") not in INTAKES:
        return _answer(400, "Upload-Length, and Upload-Metadata with filename and intake, expected")
    person = cast(User, request.user)
    try:
        upload = actions.begin_upload(name=about.get("filename", ""), size=length, intake=INTAKES[about["intake"]], by=person)
    except Refusal as refusal:
        return _refused(refusal)
    return _answer(201, Location=reverse("files:upload_detail", args=[upload.key]), Upload_Expires=http_date(upload.expires_at.timestamp()))


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@door(find=queries.find_upload)
def upload_detail(request: HttpRequest, upload: Upload) -> HttpResponse:
    """Where the upload stands; its next piece; or the end of it."""
    if wrong := _wrong_version(request):
        return wrong
    if request.method == "HEAD":
        return _answer(200, Upload_Offset=str(upload.received_size), Upload_Length=str(upload.size))
    if request.method == "DELETE":
        actions.cancel_upload(upload=upload, by=cast(User, request.user))
        return _answer(204)
    return _patch(request, upload)


def _patch(request: HttpRequest, upload: Upload) -> HttpResponse:
    if request.content_type != "application/offset+octet-stream":
        return _answer(415, "Content-Type: application/offset+octet-stream expected")
    offset = _number(request.headers.get("Upload-Offset"))
    if offset is None:
        return _answer(400, "Upload-Offset expected")
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_PIECE:
        return _answer(413, f"pieces of {LARGEST_PIECE} bytes at most")
    with tempfile.SpooledTemporaryFile(max_size=1 << 20) as piece:
        content = cast(BinaryIO, piece)
        size = _read(request, content)
        try:
            upload = actions.add_piece(upload=upload, offset=offset, content=content, size=size)
        except OutOfTurn as refusal:
            return _answer(409, str(refusal.message), Upload_Offset=str(upload.received_size))
        except Refusal as refusal:
            return _refused(refusal)
    return _answer(204, Upload_Offset=str(upload.received_size), Upload_Expires=http_date(upload.expires_at.timestamp()))


def _read(request: HttpRequest, target: BinaryIO) -> int:
    """Copy the body without holding it in memory. When the line breaks, what has come is kept."""
    size = 0
    try:
        while size <= LARGEST_PIECE and (piece := request.read(_PIECE)):
            target.write(piece)
            size += len(piece)
    except UnreadablePostError:
        return size
    return size


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 16 else None


def _metadata(header: str) -> dict[str, str] | None:
    """`Upload-Metadata`: pairs of a name and a base64 value. None when it cannot be read."""
    values: dict[str, str] = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        name, _space, encoded = pair.partition(" ")
        try:
            values[name] = base64.b64decode(encoded, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError):
            return None
    return values
