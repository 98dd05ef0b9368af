"""Files that come in pieces: begun, continued where they stopped, finished or given up."""

import datetime as dt
import tempfile
from typing import BinaryIO, cast

from django.db import transaction
from django.utils.translation import gettext as _

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.errors import OutOfTurn, TooMany
from frenchimpact.core.rows import lock
from frenchimpact.files import refusals, vault
from frenchimpact.files.actions.keeping import Said, delete_file, keep, tell_refusal
from frenchimpact.files.actions.preparing import measure, prepared
from frenchimpact.files.kinds import INTAKES, Intake
from frenchimpact.files.models import StoredFile, Upload
from frenchimpact.files.names import clean_name, size_words
from frenchimpact.files.refusals import FileRefusal
from frenchimpact.files.rules import PARCEL

LIFETIME = dt.timedelta(hours=24)
MOST_AT_ONCE = 20
MOST_BYTES_AT_ONCE = 500_000_000
LARGEST_PIECE = 8 << 20
MOST_PIECES = 2_000


@transaction.atomic
def begin_upload(*, name: str, size: int, intake: Intake, by: User) -> Upload:
    """Make room for a file that is going to come in pieces.

    Raises FileRefusal when it could never be taken, TooMany when the person already has too many on the way.
    """
    if size <= 0:
        raise refusals.empty()
    if size > intake.largest:
        words = {"size": size_words(size), "limit": size_words(intake.largest)}
        raise FileRefusal(
            "too_big",
            _("Ce fichier pèse %(size)s ; la limite est de %(limit)s ici. Réduisez-le, ou coupez-le en plusieurs.") % words,
        )
    lock(by)  # two beginnings at once are counted one after the other
    waiting = Upload.objects.filter(person=by, expires_at__gt=clock.now(), is_done=False).values_list("size", flat=True)
    if len(waiting) >= MOST_AT_ONCE or sum(waiting) + size > MOST_BYTES_AT_ONCE:
        raise TooMany(_("Trop de fichiers sont déjà en cours d’envoi. Attendez la fin des précédents, ou annulez-les."))
    return Upload.objects.create(
        person=by, name=clean_name(name) or _("fichier"), intake=intake.code, size=size, expires_at=clock.now() + LIFETIME
    )


def add_piece(*, upload: Upload, offset: int, content: BinaryIO, size: int) -> Upload:
    """Keep the next piece; the last one finishes the file.

    Raises OutOfTurn when the piece does not begin where the last one ended, FileRefusal when the whole is not taken.
    """
    with transaction.atomic():
        upload = lock(upload)
        if upload.refusal:
            raise FileRefusal("refused", upload.refusal)
        if offset != upload.received_size or size > upload.size - offset or len(upload.pieces) >= MOST_PIECES:
            raise OutOfTurn(_("Ce morceau ne suit pas le précédent. L’envoi reprend là où il s’est arrêté."))
        if size:
            vault.put(vault.piece_place(upload.key, len(upload.pieces)), content)
            upload.pieces = [*upload.pieces, size]
            upload.received_size += size
            upload.save(update_fields=["pieces", "received_size"])
    if upload.received_size == upload.size and not upload.is_done:
        finish_upload(upload=upload)
        upload.refresh_from_db()
    return upload


def finish_upload(*, upload: Upload) -> StoredFile:
    """All the pieces are there: the file is examined and becomes the person's, until a form attaches it. Raises FileRefusal."""
    from frenchimpact.files.tasks import erase_pieces  # tasks call actions

    with tempfile.TemporaryFile() as whole:
        for number in range(len(upload.pieces)):
            with vault.read(vault.piece_place(upload.key, number)) as piece:
                vault.copy_piece(piece, cast(BinaryIO, whole))
        content = cast(BinaryIO, whole)
        size, sent = measure(content)
        person = upload.person
        try:
            with prepared(content, name=upload.name, size=size, sha256=sent, intake=INTAKES[upload.intake]) as ready, transaction.atomic():
                upload = lock(upload)
                if upload.is_done:
                    return StoredFile.objects.get(key=upload.key)
                file = keep(ready, sent=sent, name=upload.name, owner=person, said=Said(PARCEL), by=person, key=upload.key)
                _close(upload)
                erase_pieces.enqueue(upload.key.hex, len(upload.pieces))
                return file
        except FileRefusal as refusal:
            with transaction.atomic():
                _close(lock(upload), refusal=str(refusal.message))
                erase_pieces.enqueue(upload.key.hex, len(upload.pieces))
                tell_refusal(refusal, owner=person, purpose=PARCEL, sha256=sent, size=size, by=person)
            raise


@transaction.atomic
def cancel_upload(*, upload: Upload, by: User | None) -> None:
    """Give up: the pieces go, and the file too if it was whole and not attached yet."""
    from frenchimpact.files.tasks import erase_pieces  # tasks call actions

    upload = lock(upload)
    file = StoredFile.objects.filter(key=upload.key, owner_model=User._meta.label, owner_id=upload.person_id, purpose=PARCEL).first()
    if file is not None:
        delete_file(file=file, by=by)
    erase_pieces.enqueue(upload.key.hex, len(upload.pieces))
    upload.delete()


def _close(upload: Upload, refusal: str = "") -> None:
    upload.is_done, upload.refusal = True, refusal
    upload.save(update_fields=["is_done", "refusal"])
