"""Taking a file, giving it to a thing, noting what the scanner said, deleting it for good."""

import io
import uuid
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Model

from frenchimpact.accounts.models import User
from frenchimpact.core import clock
from frenchimpact.core.facts import announce
from frenchimpact.core.rows import lock
from frenchimpact.files import facts, refusals, vault
from frenchimpact.files.actions.preparing import Ready, measure, prepared
from frenchimpact.files.kinds import Intake
from frenchimpact.files.models import StoredFile
from frenchimpact.files.names import name_for
from frenchimpact.files.queries import files_of
from frenchimpact.files.refusals import FileRefusal
from frenchimpact.files.rules import PARCEL, quarantine_words


def receive_file(
    *,
    content: BinaryIO,
    name: str,
    owner: Model,
    purpose: str,
    intake: Intake,
    by: User | None,
    description: str = "",
    audience: str = "",
) -> StoredFile:
    """Take a file for a thing, once its content has been examined; it goes to the scanner when there is one.

    Raises FileRefusal, which the trail of the thing remembers (unless the caller's own transaction is undone).
    """
    size, sent = measure(content)
    try:
        with prepared(content, name=name, size=size, sha256=sent, intake=intake) as ready:
            said = Said(purpose, description, audience)
            return keep(ready, sent=sent, name=name, owner=owner, said=said, by=by, key=uuid.uuid4())
    except FileRefusal as refusal:
        tell_refusal(refusal, owner=owner, purpose=purpose, sha256=sent, size=size, by=by)
        raise


@transaction.atomic
def tell_refusal(refusal: FileRefusal, *, owner: Model, purpose: str, sha256: str, size: int, by: User | None) -> None:
    """Write on the trail of the thing that a file was not taken, and why."""
    fact = facts.FileRefused(
        owner_model=owner._meta.label, owner_id=owner.pk, purpose=purpose, sha256=sha256, reason=refusal.reason, size=size
    )
    announce(fact, by=by)


@dataclass(frozen=True)
class Said:
    """What is said of a file when it is given: what it is to its owner, what it shows, who may see it."""

    purpose: str
    description: str = ""
    audience: str = ""


def keep(ready: Ready, *, sent: str, name: str, owner: Model, said: Said, by: User | None, key: uuid.UUID) -> StoredFile:
    """Write the bytes, then the row. If the row cannot be written, the bytes do not stay."""
    from frenchimpact.files.tasks import scan_file  # tasks call actions

    try:
        vault.put(vault.place(key), ready.content)
        if ready.thumbnail:
            vault.put(vault.place(key, vault.THUMBNAIL), io.BytesIO(ready.thumbnail))
        with transaction.atomic():
            file = StoredFile.objects.create(
                key=key,
                name=name_for(name, ready.kind),
                kind=ready.kind.code,
                size=ready.size,
                sha256=ready.sha256,
                sent_sha256=sent,
                width=ready.width,
                height=ready.height,
                owner_model=owner._meta.label,
                owner_id=owner.pk,
                purpose=said.purpose,
                description=said.description,
                audience=said.audience,
                received_by=by,
            )
            announce(facts.FileReceived(**_about(file), file_id=file.pk, kind=file.kind, size=file.size), by=by)
            if settings.CLAMAV_SOCKET:
                scan_file.enqueue(file.pk)
            return file
    except BaseException:
        vault.erase(key)
        raise


@transaction.atomic
def attach_file(
    *, file: StoredFile, owner: Model, purpose: str, intake: Intake, by: User, description: str = "", audience: str = ""
) -> StoredFile:
    """Give to a thing a file that the person had uploaded beforehand.

    Raises FileRefusal when it is not theirs to give, already given, dangerous, or not of a kind expected here.
    """
    file = lock(file)
    if (file.owner_model, file.owner_id, file.purpose) != (by._meta.label, by.pk, PARCEL):
        raise refusals.gone()
    if file.state == StoredFile.State.QUARANTINED:
        raise FileRefusal("quarantined", quarantine_words(file))
    if file.kind not in intake.kinds or file.size > intake.limit(file.what):
        raise refusals.not_expected(file.what.label, intake.words)
    file.owner_model, file.owner_id, file.purpose = owner._meta.label, owner.pk, purpose
    file.description, file.audience = description, audience
    file.save(update_fields=["owner_model", "owner_id", "purpose", "description", "audience"])
    announce(facts.FileAttached(**_about(file), file_id=file.pk), by=by)
    return file


@transaction.atomic
def describe_file(*, file: StoredFile, description: str, audience: str = "", by: User) -> StoredFile:
    """Say what the file is, and who may see it. Nothing is told when nothing changes."""
    file = lock(file)
    if (file.description, file.audience) != (description, audience):
        file.description, file.audience = description, audience
        file.save(update_fields=["description", "audience"])
        announce(facts.FileDescribed(**_about(file), file_id=file.pk, audience=audience), by=by)
    return file


@transaction.atomic
def clear_file(*, file: StoredFile) -> StoredFile:
    """The scanner found nothing: everyone who may read the file may now open it. Raises OutOfTurn."""
    file = lock(file)
    file.state = StoredFile.FLOW.step("clear", file.state)
    file.scanned_at, file.scan_trouble = clock.now(), ""
    file.save(update_fields=["state", "scanned_at", "scan_trouble"])
    return file


@transaction.atomic
def quarantine_file(*, file: StoredFile, threat: str) -> StoredFile:
    """The scanner found something: nobody opens the file any more. Raises OutOfTurn."""
    file = lock(file)
    file.state = StoredFile.FLOW.step("quarantine", file.state)
    file.scanned_at, file.threat, file.scan_trouble = clock.now(), threat[:200], ""
    file.save(update_fields=["state", "scanned_at", "threat", "scan_trouble"])
    announce(facts.FileQuarantined(**_about(file), file_id=file.pk, threat=file.threat), by=None)
    return file


@transaction.atomic
def note_scan_trouble(*, file: StoredFile, trouble: str) -> StoredFile:
    """The scanner could not tell: the file goes on waiting, and the reason is kept for the operator."""
    file = lock(file)
    file.scan_trouble = trouble[:200]
    file.save(update_fields=["scan_trouble"])
    return file


@transaction.atomic
def delete_file(*, file: StoredFile, by: User | None) -> None:
    """Delete the file: its row now, its bytes and thumbnail as soon as this is committed. The trail keeps the hash only."""
    from frenchimpact.files.tasks import erase_bytes  # tasks call actions

    file = lock(file)
    announce(facts.FileDeleted(**_about(file), file_id=file.pk), by=by)
    erase_bytes.enqueue(file.key.hex)
    file.delete()


@transaction.atomic
def delete_files_of(*, owner: Model, by: User | None) -> int:
    """Delete every file of a thing that is going away. Returns how many."""
    files = list(files_of(owner))
    for file in files:
        delete_file(file=file, by=by)
    return len(files)


def _about(file: StoredFile) -> dict[str, Any]:
    return {"owner_model": file.owner_model, "owner_id": file.owner_id, "purpose": file.purpose, "sha256": file.sha256}
