"""Reading files: one or 404, those of a thing, and their addresses."""

import datetime as dt
import uuid
import zipfile
from collections.abc import Collection, Iterator
from typing import BinaryIO

from django.core import signing
from django.db.models import Model, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from frenchimpact.core import clock
from frenchimpact.core.doors import SignInNeeded
from frenchimpact.core.errors import Refusal
from frenchimpact.files import rules, vault
from frenchimpact.files.content.archives import open_archive
from frenchimpact.files.content.bare import bare
from frenchimpact.files.kinds import INTAKES, Intake
from frenchimpact.files.models import StoredFile, Upload

_SALT = "files.address"


class ExpiredLink(Refusal):
    """The link is too old."""

    status = 410

    def __init__(self) -> None:
        super().__init__(_("Ce lien a expiré. Retournez sur la page d’où il vient pour en obtenir un nouveau."))


def intake(code: str) -> Intake:
    """What a form's field takes, by name. Raises KeyError."""
    return INTAKES[code]


def files_of(owner: Model, purpose: str = "") -> QuerySet[StoredFile]:
    """The files of a thing, oldest first. The caller has asked permission to see the thing."""
    found = StoredFile.objects.filter(owner_model=owner._meta.label, owner_id=owner.pk)
    return (found.filter(purpose=purpose) if purpose else found).order_by("received_at", "pk")


def files_of_many(model: type[Model], keys: Collection[int], purpose: str) -> QuerySet[StoredFile]:
    """Those of several things of one kind, oldest first. The caller has asked permission to see the things."""
    found = StoredFile.objects.filter(owner_model=model._meta.label, owner_id__in=list(keys), purpose=purpose)
    return found.order_by("received_at", "pk")


def picture_of(owner: Model, purpose: str) -> StoredFile | None:
    """The one picture of a thing for that purpose, if it may be shown: never from quarantine, nor before the scanner's answer."""
    file = files_of(owner, purpose).last()
    return file if file is not None and rules.is_open(file) else None


def find_file_of(owner: Model, purpose: str, pk: int) -> StoredFile:
    """One file of a thing that the caller may change. Raises Http404."""
    file = files_of(owner, purpose).filter(pk=pk).first()
    if file is None:
        raise Http404
    return file


def find_file(user: rules.Anyone, key: uuid.UUID) -> StoredFile:
    """One file among those that the person may see. A visitor is asked to sign in, whether or not it exists."""
    file = StoredFile.objects.filter(key=key).first()
    if file is not None and rules.can_read(user, file):
        return file
    if user.pk is None:
        raise SignInNeeded
    raise Http404


def find_upload(user: rules.Anyone, key: uuid.UUID) -> Upload:
    """One upload of that person, not expired. Raises Http404."""
    upload = Upload.objects.filter(key=key, expires_at__gt=clock.now()).first()
    if upload is None or not rules.can_continue(user, upload):
        raise Http404
    return upload


def address(file: StoredFile) -> str:
    """Where a person who may read the file gets it; permission is asked again at each visit."""
    return reverse("files:file_detail", args=[file.key])


def thumbnail_address(file: StoredFile) -> str:
    """Where the small picture of an image is; permission is asked there too."""
    return reverse("files:file_thumbnail", args=[file.key])


def bare_copy(file: StoredFile) -> bytes:
    """Its bytes without what programs wrote in them about who made it. Raises Http404 when they are gone, FileRefusal when it cannot be."""
    try:
        with vault.read(vault.place(file.key)) as content:
            return bare(file.kind, content.read())
    except FileNotFoundError as error:
        raise Http404 from error


def pieces_of(file: StoredFile) -> Iterator[bytes]:
    """Its bytes, a piece at a time; the caller has asked permission. Raises FileNotFoundError at the first one when they are gone."""
    with vault.read(vault.place(file.key)) as content:
        while piece := content.read(1 << 18):
            yield piece


def archive_in(content: BinaryIO, size: int) -> zipfile.ZipFile:
    """The ZIP archive that was sent, its directory measured before it is read. Raises FileRefusal."""
    return open_archive(content, size)


def signed_address(file: StoredFile, *, lifetime: dt.timedelta = dt.timedelta(hours=1)) -> str:
    """An address that opens the file without a session until it expires: for machines and mails, after asking permission."""
    until = int((clock.now() + lifetime).timestamp())
    return reverse("files:file_by_link", args=[signing.dumps([file.key.hex, until], salt=_SALT)])


def find_signed(token: str) -> StoredFile:
    """The file of a signed address. Raises Http404 for a forged one, ExpiredLink when it is too old."""
    try:
        key, until = signing.loads(token, salt=_SALT)
    except signing.BadSignature as error:
        raise Http404 from error
    if clock.now().timestamp() > until:
        raise ExpiredLink
    file = StoredFile.objects.filter(key=uuid.UUID(hex=key)).first()
    if file is None:
        raise Http404
    return file
